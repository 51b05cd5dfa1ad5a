"""An order, key by key (Uniware: Get Sale Order page, and recorded answers)."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.uniware import (
    due,
    loading,
    returned,
    shipping_package,
    units,
    words,
)
from integrations.uniware.defaults import complete
from orders.facts import destination
from orders.facts.order import OrderFacts
from orders.facts.payment import on_delivery, transaction
from orders.facts.person import email, name, phone
from orders.facts.place import Place
from orders.invoices import parties
from orders.models import Address, Order, Package


def render(seen: OrderFacts, *, payment: bool) -> dict:
    """Return saleOrderDTO; paymentDetail is null unless it was asked for."""
    order = seen.order
    shown = units_of(seen)
    facts = header(order) | terms(order) | addresses(order, seen.packages)
    facts |= {
        "shippingPackages": [shipping_package.render(package) for package in seen.packages],
        "saleOrderItems": shown,
        "returns": returned.render(seen.packages, seen.codes),
        "cancellable": seen.wholly_cancellable,
        "totalDiscount": sum((one["discount"] for one in shown), words.ZERO),
        "totalShippingCharges": sum((one["shippingCharges"] for one in shown), words.ZERO),
        "additionalInfo": order.notes or None,
        "paymentDetail": _payment(order, shown) if payment else None,
    }
    return complete("saleOrderDTO", facts)


def units_of(seen: OrderFacts) -> list[dict]:
    """Return saleOrderItems."""
    taxes = loading.taxes(seen.packages)
    bundles = {key: parent.product.sku for key, parent in seen.bundles.items()}
    return [
        units.render(
            unit,
            order=seen.order,
            package=seen.holders.get(unit.pk),
            code=seen.codes[unit.pk],
            bundle=bundles.get(unit.parent_omnitron_id),
            cancellable=unit.pk in seen.cancellable,
            taxes=taxes.get(unit.pk, ()),
        )
        for unit in seen.units
    ]


def header(order: Any) -> dict:
    """Return what a search lists of an order that has `packaged`."""
    customer = order.customer
    return {
        "code": order.code,
        "displayOrderCode": order.number,
        "channel": order.channel.name,
        "displayOrderDateTime": words.milliseconds(order.date_placed),
        "status": words.order_status(order, packaged=order.packaged),
        "created": words.milliseconds(order.created_date),
        "updated": words.milliseconds(order.modified_date),
        "fulfillmentTat": words.milliseconds(due.at(order)),
        "notificationEmail": customer.email,
        "notificationMobile": phone(customer),
        "customerGSTIN": parties.buyer_gstin(order) or None,
    }


def addresses(order: Order, packages: Sequence[Package]) -> dict:
    """
    Return billingAddress, and addresses: billing first, then shipping if that is another.

    Where packages were sent to others, those come last: their units name them.
    """
    shipping, billing = destination.of_order(order, packages)
    others = [package.destination for package in packages if package.cancelled_at is None]
    listed = list(dict.fromkeys([billing, shipping, *others]))
    return {
        "billingAddress": _address(billing, order, "saleOrderDTO.billingAddress"),
        "addresses": [_address(one, order, "saleOrderDTO.addresses") for one in listed],
    }


def terms(order: Order) -> dict:
    """Return from where an order came, and how it is paid and by whom."""
    customer = order.customer
    return {
        "source": order.channel.channel_type.upper(),
        "channelProcessingTime": words.milliseconds(order.created_date),
        "cod": on_delivery(order),
        "priority": order.priority,
        "currencyCode": order.currency.upper(),
        "customerCode": customer.erp_code or str(customer.wire_pk),
    }


def _address(address: Address, order: Order, path: str) -> dict:
    place, person = Place(address), (address, order.customer)
    facts = {
        "id": str(address.pk),
        "name": name(*person),
        "addressLine1": place.first_line,
        "addressLine2": place.other_lines,
        "city": place.city,
        "district": place.district or None,
        "state": place.state,
        "country": place.country_code,
        "pincode": place.pin,
        "phone": phone(*person),
        "email": email(*person),
    }
    return complete(path, facts)


def _payment(order: Order, shown: Sequence[Mapping]) -> dict:
    return {
        "paymentMode": "COD" if on_delivery(order) else "PREPAID",
        "transactionId": transaction(order),
        "amountPaid": sum((one["prepaidAmount"] for one in shown), words.ZERO),
    }
