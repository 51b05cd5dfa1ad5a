"""How partners call the units of an order."""

from collections import Counter
from collections.abc import Iterable

from orders.models import OrderItem


def codes(units: Iterable[OrderItem]) -> dict[int, str]:
    """
    Return how every unit of one order is called, by its key: its SKU and a number from 0.

    Give it all units of the order, cancelled ones too: then a name stays what it is. A bundle's
    parent is no unit and has none.
    """
    seen: Counter[str] = Counter()
    called = {}
    for unit in sorted(units, key=lambda unit: (unit.line, unit.pk)):
        if not unit.is_parent:
            called[unit.pk] = f"{unit.product.sku}-{seen[unit.product.sku]}"
            seen[unit.product.sku] += 1
    return called
