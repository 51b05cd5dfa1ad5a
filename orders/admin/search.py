"""Exact search for orders: each way to name one is an indexed lookup of its own, never a scan."""

from orders.models import Customer, Order, OrderItem, Package
from orders.scope import Scope

MOST = 500


def order_ids(term: str, scope: Scope) -> set[int]:
    """
    Return the orders of a number, code, tracking number, e-mail or SKU; the newest 500.

    What the scope does not see finds nothing: of a split order, no package or unit elsewhere.
    """
    orders = Order.objects.visible_to(scope)
    packages = Package.objects.visible_to(scope)
    items = OrderItem.objects.visible_to(scope)
    ways = (
        orders.filter(number=term).values_list("pk"),
        orders.filter(code=term).values_list("pk"),
        packages.filter(number=term).values_list("order"),
        packages.filter(tracking_number=term).values_list("order"),
        orders.filter(customer__in=_customers(term)).values_list("pk"),
        items.filter(product__sku=term).values_list("order"),
    )
    return {pk for way in ways for (pk,) in way.order_by("-pk")[:MOST]}


def _customers(term):
    return Customer.objects.filter(email__in={term, term.lower()}) if "@" in term else []
