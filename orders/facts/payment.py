"""How a customer pays, and what is still to be collected."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from orders.facts.price import total
from orders.models import Order, OrderItem

ON_DELIVERY = frozenset({"cod", "cash_on_delivery", "pay_on_delivery"})


def on_delivery(order: Order) -> bool:
    """Tell whether the courier collects the money: the payment says so, or its charge does."""
    return order.payment_type.lower() in ON_DELIVERY or order.cod_amount > 0


def paid_on_delivery(order: str = "") -> Q:
    """Return what finds the orders of which `on_delivery` is true; `order` is the way to them."""
    found = Q(**{f"{order}cod_amount__gt": 0})
    for kind in sorted(ON_DELIVERY):
        found |= Q(**{f"{order}payment_type__iexact": kind})
    return found


def to_collect(order: Order, units: Iterable[OrderItem]) -> Decimal:
    """Return what is to be collected at the door for some units of an order."""
    some = list(units)
    return total(some) - paid(order, some)


def paid(order: Order, units: Iterable[OrderItem]) -> Decimal:
    """Return what of some units was paid with the order."""
    return Decimal(0) if on_delivery(order) else total(units)
