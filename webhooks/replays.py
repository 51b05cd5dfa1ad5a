"""Many messages sent again with one decision: by webhook, order, state, type or time."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from webhooks.models import Attempt, Replay, WebhookEvent
from webhooks.turns import recall

BATCH = 500
State = WebhookEvent.State

FILTERS: dict[str, Callable[..., Q]] = {
    "ids": lambda pks: Q(pk__in=pks),
    "webhook": lambda pk: Q(webhook=pk),
    "target": lambda name: Q(webhook__target=name),
    "target_url": lambda url: Q(webhook__target_url=url),
    "order": lambda pk: Q(order=pk),
    "event_type": lambda name: Q(event_type=name),
    "state": lambda state: Q(state__in=[state] if isinstance(state, str) else state),
    "created_from": lambda moment: Q(created_date__gte=moment),
    "created_before": lambda moment: Q(created_date__lt=moment),
    "channels": lambda pks: Q(order__channel__in=pks),
    "locations": lambda pks: Q(order_event__package__stock_location__in=pks),
}


class Unfilterable(ValueError):
    """There is no such filter."""


def replay_many(
    filter: Mapping[str, object], *, by: str, reason: str, at: datetime
) -> Replay:  # fmt: skip
    """
    Accept that the messages which `filter` leaves are sent again; a task works them off.

    The filter's keys are those of FILTERS, its values what JSON can hold and moments. It must
    also say what the person may see: `channels` and `locations`.
    """
    return Replay.objects.create(
        filter=dict(filter),
        by=by,
        reason=reason[:255],
        total=chosen(filter).count(),
        until_id=WebhookEvent.objects.aggregate(last=Max("pk"))["last"] or 0,
        created_date=at,
        modified_date=at,
    )


def chosen(filter: Mapping[str, object]) -> QuerySet[WebhookEvent]:
    """Return the messages that a filter leaves."""
    if strangers := filter.keys() - FILTERS.keys():
        raise Unfilterable(f"No filter: {', '.join(sorted(strangers))}.")
    condition = Q()
    for name, value in filter.items():
        condition &= FILTERS[name](value)
    return WebhookEvent.objects.filter(condition)


def work_off(*, at: datetime) -> int:
    """Put every message of every waiting replay on its way; return how many went."""
    waiting = Replay.objects.filter(state=Replay.State.WAITING).order_by("pk")
    sent = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        while (batch := work_batch(pk, at=at)) is not None:
            sent += batch
    return sent


@transaction.atomic
def work_batch(replay_pk: int, *, at: datetime) -> int | None:
    """Put one batch on its way and return how many went; None when there is none to be done."""
    replay = Replay.objects.select_for_update().get(pk=replay_pk)
    if replay.state == Replay.State.DONE:
        return None
    pks = _next(replay)
    sent = _send_again(pks, by=replay.by, reason=replay.reason, at=at)
    replay.done, replay.sent = replay.done + len(pks), replay.sent + sent
    replay.last_id = pks[-1] if pks else replay.last_id
    if len(pks) < BATCH:
        replay.state = Replay.State.DONE
    replay.modified_date = at
    replay.save(update_fields=["done", "sent", "last_id", "state", "modified_date"])
    return sent


def _next(replay):
    todo = chosen(replay.filter).filter(pk__gt=replay.last_id, pk__lte=replay.until_id)
    return list(todo.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _send_again(pks, *, by, reason, at):
    """Leave out what a sender is at now, and what is meant for a webhook that is off."""
    idle = Q(lease_token=None) | Q(next_attempt_at=None) | Q(next_attempt_at__lte=at)
    rows = WebhookEvent.objects.select_for_update(of=("self",)).order_by("pk")
    able = rows.filter(idle, pk__in=pks, webhook__is_active=True).only("pk", "lane")
    lanes = {row.pk: row.lane for row in able}
    decided = [Attempt(event_id=pk, at=at, by=by, reason=reason) for pk in lanes]
    Attempt.objects.bulk_create(decided)
    recall(lanes.values(), at)
    return WebhookEvent.objects.filter(pk__in=lanes).update(
        state=State.PENDING,
        next_attempt_at=at,
        lease_token=None,
        attempts=0,
        errors=[],
        last_error="",
        modified_date=at,
    )
