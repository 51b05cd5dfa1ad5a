"""Whether cancelling would be accepted of an order, or of one of its units."""

from collections.abc import Mapping

from orders import workflow
from orders.models import Order, OrderItem, Package
from orders.workflow import UNPACKED, OrderStatus


def units(order: Order, holders: Mapping[int, Package], *, everywhere: bool) -> set[int]:
    """
    Return the keys of the units that can be cancelled one by one.

    `holders` are the live packages that are seen, by unit. Who does not see what lies `everywhere`
    cancels nothing that lies in no package, or in one elsewhere.
    """
    if not _may(order):
        return set()
    return {
        unit.pk
        for unit in _left(order)
        if unit.state != OrderStatus.CANCELLED and _within_reach(unit, holders, everywhere)
    }


def whole(order: Order, holders: Mapping[int, Package], *, everywhere: bool) -> bool:
    """Tell whether all that is left of an order can be cancelled at once."""
    cancellable = units(order, holders, everywhere=everywhere)
    return bool(cancellable) and all(
        _within_reach(unit, holders, everywhere) for unit in _left(order)
    )


def _may(order):
    commands = workflow.legal("order", order.state, order.own_facts())
    return any(command.slug == "cancel" for command in commands)


def _left(order):
    return [u for u in order.orderitem_set.all() if not u.is_parent and u.cancelled_at is None]


def _within_reach(unit: OrderItem, holders: Mapping[int, Package], everywhere: bool) -> bool:
    if holder := holders.get(unit.pk):
        return holder.state in UNPACKED
    return everywhere and unit.state < OrderStatus.PREPARING
