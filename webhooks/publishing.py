"""Telling one webhook of one object as it is now, because somebody asks for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from orders.models import Order, OrderEvent, Package
from webhooks import fanout, targets
from webhooks.models import Attempt, Webhook, WebhookEvent


class Unpublishable(Exception):
    """This webhook cannot be told of this object now; the text says why."""


@transaction.atomic
def publish(
    webhook_pk: int, subject: Order | Package, *, by: str, at: datetime
) -> WebhookEvent:  # fmt: skip
    """Freeze the object as its latest event left it, behind all that was told of that event."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook_pk)
    event = _latest(subject)
    _refuse(webhook, subject, event)
    target = targets.of(webhook)
    told = target.told(event, webhook, n=_next_place(webhook, event))
    message = fanout.row(event, webhook, told)
    message.save()
    Attempt.objects.create(event=message, at=at, by=by, reason="published over the API")
    fanout.ring_after_commit()
    return message


def _latest(subject):
    name = subject._meta.model_name
    events = OrderEvent.objects.filter(  # what is not shown yet will have its own messages
        **{name: subject}, position__isnull=False, fanout_entry__isnull=True
    )
    return events.select_related("order__channel", "package").order_by("-position").first()


def _refuse(webhook, subject, event):
    if not webhook.is_active:
        raise Unpublishable("The webhook is switched off.")
    if webhook.event_type.partition(".")[0] != subject._meta.model_name:
        raise Unpublishable(f"The webhook is not told of a {subject._meta.model_name}.")
    if event is None:
        raise Unpublishable("Nothing has happened to it yet.")
    if not targets.of_its_channel(event, webhook):
        raise Unpublishable("The webhook is not told of this channel.")


def _next_place(webhook, event):
    taken = WebhookEvent.objects.filter(webhook=webhook, order_event=event)
    last = taken.aggregate(last=Max("n"))["last"]
    return 0 if last is None else last + 1
