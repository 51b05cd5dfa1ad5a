"""Whose turn it is: what may be sent now, and in which order addresses take their turns."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import (
    Exists,
    F,
    JSONField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, Least, RowNumber

from webhooks import targets
from webhooks.models import Address, Webhook, WebhookEvent

SPREAD = 8  # senders of one address that look for more to do seldom find the same
ASIDE = timedelta(minutes=30)
SOON = timedelta(seconds=30)
FRONT, ROUNDS = 500, 20

State = WebhookEvent.State


class Keys(Subquery):
    """What a sub-select of keys finds, in its order, as one list; null when it finds nothing."""

    template = "(SELECT jsonb_agg(found.pk) FROM (%(subquery)s) AS found)"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection):
        """Write it as SQLite calls it."""
        template = self.template.replace("jsonb_agg", "json_group_array")
        return self.as_sql(compiler, connection, template=template)


def due(now: datetime) -> QuerySet[WebhookEvent]:
    """
    Return the messages that may be sent now, the longest due first.

    Only columns of the message itself and sub-selects: with a join the claim's UPDATE would wrap
    this in a sub-select, and two senders at once would both find it true.
    """
    return _ready(now).filter(Exists(_callable(now).filter(pk=OuterRef("webhook_id"))))


def oldest(now: datetime) -> datetime | None:
    """Return since when the message is due that has waited longest of those that may be sent."""
    first = _ready(now).filter(webhook=OuterRef("pk")).values("next_attempt_at")[:1]
    found = _callable(now).annotate(since=Subquery(first))
    return found.aggregate(oldest=Min("since"))["oldest"]


def heads(now: datetime, *, each: int, limit: int = 500) -> list[int]:
    """Return the first `each` messages due to every address, taking turns between addresses."""
    return _turns(_callable(now), now, each=each)[:limit]


def beside(pk: int, now: datetime) -> int | None:
    """Return another message that is due to the address of message `pk`."""
    address = Webhook.objects.filter(events=pk).values("target_url")
    webhooks = _callable(now).filter(target_url__in=address)
    found = [other for other in _turns(webhooks, now, each=SPREAD) if other != pk]
    return random.choice(found) if found else None


def set_aside(now: datetime) -> int:
    """
    Put off what waits behind a message that is not due soon, and return how many that were.

    Every look would have to pass over them, so that is done where many are due to one webhook.
    Each is due again with the message that it waits for, or after ASIDE at most; see `recall`.
    """
    return sum(_set_front_aside(pk, now) for pk in _callable(now).values_list("pk", flat=True))


def recall(lanes: Iterable[str], at: datetime) -> None:
    """Let what waits in these lanes be due, not before and not later: nothing is before it now."""
    WebhookEvent.objects.filter(_WAITING, lane__in=lanes).update(next_attempt_at=at)


_WAITING = Q(state=State.PENDING, lease_token=None, attempts=0)


def _set_front_aside(webhook_pk, now):
    waiting = WebhookEvent.objects.filter(_WAITING, next_attempt_at__lte=now)
    front = waiting.filter(webhook=webhook_pk).order_by("next_attempt_at", "pk")
    later = _earlier().filter(state=State.PENDING, lease_token=None, webhook__is_active=True)
    later = later.filter(next_attempt_at__gt=now + SOON).order_by("-next_attempt_at")
    until = Coalesce(Subquery(later.values("next_attempt_at")[:1]), Value(now + ASIDE))
    moved = 0
    for _ in range(ROUNDS):
        keys = list(front.values_list("pk", flat=True)[:FRONT])
        if len(keys) < FRONT:
            break
        stuck = waiting.filter(Exists(later) | _stopped(), pk__in=keys)
        found = stuck.update(next_attempt_at=Least(until, now + ASIDE))
        moved += found
        if found < FRONT // 2:
            break
    return moved


def _ready(now):
    """Return what is due and not held up in its lane, whether its address may be called or not."""
    sooner = Exists(_earlier().filter(state=State.PENDING, webhook__is_active=True))
    messages = WebhookEvent.objects.filter(state=State.PENDING, next_attempt_at__lte=now)
    return messages.exclude(sooner | _stopped()).order_by("next_attempt_at", "pk")


def _earlier():
    return WebhookEvent.objects.filter(lane=OuterRef("lane")).filter(
        Q(order_event__lt=OuterRef("order_event"))
        | Q(order_event=OuterRef("order_event"), n__lt=OuterRef("n"))
        | Q(order_event=None, pk__lt=OuterRef("pk"))
    )


def _stopped():
    """Tell whether the lane waits for a person."""
    strict = Webhook.objects.filter(pk=OuterRef("webhook_id"), target__in=targets.strict())
    return Exists(strict) & Exists(_earlier().filter(state__in=[State.REFUSED, State.DEAD]))


def _callable(now):
    """Return the webhooks that are on, and whose address is not left alone."""
    alone = Address.objects.filter(target_url=OuterRef("target_url"), probe_at__gt=now)
    return Webhook.objects.filter(~Exists(alone), is_active=True)


def _keys(webhooks, messages, *, each):
    """Return the first few of each webhook only: behind them a million may wait."""
    fronts = webhooks.values_list(Keys(messages.values("pk")[:each]), flat=True)
    return [key for front in fronts for key in front or ()]


def _turns(webhooks, now, *, each):
    keys = _keys(webhooks, _ready(now).filter(webhook=OuterRef("pk")), each=each)
    turn = Window(
        RowNumber(), partition_by=F("webhook__target_url"), order_by=["next_attempt_at", "pk"]
    )
    taken = WebhookEvent.objects.filter(pk__in=keys).annotate(turn=turn).filter(turn__lte=each)
    return list(taken.order_by("turn", "next_attempt_at", "pk").values_list("pk", flat=True))
