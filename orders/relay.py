"""The one relay: gives each unseen event its position and shows it to every subscriber."""

import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from orders.models import OrderEvent

logger = logging.getLogger(__name__)

SOLE_RELAY = 0x0D5_0001  # the key of the advisory lock; any number that nobody else uses


@transaction.atomic
def relay_pending(limit: int = 500) -> int:
    """
    Show each unseen event to every subscriber, in order, and return how many were relayed.

    One relay works at a time; another one returns at once, for the first will see its events too.
    An event that a subscriber fails on stays unseen, and holds back the later ones of its order.
    """
    if not _sole_relay():
        return 0
    position = OrderEvent.objects.aggregate(last=Max("position"))["last"] or 0
    waiting: set[int] = set()
    relayed = 0
    unseen = OrderEvent.objects.unseen().select_related("order", "package").order_by("pk")
    for event in unseen.iterator(chunk_size=limit):
        if relayed == limit:
            break
        if event.order_id in waiting or not _relay(event, position + relayed + 1):
            waiting.add(event.order_id)
        else:
            relayed += 1
    return relayed


def _sole_relay() -> bool:
    if connection.vendor != "postgresql":
        return True  # on SQLite the IMMEDIATE transaction itself is the lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SOLE_RELAY])
        return cursor.fetchone()[0]


def _relay(event: OrderEvent, position: int) -> bool:
    try:
        with transaction.atomic():
            event.position = position
            event.save(update_fields=["position"])
            for subscriber in _subscribers(tuple(settings.ORDER_EVENT_SUBSCRIBERS)):
                subscriber(event)
    except Exception:  # noqa: BLE001 - a partner's bug must not stop the warehouse
        logger.exception("Order event was not relayed", extra={"event_id": event.pk})
        return False
    return True


@cache
def _subscribers(paths: tuple[str, ...]) -> list[Callable[[OrderEvent], None]]:
    return [import_string(path) for path in paths]
