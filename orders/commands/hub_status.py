"""What a status at the hub means: our own word come home, or news; and what stands there now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from orders.drafts import OrderDraft, StatusDraft
from orders.models import Order, OrderItem
from orders.workflow import OrderStatus

# Words that say the goods are on their way or there; a pick-up that is ready still lies with us.
SENT = frozenset(s for s in OrderStatus if s >= OrderStatus.SHIPPED) - {
    OrderStatus.READY_FOR_PICKUP,
    OrderStatus.REFUNDED,
}

Copy = OrderDraft | StatusDraft
Units = Mapping[int | None, OrderItem]  # by the hub's key


@dataclass(frozen=True)
class Heard:
    """
    The statuses of one copy, beside what we hold.

    `order` and `units` (by the hub's key) are the columns once it is taken in, `words` what it
    says of each of its items. Nothing in it is `news` if all of that was known, or is our own.
    """

    order: dict
    units: dict[int | None, dict]
    words: dict[int | None, int]
    news: bool


def hear(order: Order, units: Units, draft: Copy) -> Heard:
    """Read the statuses of a copy of an order that we hold."""
    words = _words(order, units, draft)
    known = [is_known(units[key], words[key]) for key in words.keys() & units.keys()]
    return Heard(
        order=_order_columns(order, units.values(), draft.status),
        units={key: unit_columns(units[key], words[key]) for key in words.keys() & units.keys()},
        words=words,
        news=not (order_is_known(order, units.values(), draft.status) and all(known)),
    )


def _words(order: Order, units: Units, draft: Copy) -> dict[int | None, int]:
    """Return what a copy says of each unit; with its order it is cancelled, once."""
    gone = draft.status == OrderStatus.CANCELLED
    old = gone and order_is_known(order, units.values(), draft.status)
    words = {}
    for item in draft.items:
        unit = units.get(item.omnitron_id)
        answered = old and unit and item.status >= OrderStatus.SHIPPED
        sent = answered and is_ours(unit, item.status)
        words[item.omnitron_id] = OrderStatus.CANCELLED.value if gone and not sent else item.status
    return words


def with_statuses(draft: OrderDraft, order_status: int, statuses: Mapping) -> OrderDraft:
    """Return a copy in which the order, and each item that is named, has another status."""
    items = [replace(i, status=statuses.get(i.omnitron_id, i.status)) for i in draft.items]
    return replace(draft, status=order_status, items=tuple(items))


def is_refunded(unit: OrderItem, order: Order) -> bool:
    """Tell whether the hub has paid a unit back, by its own word or by that on the whole order."""
    return OrderStatus.REFUNDED in (unit.remote_status, order.foreign_status)


def is_given_up(unit: OrderItem, order: Order) -> bool:
    """Tell whether the customer is to have a unit no more: cancelled, or paid back."""
    return unit.remote_status == OrderStatus.CANCELLED or is_refunded(unit, order)


def is_known(unit: OrderItem, status: int) -> bool:
    """Tell whether a status is what the hub said last, what we wrote there, or what we hold too."""
    if is_ours(unit, status) or _agrees(unit, status):
        return True
    return status == unit.remote_status and not _is_answered(unit)


def _is_answered(unit: OrderItem) -> bool:
    """Tell whether the hub took our answer to its cancellation: another one is another."""
    written = unit.written_status or 0
    return unit.remote_status < OrderStatus.APPROVED and written >= OrderStatus.SHIPPED


def is_ours(unit: OrderItem, status: int) -> bool:
    """Tell whether the hub took a status from us, or may have: its answer can have been lost."""
    return status in (unit.written_status, unit.writing_status)


def order_is_known(order: Order, units: Iterable[OrderItem], status: int) -> bool:
    """Tell whether an order's status says nothing new: it follows from what its units were told."""
    if status == order.remote_status or _agrees(order, status):
        return True
    return status != OrderStatus.CANCELLED and any(is_ours(unit, status) for unit in units)


def _agrees(row: Order | OrderItem, status: int) -> bool:
    """Tell whether a status is where we are ourselves, or an answer to a late cancellation."""
    if status == OrderStatus.CANCELLED or status >= OrderStatus.PREPARING:
        late = row.remote_status == OrderStatus.CANCELLED
        return status == row.state or (late and OrderStatus.SHIPPED <= status <= row.state)
    return False


def unit_columns(unit: OrderItem, status: int) -> dict:
    """Return the columns of a unit once the hub has said `status` of it."""
    if not is_known(unit, status):
        # What we wrote stands there no more.
        return _news(status) | {"written_status": None, "writing_status": None}
    return _no_news(unit, status)


def _order_columns(order: Order, units: Iterable[OrderItem], status: int) -> dict:
    return _no_news(order, status) if order_is_known(order, units, status) else _news(status)


def _news(status: int) -> dict:
    return {"remote_status": status, "foreign_status": foreign(status)}


def foreign(status: int) -> int | None:
    """Return a status that is the hub's own word from 450 on, where it is one."""
    return status if status >= OrderStatus.PREPARING else None


def _no_news(row: Order | OrderItem, status: int) -> dict:
    # What we wrote over a word that we did not know yet, or have not answered, takes it back not.
    covered = row.remote_status < OrderStatus.APPROVED and status < OrderStatus.SHIPPED
    if status == row.remote_status or (covered and status != OrderStatus.CANCELLED):
        return {"remote_status": row.remote_status, "foreign_status": row.foreign_status}
    return {"remote_status": status, "foreign_status": None}


def taken_columns(status: int) -> dict:
    """Return the columns of a unit once the hub has taken `status` from us."""
    return {"written_status": status, "writing_status": None, "foreign_status": None}


def standing(row: Order | OrderItem) -> int:
    """Return the hub's own word on a row: what we wrote there ourselves says "approved"."""
    if row.foreign_status is not None:
        return row.foreign_status
    ours = row.remote_status >= OrderStatus.PREPARING
    return OrderStatus.APPROVED.value if ours else row.remote_status


def standing_of_unit(unit: OrderItem, order: Order) -> int:
    """Return the hub's own word on a unit, its order's considered: one that is unpaid bars all."""
    if min(unit.remote_status, order.remote_status) < OrderStatus.APPROVED:
        return min(unit.remote_status, order.remote_status)
    return max(standing(unit), order.foreign_status or 0)
