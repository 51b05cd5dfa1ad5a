"""One event of an order becomes the messages to everybody who wants to know of it."""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from orders.models import OrderEvent
from webhooks import targets, tasks
from webhooks.event_types import WIRE_TYPES
from webhooks.models import Webhook, WebhookEvent


def on_order_event(event: OrderEvent) -> None:
    """Freeze what each address will be told of the event, due at once; a repeat adds nothing."""
    names = [Webhook.EVERYTHING, *WIRE_TYPES[event.kind]]
    webhooks = Webhook.objects.filter(is_active=True, event_type__in=names).order_by("pk")
    rows = [
        _row(event, webhook, message)
        for webhook in webhooks
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
    tasks.deliver_due.delay()


def lane(webhook: Webhook, order_id: int) -> str:
    """Name the queue in which messages of one order go to one address, one after the other."""
    words = f"{webhook.owner_id}|{webhook.target}|{webhook.target_url}|{order_id}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _row(event, webhook, message):
    now = timezone.now()
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
        next_attempt_at=now,
        created_date=now,
        modified_date=now,
    )
