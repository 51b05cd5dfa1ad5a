"""Giving events their positions, before and apart from whoever is shown them."""

from django.db import transaction
from django.db.models import Max

from orders.feed import epoch
from orders.feed.sole import sole
from orders.models import FanoutEntry, OrderEvent

SOLE_NUMBERING = 0x0D5_0001  # the key of the advisory lock; any number that nobody else uses


@transaction.atomic
def number(limit: int = 500) -> list[OrderEvent]:
    """
    Give the next events their positions, live ones first, and return them in that order.

    One numbering works at a time; another one returns at once with nothing. Each event gets an
    entry for the fan-out, which goes its own way from there.
    """
    if not sole(SOLE_NUMBERING):
        return []
    batch, urgent = _batch(limit)
    if not batch:
        return []
    last = newest()
    epoch.keep(last)
    for position, event in enumerate(batch, start=last + 1):
        event.position = position
    OrderEvent.objects.bulk_update(batch, ["position"])
    FanoutEntry.objects.bulk_create(
        FanoutEntry(event=event, order_id=event.order_id, backfill=event.order_id not in urgent)
        for event in batch
    )
    return batch


def newest() -> int:
    """Return the last position that was given, 0 before the first."""
    return OrderEvent.objects.aggregate(last=Max("position"))["last"] or 0


def _batch(limit: int) -> tuple[list[OrderEvent], set[int]]:
    """
    Return the next events, and the orders of the live ones among them.

    Behind no live event is an earlier one of its order left: that goes along, back-fill or not.
    """
    waiting = OrderEvent.objects.unnumbered().only("order_id", "backfill")
    head = {event.pk: event for event in waiting.order_by("backfill", "pk")[:limit]}
    urgent = {event.order_id for event in head.values() if not event.backfill}
    if urgent and not waiting.filter(backfill=True).exists():
        return list(head.values()), urgent
    head |= {event.pk: event for event in waiting.filter(backfill=True, order__in=urgent)}
    batch = sorted(head.values(), key=lambda event: (event.order_id not in urgent, event.pk))
    return batch, urgent
