"""Whose turn it is: what may be sent now, and in which order addresses take their turns."""

import random
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from webhooks import targets
from webhooks.models import Address, Webhook, WebhookEvent

SPREAD = 8  # senders of one address that look for more to do seldom find the same

State = WebhookEvent.State


def due(now: datetime) -> QuerySet[WebhookEvent]:
    """
    Return the messages that may be sent now, the longest due first.

    Only columns of the message itself and sub-selects: with a join the claim's UPDATE would wrap
    this in a sub-select, and two senders at once would both find it true.
    """
    earlier = WebhookEvent.objects.filter(lane=OuterRef("lane")).filter(
        Q(order_event__lt=OuterRef("order_event"))
        | Q(order_event=OuterRef("order_event"), n__lt=OuterRef("n"))
        | Q(order_event=None, pk__lt=OuterRef("pk"))
    )
    here = Webhook.objects.filter(pk=OuterRef("webhook_id"))
    alone = Address.objects.filter(target_url=OuterRef("target_url"), probe_at__gt=now)
    return (
        WebhookEvent.objects.filter(Exists(here.filter(~Exists(alone), is_active=True)))
        .filter(state=State.PENDING, next_attempt_at__lte=now)
        .exclude(Exists(earlier.filter(state=State.PENDING, webhook__is_active=True)))
        .exclude(
            Exists(here.filter(target__in=targets.strict()))
            & Exists(earlier.filter(state__in=[State.REFUSED, State.DEAD]))
        )
        .order_by("next_attempt_at", "pk")
    )


def heads(now: datetime, *, each: int, limit: int = 500) -> list[int]:
    """Return the first `each` messages due to every address, taking turns between addresses."""
    turn = Window(
        RowNumber(), partition_by=F("webhook__target_url"), order_by=["next_attempt_at", "pk"]
    )
    queued = due(now).annotate(turn=turn).filter(turn__lte=each)
    return list(
        queued.order_by("turn", "next_attempt_at", "pk").values_list("pk", flat=True)[:limit]
    )


def beside(pk: int, now: datetime) -> int | None:
    """Return another message that is due to the address of message `pk`."""
    address = Webhook.objects.filter(events=pk).values("target_url")
    others = due(now).filter(webhook__target_url__in=address).exclude(pk=pk)
    found = list(others.values_list("pk", flat=True)[:SPREAD])
    return random.choice(found) if found else None
