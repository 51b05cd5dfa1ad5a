"""A package with its units and its order's header (Uniware: Get Shipping Package Details page)."""

from collections.abc import Mapping

from integrations.uniware import loading, sale_order, words
from integrations.uniware.defaults import complete
from orders.facts import carrier, holder, payment
from orders.facts.order import OrderFacts
from orders.models import Order, Package
from orders.scope import Scope

SAME = ("code", "itemSku", "itemName", "onHold", "statusCode", "giftWrap", "giftMessage")


def find(code: str, scope: Scope) -> Package | None:
    """Return the package of this code that the scope sees, in its order loaded whole."""
    package = Package.objects.visible_to(scope).filter(number=code).only("order_id").first()
    if package is None:
        return None
    orders = Order.objects.visible_to(scope).filter(pk=package.order_id)
    (seen,) = loading.whole(orders, scope)
    return next(each for each in seen.packages if each.pk == package.pk)


def render(package: Package, scope: Scope) -> dict:
    """Return shippingPackageDetailDTO."""
    inside = {unit.pk for unit in holder.packed(package)}
    seen = OrderFacts(package.order, scope)
    facts = {
        "code": package.number,
        "saleOrderCode": package.order.code,
        "statusCode": words.PACKAGE[package.state],
        "saleOrderDetails": _details(package.order, package),
        "saleOrderItems": [_unit(one) for one in sale_order.units_of(seen) if one["id"] in inside],
        "shippingProvider": carrier.provider(package) or None,
        "shippingCourier": carrier.courier(package) or None,
        "trackingNumber": package.tracking_number or None,
        "trackingLink": carrier.link(package) or None,
        "collectableAmount": payment.to_collect(package.order, holder.inside(package)),
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


def _details(order: Order, package: Package) -> dict:
    facts = sale_order.header(order) | sale_order.terms(order)
    facts |= sale_order.addresses(order, [package])
    return complete("shippingPackageDetailDTO.saleOrderDetails", facts)
