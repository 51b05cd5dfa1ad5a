"""Hooks of the hub worked off: the hub is asked what is true about the thing they name."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from integrations.models import InboundEvent
from integrations.omnitron.client import sentence
from integrations.omnitron.cursor import pullable
from integrations.omnitron.facts import is_key
from integrations.omnitron.receiving import Receiver, Row
from oms import http, strictjson
from oms.http import RemoteError
from orders.models import Channel

LEASE = timedelta(minutes=2)
PAUSES = tuple(timedelta(seconds=wait) for wait in (30, 120, 600, 1800, 3600, 7200))
NOT_THERE = "Omnitron has no such order."
GIVEN_UP = "Given up: no worker came back from it."


def due(*, now: datetime) -> list[int]:
    """Return the keys of the hooks to work off now, the longest due first."""
    waiting = InboundEvent.objects.filter(handled_at=None, next_attempt_at__lte=now)
    return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:500])


def handle(pk: int, *, now: datetime) -> None:
    """Ask the hub what a hook is about and take it in; a hub that cannot answer is asked later."""
    if (event := _claim(pk, now)) is None:
        return
    if event.attempts > len(PAUSES) + 1:
        _settle(event, next_attempt_at=None, last_error=GIVEN_UP)
        return
    try:
        said = _asked(event, now)
    except RemoteError as error:
        _again(event, error, now)
    else:
        _settle(event, handled_at=now, next_attempt_at=None, last_error=said)


def _claim(pk, now):
    """Lease the hook; the number of the attempt tells whose lease it is."""
    ready = InboundEvent.objects.filter(pk=pk, handled_at=None, next_attempt_at__lte=now)
    if not ready.update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
        return None
    return InboundEvent.objects.select_related("channel").get(pk=pk)


def _asked(event, now):
    """Take in what the hook names, and return what there is to say about it."""
    channels = [event.channel] if event.channel else pullable(Channel.objects.order_by("pk"))
    if event.resource == "retail_stores":
        for channel in channels:
            Receiver(channel, by="omnitron").sync(at=now)
        return ""
    key, number = _order(strictjson.loads(event.body.encode()).get("payload"))
    outcomes = []
    for channel in channels:
        receiver = Receiver(channel, by="omnitron")
        outcomes += receiver.receive(_rows(receiver.client, key, number), at=now)
    reasons = [reason for outcome in outcomes for reason in outcome.reasons]
    return " ".join(reasons)[:255] if outcomes else NOT_THERE


def _rows(client, key, number):
    if number:
        rows = map(Row.of, client.orders_numbered(number).rows)
        return [row for row in rows if row.number == number]
    if key is None:
        return []
    try:
        return [Row.of(client.row("orders", key))]
    except http.Refused as error:
        if error.status != 404:
            raise
        return []


def _order(payload):
    """Return key and number of the order that a payload is about, as far as it says them."""
    told = payload if isinstance(payload, Mapping) else {}
    inner = told.get("order")
    if isinstance(inner, Mapping):
        told = inner
    elif inner is not None:
        told = {"pk": inner, "number": told.get("order_number")}
    key, number = told.get("pk", told.get("id")), told.get("number")
    usable = isinstance(number, str) and 0 < len(number) <= 128
    return key if is_key(key) else None, number if usable else ""


def _again(event, error, now):
    at = None
    if event.attempts <= len(PAUSES):
        asked = timedelta(seconds=error.retry_after or 0)
        at = now + max(PAUSES[event.attempts - 1], asked)
    _settle(event, next_attempt_at=at, last_error=sentence(error)[:255])


def _settle(event, **columns):
    InboundEvent.objects.filter(pk=event.pk, attempts=event.attempts).update(**columns)
