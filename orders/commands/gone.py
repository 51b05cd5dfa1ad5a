"""An order that its source has no more: nothing of it is sent until a person has looked."""

from datetime import datetime

from django.db import transaction

from orders.commands.dossier import Kind
from orders.commands.locking import lock
from orders.models import Order
from orders.workflow import FINAL_ORDER, OrderStatus

GONE: Kind = ("order.gone", None)
HELD: Kind = ("order.held", None)
REASON = "Omnitron does not know this order any more."


@transaction.atomic
def mark_gone(order_id: int, *, by: str, at: datetime) -> Order:
    """Note that the source has the order no more, give its number free, and hold what is unsent."""
    dossier = lock(order_id)
    order = dossier.order
    if order.gone_at:
        return order
    dossier.change(order, gone_at=at)
    stop = order.held_at is None and order.state not in FINAL_ORDER
    stop = stop and order.state < OrderStatus.SHIPPED
    if stop:
        dossier.change(order, held_at=at)
    told: dict[Kind, dict] = {
        GONE: {"gone_at": [None, at]},
        HELD: {"held_at": [None, at], "reason": ["", REASON]},
    }
    dossier.record(GONE, *([HELD] if stop else []), by=by, at=at, changes=told)
    return order
