"""Orders that wait in quarantine, and what heals them without anybody's doing."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef

from integrations.models import Quarantined
from integrations.omnitron import quarantine
from integrations.omnitron.client import Client
from integrations.omnitron.retrying import retry_quarantined
from oms import http
from orders.commands.gone import mark_gone
from orders.models import Channel, Order
from orders.workflow import OrderStatus

MOST = 100  # that one run tries again


def take_in_twins(channel: Channel, *, by: str, now: datetime, keep: Callable[[], None]) -> None:
    """Take in the orders whose number is free: the first was cancelled, renumbered or lost."""
    first = Order.objects.filter(channel=channel, number=OuterRef("number"), gone_at=None)
    alive = first.exclude(state=OrderStatus.CANCELLED)
    free = quarantine.twins(channel).filter(~Exists(alive))
    for pk in list(free.values_list("pk", flat=True)[:MOST]):
        keep()
        retry_quarantined(pk, by=by, now=now)


def look_for_firsts(channel: Channel, client: Client, *, by: str, now: datetime) -> None:
    """Ask the hub for the orders whose number others wait for; one that it has not is gone."""
    numbers = quarantine.twins(channel).values_list("number", flat=True)[:MOST]
    firsts = Order.objects.filter(channel=channel, number__in=list(numbers), gone_at=None)
    for first in firsts.exclude(state=OrderStatus.CANCELLED).exclude(omnitron_id=None):
        try:
            client.row("orders", first.omnitron_id or 0)
        except http.Refused as error:
            if error.status != 404:
                raise
            mark_gone(first.pk, by=by, at=now)


def try_all_again(channel: Channel, *, by: str, now: datetime) -> None:
    """Try what waits once more, as far as one run goes."""
    for pk in quarantine.waiting_orders(channel, limit=MOST):
        retry_quarantined(pk, by=by, now=now)


def on_order_event(event) -> None:
    """Close what waits of an order once a person has gone on without it."""
    if event.kind == "order.copy_skipped" and event.order.omnitron_id is not None:
        Quarantined.objects.filter(
            channel=event.order.channel_id,
            resource="orders",
            remote_id=str(event.order.omnitron_id),
            resolved_at=None,
        ).update(
            resolved_at=event.occurred_at,
            resolved_by=event.by,
            modified_date=event.occurred_at,
        )
