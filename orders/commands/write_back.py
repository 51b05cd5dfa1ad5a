"""Whether a status may be written to the hub over the one that stands there, and what it took."""

from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from orders.commands import hub_status
from orders.models import Order, OrderItem
from orders.workflow import OrderStatus


@dataclass(frozen=True)
class Verdict:
    """May it be written; is it not any more; or has the hub said something that we do not know?"""

    said: Literal["write", "skip", "news"]
    why: str = ""


WRITE = Verdict("write")


@transaction.atomic
def begin(unit_id: int, *, seen: int | None, status: int) -> Verdict:
    """
    Judge whether `status` may be written over what was `seen` at the hub just now, and note it.

    From then on a copy that says `status` may be our own word. None was seen where the hub cannot
    be asked: it is written.
    """
    unit = _locked(unit_id)
    verdict = WRITE if seen is None else judge(unit, seen, status)
    if verdict == WRITE:
        OrderItem.objects.filter(pk=unit.pk).update(writing_status=status)
    return verdict


@transaction.atomic
def taken(unit_id: int, status: int) -> None:
    """Keep that the hub has taken a status from us."""
    unit = _locked(unit_id)
    columns = hub_status.taken_columns(status)
    OrderItem.objects.filter(pk=unit.pk).update(**columns)


@transaction.atomic
def refused(unit_id: int) -> None:
    """Keep that the hub has not taken what it was sent."""
    unit = _locked(unit_id)
    OrderItem.objects.filter(pk=unit.pk).update(writing_status=None)


def judge(unit: OrderItem, seen: int, status: int) -> Verdict:
    """Say whether a status may be written over another that stands at the hub."""
    if not hub_status.is_known(unit, seen):
        return Verdict("news", f"Omnitron said {_label(seen)} when we looked.")
    if hub_status.is_ours(unit, seen) or status == seen:
        return WRITE
    if seen < OrderStatus.APPROVED:
        return WRITE if _is_answer(unit, status) else _skip(seen)
    return WRITE if _is_free(unit, seen) or status > seen else _skip(seen)


def _is_answer(unit: OrderItem, status: int) -> bool:
    """Tell whether we may say so to a hub that wants the unit no more, or not yet."""
    if status == OrderStatus.CANCELLED:
        return True
    return status >= OrderStatus.SHIPPED and unit.state >= OrderStatus.SHIPPED


def _is_free(unit: OrderItem, seen: int) -> bool:
    """Tell whether nobody else has moved the unit on at the hub."""
    return unit.foreign_status is None and seen == unit.remote_status


def _skip(seen: int) -> Verdict:
    return Verdict("skip", f"Omnitron says {_label(seen)}.")


def _label(status: int) -> str:
    return str(OrderStatus(status).label)


def _locked(unit_id: int) -> OrderItem:
    order_id = OrderItem.objects.values_list("order_id", flat=True).get(pk=unit_id)
    Order.objects.select_for_update().get(pk=order_id)
    return OrderItem.objects.get(pk=unit_id)
