"""Status and cancellations of a copy that cannot be taken: they reach who holds the box."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from orders.commands import hub_status
from orders.commands.amending import follow_cancellations
from orders.commands.dossier import Dossier, Kind
from orders.commands.locking import lock
from orders.commands.orders import plan_units
from orders.drafts import StatusDraft
from orders.models import Order
from orders.workflow import OrderStatus

WAITS: Kind = ("order.copy_waits", None)


@transaction.atomic
def follow(channel_id: int, copy: StatusDraft, *, by: str, at: datetime) -> bool:
    """
    Apply what the copy says of statuses, and bar the order's boxes until the rest is understood.

    Stamp and hash stay as they were, so that the copy, once it is healed, still counts as newer.
    Return False where a person has gone on without this copy: then it need not wait anywhere.
    """
    known = Order.objects.filter(channel=channel_id, omnitron_id=copy.omnitron_id)
    if (key := known.values_list("pk", flat=True).first()) is None:
        return True
    dossier = lock(key)
    order, stamp = dossier.order, copy.remote_modified
    # One that does not say how new it is ranks with what we have: later ones are newer.
    theirs = min(stamp, at) if stamp else (order.remote_modified or at)
    if stamp and order.skipped_copy_at and theirs <= order.skipped_copy_at:
        return False
    if not _is_older(order, theirs, at):
        _take(dossier, copy, theirs, by=by, at=at)
    return True


def _is_older(order: Order, theirs: datetime, at: datetime) -> bool:
    """Tell whether we have heard of a newer copy, as far as our clock can tell."""
    ranks = [order.remote_modified, order.newer_copy_at]
    return any(rank and theirs < rank <= at for rank in ranks)


def _take(dossier: Dossier, copy: StatusDraft, theirs: datetime, *, by: str, at: datetime) -> None:
    order, held = dossier.order, dossier.order.newer_copy_at
    found = {} if _has_a_live_twin(order) else _follow(dossier, copy)
    stamp = copy.remote_modified
    fresh = theirs > held and (stamp or theirs) <= at if held else True
    fresh = fresh and not (stamp is None and order.skipped_copy_at)  # a person went on without
    if not found and not fresh:
        return
    kinds = follow_cancellations(dossier, at)
    dossier.change(order, newer_copy_at=theirs if fresh else held)
    was = dossier.before["order"]
    dossier.derive()
    kinds += [("package.planned", package) for package in plan_units(dossier, at=at)]
    gone = order.state == OrderStatus.CANCELLED != was
    first: Kind = ("order.cancelled", None) if gone else ("order.amended", None)
    kinds = [*([first] if found else []), *([WAITS] if fresh else []), *kinds]
    changes = {first: found, WAITS: {"newer_copy_at": [held, theirs]}}
    dossier.record(*kinds, by=by, at=at, changes=changes)


def _has_a_live_twin(order: Order) -> bool:
    """Tell whether another order has the number now, so that this one cannot come back to life."""
    others = Order.objects.filter(channel=order.channel_id, number=order.number, gone_at=None)
    alive = others.exclude(state=OrderStatus.CANCELLED).exclude(pk=order.pk)
    return order.state == OrderStatus.CANCELLED and alive.exists()


def _follow(dossier: Dossier, copy: StatusDraft) -> dict:
    """Move the hub's own words of order and units, and return what of it is news."""
    order, units = dossier.order, dossier.by_key()
    status = order.remote_status if copy.status is None else copy.status
    heard = hub_status.hear(order, units, replace(copy, status=status))
    found = {}
    if not hub_status.order_is_known(order, units.values(), status):
        found["remote_status"] = [order.remote_status, status]
    columns = dict(heard.units)
    if copy.complete:
        for key in units.keys() - heard.words.keys() - {None}:
            columns[key] = hub_status.unit_columns(units[key], OrderStatus.CANCELLED)
    for key, own in columns.items():
        said = [units[key].remote_status, own["remote_status"]]
        if not units[key].cancel_reason and said[0] != said[1]:
            found[f"items.{key}.remote_status"] = said
    dossier.change(order, **heard.order)
    for key, own in columns.items():
        dossier.change(units[key], **own)
    return found
