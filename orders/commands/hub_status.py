"""What a status at the hub means: our own word come home, or news; and what stands there now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from orders.drafts import ItemDraft, OrderDraft
from orders.models import Order, OrderItem
from orders.workflow import OrderStatus

GONE = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED})
# Words that say the goods are on their way or there; a pick-up that is ready still lies with us.
SENT = frozenset(s for s in OrderStatus if s >= OrderStatus.SHIPPED) - {
    OrderStatus.READY_FOR_PICKUP,
    OrderStatus.REFUNDED,
}

Units = Mapping[int | None, OrderItem]  # by the hub's key


def said_of(item: ItemDraft, draft: OrderDraft) -> int:
    """Return what a copy says of a unit; with its order it is cancelled."""
    gone = OrderStatus.CANCELLED in (item.status, draft.status)
    return OrderStatus.CANCELLED if gone else item.status


def is_known(unit: OrderItem, status: int) -> bool:
    """Tell whether a status is what the hub said last, what we wrote there, or what we hold too."""
    return status == unit.remote_status or is_ours(unit, status) or _agrees(unit, status)


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


def all_known(order: Order, units: Units, draft: OrderDraft) -> bool:
    """Tell whether no status of a copy is news."""
    if not order_is_known(order, units.values(), draft.status):
        return False
    held = [(units.get(item.omnitron_id), said_of(item, draft)) for item in draft.items]
    return all(unit is None or is_known(unit, status) for unit, status in held)


def less_what_is_known(order: Order, units: Units, draft: OrderDraft) -> OrderDraft:
    """Return a copy with the statuses that we hold where it says nothing new."""
    items = []
    for item in draft.items:
        unit = units.get(item.omnitron_id)
        known = unit is not None and is_known(unit, said_of(item, draft))
        items.append(replace(item, status=unit.remote_status) if unit and known else item)
    known = order_is_known(order, units.values(), draft.status)
    status = order.remote_status if known else draft.status
    return replace(draft, items=tuple(items), status=status)


def unit_columns(unit: OrderItem, status: int) -> dict:
    """Return the columns of a unit once the hub has said `status` of it."""
    if not is_known(unit, status):
        # What we wrote stands there no more.
        return _news(status) | {"written_status": None, "writing_status": None}
    return _no_news(unit, status)


def order_columns(order: Order, units: Iterable[OrderItem], status: int) -> dict:
    """Return the columns of an order once the hub has said `status` of it."""
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


def taken_columns(unit: OrderItem, status: int) -> dict:
    """Return the columns of a unit once the hub has taken `status` from us."""
    columns = {"written_status": status, "writing_status": None, "foreign_status": None}
    if unit.remote_status < OrderStatus.APPROVED and status >= OrderStatus.SHIPPED:
        columns["remote_status"] = status  # the answer to a cancellation: the next one is another
    return columns


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
