"""A package with its units and its order's header (Uniware: Get Shipping Package Details page)."""

from collections.abc import Mapping

from integrations.uniware import loading, sale_order, shipping_package, words
from integrations.uniware.defaults import complete
from orders.models import Order, Package
from orders.scope import Scope

SAME = ("code", "itemSku", "itemName", "onHold", "statusCode", "giftWrap", "giftMessage")


def find(code: str, scope: Scope) -> Package | None:
    """Return the package of this code that the scope sees, in its order loaded whole."""
    package = Package.objects.visible_to(scope).filter(number=code).only("order_id").first()
    if package is None:
        return None
    orders = Order.objects.visible_to(scope).filter(pk=package.order_id)
    order = loading.whole(orders, scope).get()
    return next(seen for seen in order.packages.all() if seen.pk == package.pk)


def render(package: Package, scope: Scope) -> dict:
    """Return shippingPackageDetailDTO."""
    inside = {unit.pk for unit in shipping_package.held(package)}
    seen = sale_order.see(package.order, scope)
    facts = {
        "code": package.number,
        "saleOrderCode": package.order.code,
        "statusCode": words.PACKAGE[package.state],
        "saleOrderDetails": _details(package.order),
        "saleOrderItems": [_unit(one) for one in sale_order.units_of(seen) if one["id"] in inside],
        "shippingProvider": shipping_package.provider(package),
        "shippingCourier": shipping_package.courier(package),
        "trackingNumber": package.tracking_number or None,
        "trackingLink": package.tracking_url or None,
        "collectableAmount": shipping_package.collectable(package),
    }
    return complete("shippingPackageDetailDTO", facts)


def _unit(shown: Mapping) -> dict:
    """Return a unit as this page tells it, out of what the order's page tells of it."""
    facts = {name: shown[name] for name in SAME}
    facts |= {
        "saleOrderItemId": shown["id"],
        "saleOrderItemCode": shown["code"],
        "itemTypeImageUrl": shown["imageUrl"],
    }
    return complete("shippingPackageDetailDTO.saleOrderItems", facts)


def _details(order: Order) -> dict:
    facts = sale_order.header(order) | sale_order.terms(order) | sale_order.addresses(order)
    return complete("shippingPackageDetailDTO.saleOrderDetails", facts)
