"""The units of an order: which of its rows are units, their lines, and their codes."""

from collections import Counter
from collections.abc import Iterable

from orders.models import Order, OrderItem


def units(order: Order) -> list[OrderItem]:
    """Return the units of an order whose rows are loaded; a bundle's parent is none."""
    return [item for item in order.orderitem_set.all() if not item.is_parent]


def standing(order: Order) -> list[OrderItem]:
    """Return those units that were not cancelled."""
    return [unit for unit in units(order) if unit.cancelled_at is None]


def lines(some: Iterable[OrderItem]) -> dict[int, list[OrderItem]]:
    """Return units by the line on which they were ordered together."""
    found: dict[int, list[OrderItem]] = {}
    for unit in some:
        found.setdefault(unit.line, []).append(unit)
    return found


def bundles(order: Order) -> dict[int | None, OrderItem]:
    """Return the parents of an order's bundles by the key that their children name."""
    return {item.omnitron_id: item for item in order.orderitem_set.all() if item.is_parent}


def codes(every: Iterable[OrderItem]) -> dict[int, str]:
    """
    Return how partners call every unit of one order, by its key: its SKU and a number from 0.

    Give it all units of the order, cancelled ones too: then a name stays what it is. A bundle's
    parent is no unit and has none.
    """
    seen: Counter[str] = Counter()
    called = {}
    for unit in sorted(every, key=lambda unit: (unit.line, unit.pk)):
        if not unit.is_parent:
            called[unit.pk] = f"{unit.product.sku}-{seen[unit.product.sku]}"
            seen[unit.product.sku] += 1
    return called
