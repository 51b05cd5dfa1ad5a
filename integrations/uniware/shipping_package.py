"""A shipping package, key by key (Uniware: Get Sale Order page, and recorded answers)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from integrations.uniware import words
from integrations.uniware.defaults import complete
from orders.facts import appearance, carrier, holder, invoice, payment
from orders.facts.person import name
from orders.facts.place import Place
from orders.models import Order, OrderItem, Package

PATH = "saleOrderDTO.shippingPackages"


def render(package: Package) -> dict:
    """Return the package as it stands in its order; `package` is loaded with its contents."""
    order, units = package.order, holder.packed(package)
    facts = _identity(package, order) | _carriage(package, order)
    facts |= _moments(package) | _billing(package)
    facts |= {
        "noOfItems": len(units),
        "items": _items(units, _pictures(package)),
        **_money(package),
    }
    return complete(PATH, facts)


def element(package: Package) -> dict:
    """Return the package as a search lists it: the same, without the link of its carrier."""
    shown = render(package)
    del shown["trackingLink"]
    return shown


def _identity(package: Package, order: Order) -> dict:
    return {
        "code": package.number,
        "saleOrderCode": order.code,
        "channel": order.channel.name,
        "status": words.PACKAGE[package.state],
        "customer": name(package.recipient, package.destination),
        "city": Place(package.destination).city,
    }


def _carriage(package: Package, order: Order) -> dict:
    return {
        "shippingProvider": carrier.provider(package) or None,
        "shippingCourier": carrier.courier(package) or None,
        "shippingMethod": words.method(order),
        "trackingNumber": package.tracking_number or None,
        "trackingLink": carrier.link(package) or None,
        "shippingLabelLink": package.shipping_label or None,
    }


def _moments(package: Package) -> dict:
    return {
        "created": words.milliseconds(package.created_date),
        "updated": words.milliseconds(package.modified_date),
        "dispatched": words.milliseconds(package.shipped_at),
        "delivered": words.milliseconds(package.delivered_at),
    }


def _billing(package: Package) -> dict:
    written = invoice.standing(package)
    number = package.invoice_number if written or package.invoice is None else None
    return {
        "invoiceCode": number,
        "invoiceDisplayCode": number,
        "invoiceDate": words.milliseconds(written.invoiced_at) if written else None,
    }


def _money(package: Package) -> dict:
    order, units = package.order, holder.inside(package)
    return {
        "collectableAmount": payment.collectable(package, units),
        "collectedAmount": payment.paid(order, units),
    }


def _pictures(package: Package) -> dict[int, str | None]:
    """Return the first picture of the product of each unit, by the unit's key."""
    contents: Iterable[Any] = package.packageitem_set.all()
    return {content.order_item_id: content.product_image for content in contents}


def _items(units: Sequence[OrderItem], pictures: Mapping[int, str | None]) -> dict:
    items: dict[str, dict] = {}
    for unit in units:
        product = unit.product
        picture = appearance.picture(unit, pictures[unit.pk])
        first = {"itemSku": product.sku, "itemName": product.name, "quantity": 0}
        first["itemTypeImageUrl"] = picture
        items.setdefault(product.sku, complete(f"{PATH}.items", first))["quantity"] += 1
    return items
