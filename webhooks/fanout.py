"""One event of an order becomes the messages to everybody who wants to know of it."""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from oms import doorbell
from orders.models import OrderEvent
from webhooks import delinquency, targets, tasks
from webhooks.event_types import WIRE_TYPES
from webhooks.models import Webhook, WebhookEvent


def on_order_event(event: OrderEvent) -> None:
    """
    Freeze what each address will be told of the event, due at once; a repeat adds nothing.

    For an address that was switched off because it failed for too long it is held. Of a back-fill
    only those are told whose `config` says `"backfill": true`.
    """
    names = [Webhook.EVERYTHING, *WIRE_TYPES[event.kind]]
    rows = [
        row(event, webhook, message)
        for webhook in _interested(names, backfill=event.backfill)
        if (target := targets.of(webhook)).wants(event, webhook)
        for message in target.render(event, webhook)
    ]
    if rows:
        WebhookEvent.objects.bulk_create(rows, ignore_conflicts=True)
        ring_after_commit()


def ring_after_commit() -> None:
    """Nudge the senders once this transaction has committed; the beat is the promise."""
    if not any(func is ring for _, func, *_ in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    doorbell.ring(tasks.deliver_due)


def lane(webhook: Webhook, order_id: int) -> str:
    """Name the queue in which messages of one order go to one address, one after the other."""
    words = f"{webhook.owner_id}|{webhook.target}|{webhook.target_url}|{order_id}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def row(event: OrderEvent, webhook: Webhook, message: targets.Message) -> WebhookEvent:
    """Return a message as it is stored, not yet saved."""
    now, on = timezone.now(), webhook.is_active
    return WebhookEvent(
        uuid=message.uuid,
        webhook=webhook,
        order=event.order,
        order_event=event,
        n=message.n,
        event_type=message.event_type,
        content_type=ContentType.objects.get_for_model(message.subject),
        object_id=str(message.subject.pk),
        method=message.method,
        url=message.url,
        body=message.body,
        lane=lane(webhook, event.order_id),
        state=WebhookEvent.State.PENDING if on else WebhookEvent.State.HELD,
        next_attempt_at=now if on else None,
        created_date=now,
        modified_date=now,
    )


def _interested(names, *, backfill):
    """Return the active addresses, and the failed ones that nobody has registered anew."""
    tired = Q(is_active=False, disabled_reason=delinquency.TIRED)
    webhooks = Webhook.objects.filter(Q(is_active=True) | tired, event_type__in=names)
    if backfill:
        webhooks = webhooks.filter(config__backfill=True)
    found = list(webhooks.order_by("pk"))
    on = {_key(webhook) for webhook in found if webhook.is_active}
    return [webhook for webhook in found if webhook.is_active or _key(webhook) not in on]


def _key(webhook):
    return webhook.owner_id, webhook.target_url, webhook.event_type
