"""Whether cancelling would be accepted of an order, or of one of its units."""

from collections.abc import Mapping

from orders import workflow
from orders.facts.units import standing
from orders.models import Order, OrderItem, Package
from orders.workflow import UNPACKED, OrderStatus


def within_reach(unit: OrderItem, holder: Package | None) -> bool:
    """Tell whether a unit has not gone too far: in no packed box, in nobody else's hand."""
    if holder is not None:
        return holder.state in UNPACKED
    return unit.state < OrderStatus.PREPARING


def units(order: Order, holders: Mapping[int, Package], *, everywhere: bool) -> set[int]:
    """
    Return the keys of the units that can be cancelled one by one.

    `holders` are the live packages that are seen, by unit. Who does not see what lies `everywhere`
    cancels nothing that lies in no package, or in one elsewhere.
    """
    if not _may(order):
        return set()
    left = [unit for unit in standing(order) if unit.state != OrderStatus.CANCELLED]
    return {unit.pk for unit in left if _seen_within_reach(unit, holders, everywhere)}


def whole(order: Order, holders: Mapping[int, Package], *, everywhere: bool) -> bool:
    """Tell whether all that is left of an order can be cancelled at once."""
    if not units(order, holders, everywhere=everywhere):
        return False
    return all(_seen_within_reach(unit, holders, everywhere) for unit in standing(order))


def _may(order: Order) -> bool:
    commands = workflow.legal("order", order.state, order.own_facts())
    return any(command.slug == "cancel" for command in commands)


def _seen_within_reach(unit: OrderItem, holders: Mapping[int, Package], everywhere: bool) -> bool:
    holder = holders.get(unit.pk)
    return (everywhere or holder is not None) and within_reach(unit, holder)
