"""How a customer pays, and what is still to be collected."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Q

from orders.facts.invoice import standing
from orders.facts.price import rounded_off, total
from orders.models import Order, OrderItem, Package

TERMS = "payment"  # where a partner's words about it stand in the order's `extra_field`
ON_DELIVERY = frozenset({"cod", "cash_on_delivery", "pay_on_delivery"})


def on_delivery(order: Order) -> bool:
    """Tell whether the courier collects the money: the payment says so, or its charge does."""
    return order.payment_type.lower() in ON_DELIVERY or order.cod_amount > 0


def terms(order: Order) -> Mapping:
    """Return what a partner said of the payment as it placed the order."""
    said = order.extra_field.get(TERMS)
    return said if isinstance(said, Mapping) else {}


def transaction(order: Order) -> str | None:
    """Return how the payment is named where it was made, as far as anybody told."""
    name = terms(order).get("transactionId")
    return name if isinstance(name, str) and name else None


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
    """Return what of some units was paid with the order: at the door only what was paid before."""
    if on_delivery(order):
        return sum((unit.prepaid_amount for unit in units), Decimal(0))
    return total(units)


def collectable(package: Package, units: Iterable[OrderItem]) -> Decimal:
    """Return what is collected with a package of these units: what its invoice says, less paid."""
    some = list(units)
    if not on_delivery(package.order):
        return to_collect(package.order, some)
    billed = standing(package) if some else None
    due = billed.total if billed else rounded_off(total(some), package.order.currency)
    return max(due - paid(package.order, some), Decimal(0))
