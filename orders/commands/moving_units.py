"""Units that the source moved to another order: they leave the one, if no box holds them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from orders.commands.cancelling import leave_packages
from orders.commands.dossier import Dossier, Kind
from orders.commands.locking import lock_many
from orders.drafts import OrderDraft
from orders.models import Order, OrderItem
from orders.workflow import FINAL, UNPACKED, OrderStatus, PackageStatus


class StillHeld(Exception):
    """A unit lies in a box of the order that it is to leave; the text is for people."""


def let_go(
    holders: Sequence[tuple[Order, Collection[int]]], to: OrderDraft, *, by: str, at: datetime
) -> None:
    """
    Take units, by the hub's keys, out of locked orders, so that `to` can have them.

    StillHeld when one of them was packed or sent: then what becomes of the box is decided first.
    The units stay in their orders as cancelled ones, for what happened to them happened there.
    """
    dossiers = lock_many(order for order, _keys in holders)
    moves = [
        (dossier, [unit for unit in dossier.items if unit.omnitron_id in keys])
        for dossier, (_order, keys) in zip(dossiers, holders, strict=True)
    ]
    for dossier, units in moves:
        for unit in units:
            _require_free(dossier, unit)
    for dossier, units in moves:
        _leave(dossier, units, to.number, by=by, at=at)


def _require_free(dossier: Dossier, unit: OrderItem) -> None:
    holder = dossier.holder(unit)
    if holder is None or holder.state in UNPACKED or holder.state in FINAL:
        return
    state = PackageStatus(holder.state).label.lower()
    decide = "Unpack and cancel it first" if holder.state == PackageStatus.PACKED else "Look at it"
    raise StillHeld(
        f"Unit {unit.omnitron_id} ({unit.product.sku}) came from order {dossier.order.code},"
        f" where package {holder.number} is {state}. {decide}, then try again."
    )


def _leave(dossier: Dossier, units: list[OrderItem], number: str, *, by: str, at: datetime) -> None:
    reason, was = f"It was moved to order {number}."[:512], dossier.order.state
    told = {f"items.{unit.omnitron_id}": ["ordered", f"moved to {number}"] for unit in units}
    for unit in units:
        dossier.change(
            unit,
            omnitron_id=None,
            remote_status=OrderStatus.CANCELLED,
            cancelled_at=unit.cancelled_at or at,
            cancel_reason=unit.cancel_reason or reason,
        )
    emptied = leave_packages(dossier, reason, at)
    dossier.derive()
    gone = dossier.order.state == OrderStatus.CANCELLED != was
    first: Kind = ("order.cancelled", None) if gone else ("order.amended", None)
    kinds: list[Kind] = [("package.cancelled", package) for package in emptied]
    dossier.record(first, *kinds, by=by, at=at, changes={first: told})
