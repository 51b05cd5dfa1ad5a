"""The one relay: numbers what has happened, then shows it to every subscriber."""

import logging
from collections.abc import Callable, Iterator
from functools import cache

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from orders.feed.numbering import number
from orders.feed.sole import sole
from orders.models import FanoutEntry, OrderEvent

logger = logging.getLogger(__name__)

BATCH = 500
TRIED_AGAIN = 50  # that failed before: the others are not to wait for all of them
SOLE_FANOUT = 0x0D5_0002


def relay_pending(limit: int = BATCH) -> int:
    """
    Number what has happened, show up to `limit` events to every subscriber, and return how many.

    Live events are all numbered first; those of a back-fill follow, a batch at each turn.
    """
    while batch := number(limit):
        if len(batch) >= limit and not batch[-1].backfill:
            continue
        if shown := fan_out(limit):
            return shown
    return fan_out(limit)


@transaction.atomic
def fan_out(limit: int = BATCH) -> int:
    """
    Show waiting events to every subscriber, live ones first, and return how many were shown.

    One fan-out works at a time. An event that a subscriber fails on keeps its place and holds back
    the later ones of its order, and nothing else.
    """
    if not sole(SOLE_FANOUT):
        return 0
    shown: list[int] = []
    failing = FanoutEntry.objects.filter(failures__gt=0).order_by("failed_at", "pk")
    shown += _show_all(_events(failing.values_list("pk", flat=True)[: min(limit, TRIED_AGAIN)]))
    while len(shown) < limit and (keys := _heads(limit - len(shown))):
        shown += _show_all(_events(keys))
    return len(shown)


def _heads(limit: int) -> list[int]:
    """Return what comes next of orders that nothing holds back, no event before an earlier one."""
    failing = FanoutEntry.objects.filter(failures__gt=0).values("order_id")
    entries = FanoutEntry.objects.exclude(order__in=failing)
    rows = entries.order_by("backfill", "pk").values_list("pk", "order_id", "backfill")[:limit]
    live = {order for _, order, backfill in rows if not backfill}
    earlier = entries.filter(order__in=live, backfill=True).values_list("pk", flat=True)
    urgent = {key for key, order, _ in rows if order in live} | set(earlier)
    return sorted(urgent) + [key for key, *_ in rows if key not in urgent]


def _events(keys) -> Iterator[OrderEvent]:
    keys = list(keys)
    events = OrderEvent.objects.select_related("order", "package").in_bulk(keys)
    return (events[key] for key in keys)


def _show_all(events: Iterator[OrderEvent]) -> list[int]:
    """Show events as far as nothing holds their orders back, and return which were shown."""
    held: set[int] = set()
    shown = []
    for event in events:
        if event.order_id in held:
            continue
        if _show(event):
            shown.append(event.pk)
        else:
            held.add(event.order_id)
            failed = FanoutEntry.objects.filter(pk=event.pk)
            failed.update(failures=F("failures") + 1, failed_at=timezone.now())
    FanoutEntry.objects.filter(pk__in=shown).delete()
    return shown


def _show(event: OrderEvent) -> bool:
    try:
        with transaction.atomic():
            for subscriber in _subscribers(tuple(settings.ORDER_EVENT_SUBSCRIBERS)):
                subscriber(event)
    except SoftTimeLimitExceeded:
        raise  # our own time is over: no fault of the event
    except Exception:  # noqa: BLE001 - a partner's bug must not stop the warehouse
        logger.exception("Order event was not relayed", extra={"event_id": event.pk})
        return False
    return True


@cache
def _subscribers(paths: tuple[str, ...]) -> list[Callable[[OrderEvent], None]]:
    return [import_string(path) for path in paths]
