"""The look before the write: what stands at the hub, taken in first where we did not know it."""

import json
from datetime import datetime

from django.db.models import F

from integrations.models import PullCursor
from integrations.omnitron import cursor, unit_status
from integrations.omnitron.client import Client
from integrations.omnitron.receiving import Receiver, Row
from oms import http
from orders.commands import write_back
from orders.commands.write_back import Verdict
from orders.models import OrderItem
from orders.workflow import OrderStatus
from webhooks.models import WebhookEvent
from webhooks.targets import Needless

BY = "omnitron"


def unit_of(message: WebhookEvent) -> OrderItem:
    """Return the unit that a message is about, or raise Needless: it is gone from here."""
    key = message.url.rstrip("/").rpartition("/")[2]
    units = OrderItem.objects.select_related("order")
    if (unit := units.filter(omnitron_id=key).first()) is None:
        raise Needless("The unit is none of ours any more.")
    return unit


def require_free(client: Client, message: WebhookEvent, unit: OrderItem, *, now: datetime) -> None:
    """Return if the hub may be told now; raise Needless if what stands there is to be left."""
    status = _status(message)
    seen = _look(client, unit)
    verdict = write_back.begin(unit.pk, seen=seen, status=status)
    if verdict.said == "news":
        verdict = _take_in(client, unit, seen, status, verdict, now=now)
    if verdict.said == "skip":
        raise Needless(f"Not written. {verdict.why}")


def refused(unit: OrderItem) -> None:
    """Note that the hub has not taken it."""
    write_back.refused(unit.pk)


def taken(message: WebhookEvent, unit: OrderItem) -> None:
    """Note that the hub has taken it."""
    write_back.taken(unit.pk, _status(message))


def _status(message):
    return int(json.loads(bytes(message.body))["status"])


def _look(client, unit):
    """Return the status that stands at the hub; None, counted, where it shows none."""
    cursors = PullCursor.objects.filter(channel=client.channel)
    try:
        seen = unit_status.read(client, unit)
    except unit_status.Unserved:
        cursor.of(client.channel)
        cursors.update(unseen_writes=F("unseen_writes") + 1)
        return None
    cursors.filter(unseen_writes__gt=0).update(unseen_writes=0)
    return seen


def _take_in(client, unit, seen, status, verdict, *, now) -> Verdict:
    """Take the order in as it stands there, and judge anew; a cancellation is never written over"""
    receiver = Receiver(client.channel, by=BY, client=client)
    order = unit.order
    outcomes = receiver.receive(_copies(client, order), at=now)
    heard = write_back.begin(unit.pk, seen=seen, status=status)
    if heard.said == "news":
        why = " ".join(reason for outcome in outcomes for reason in outcome.reasons)
        raise http.Garbled(f"{verdict.why} Its copy of the order does not show it. {why}".strip())
    taken = f"{verdict.why} That was taken in."
    if heard.said == "write" and seen >= OrderStatus.APPROVED:
        return heard
    write_back.refused(unit.pk)
    return Verdict("skip", taken)


def _copies(client, order):
    """Return the order as the hub has it; one that ignores the number is asked by the key."""
    rows = [Row.of(text) for text in client.orders_numbered(order.number).rows]
    if found := [row for row in rows if _is(row, order)]:
        return found
    try:
        row = Row.of(client.row("orders", order.omnitron_id))
    except http.Refused as error:
        if error.status not in unit_status.NOT_SERVED:
            raise
        return []
    return [row] if _is(row, order) else []


def _is(row, order):
    return isinstance(row.raw, dict) and row.raw.get("pk") == order.omnitron_id
