"""What stands in the fields for which we have no fact."""

from integrations.defaults import Default

_NOT_TOLD = "The hub did not tell it."
_NO_PLACE = "The address names no place, or the hub did not tell its address."

DEFAULTS: dict[str, Default] = {
    "email": Default("", "The partner's user has no e-mail address."),
    "refresh_expires_in": Default(0, "There is no refresh token: ask for another token."),
    "token_type": Default("Bearer", "Every token is one."),
    "not-before-policy": Default(0, "No token is refused for its age before it expires."),
    "scope": Default("email profile", "What a token may do is set with the partner here."),
    "orders.customer.name": Default("", _NOT_TOLD),
    "orders.customer.email": Default("", _NOT_TOLD),
    "orders.customer.phone": Default("", _NOT_TOLD),
    "orders.shippingAddress.name": Default("", _NOT_TOLD),
    "orders.shippingAddress.phone": Default("", _NOT_TOLD),
    "orders.shippingAddress.email": Default("", _NOT_TOLD),
    "orders.shippingAddress.address": Default("", _NOT_TOLD),
    "orders.shippingAddress.postcode": Default("", _NOT_TOLD),
    "orders.shippingAddress.city": Default("", _NO_PLACE),
    "orders.shippingAddress.province": Default("", _NO_PLACE),
    "orders.shippingAddress.country": Default("", _NO_PLACE),
    "orders.billingAddress.name": Default("", _NOT_TOLD),
    "orders.billingAddress.phone": Default("", _NOT_TOLD),
    "orders.billingAddress.email": Default("", _NOT_TOLD),
    "orders.billingAddress.address": Default("", _NOT_TOLD),
    "orders.billingAddress.postcode": Default("", _NOT_TOLD),
    "orders.billingAddress.city": Default("", _NO_PLACE),
    "orders.billingAddress.province": Default("", _NO_PLACE),
    "orders.billingAddress.country": Default("", _NO_PLACE),
    "orders.items.discount": Default("0.00", _NOT_TOLD),
    "orders.items.tax": Default("0.00", "The hub told neither the tax nor its rate."),
    "orders.shipments.trackingNumber": Default("", "The package has not been shipped."),
    "orders.shipments.courier": Default("", "No courier has been chosen."),
}
