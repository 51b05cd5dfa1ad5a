"""
Sending: claim, send, settle; and what a person may decide about a message.

The row is the memory. `next_attempt_at` is raised by LEASE when a sender claims the message, so
that it falls due again by itself if the sender dies; `attempts` is raised before sending, so that
a message that kills its senders ends up dead.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from oms import http
from webhooks import schedule, targets
from webhooks.models import Attempt, Webhook, WebhookEvent

LEASE = timedelta(seconds=120)  # longer than a token and two attempts at their time limits
KEPT = 4096  # characters of an answer

State = WebhookEvent.State
logger = logging.getLogger(__name__)


class Undecidable(Exception):
    """A person's decision about a message is not possible now; the text says why."""


@dataclass(frozen=True)
class Tried:
    """What came of one attempt."""

    outcome: targets.Outcome
    took: timedelta = timedelta(0)
    status: int | None = None
    answer: str = ""
    error: str = ""
    retry_after: timedelta | None = None


def due(now: datetime) -> QuerySet[WebhookEvent]:
    """
    Return the messages that may be sent now, the longest due first.

    Only columns of the message itself and sub-selects: with a join the claim's UPDATE would wrap
    this in a sub-select, and two senders at once would both find it true.
    """
    earlier = WebhookEvent.objects.filter(lane=OuterRef("lane")).filter(
        Q(order_event__lt=OuterRef("order_event"))
        | Q(order_event=OuterRef("order_event"), n__lt=OuterRef("n"))
    )
    here = Webhook.objects.filter(pk=OuterRef("webhook_id"))
    return (
        WebhookEvent.objects.filter(Exists(here.filter(is_active=True)))
        .filter(state=State.PENDING, next_attempt_at__lte=now)
        .exclude(Exists(earlier.filter(state=State.PENDING, webhook__is_active=True)))
        .exclude(
            Exists(here.filter(target__in=targets.strict()))
            & Exists(earlier.filter(state__in=[State.REFUSED, State.DEAD]))
        )
        .order_by("next_attempt_at", "pk")
    )


def deliver(pk: int, *, now: datetime) -> str | None:
    """Make one attempt at a message and return its verdict; None when it is not its turn."""
    if (message := _claim(pk, now)) is None:
        return None
    tried = _try(message, now)
    _settle(message, tried, now=now)
    return tried.outcome.verdict


@transaction.atomic
def replay(event_pk: int, *, by: str, reason: str, at: datetime) -> WebhookEvent:
    """Send a message again, under its old uuid and byte for byte; its schedule starts anew."""
    message = _decide(event_pk, by=by, reason=reason, at=at)
    if not message.webhook.is_active:
        raise Undecidable(f"{message.webhook} is switched off.")
    message.attempts, message.errors, message.last_error = 0, [], ""
    return _put(message, State.PENDING, at, due_at=at)


@transaction.atomic
def skip(event_pk: int, *, by: str, reason: str, at: datetime) -> WebhookEvent:
    """Give a message up for good, so that its lane goes on without it."""
    message = _decide(event_pk, by=by, reason=reason, at=at)
    if message.state == State.DELIVERED:
        raise Undecidable("The message has been delivered.")
    return _put(message, State.SKIPPED, at)


def _claim(pk, now):
    token = uuid4()
    claimed = due(now).filter(pk=pk).order_by().update(
        attempts=F("attempts") + 1,
        lease_token=token,
        next_attempt_at=now + LEASE,
        modified_date=now,
    )  # fmt: skip
    if not claimed:
        return None
    message = WebhookEvent.objects.select_related("webhook").get(pk=pk)
    message.lease_token = token  # ours, even if we slept and somebody else has one by now
    return message


def _try(message, now):
    if message.attempts > schedule.attempts_allowed(_plan(message)):
        return Tried(targets.RETRY, error="Given up: no sender came back from it.")
    target, started = targets.of(message.webhook), time.monotonic()
    try:
        answer = target.send(message, now=now)
        told = Tried(target.accepted(answer), status=answer.status)
        body = answer.body
    except http.RemoteError as error:
        told, body = _failure(target, error), error.body
    took = timedelta(seconds=time.monotonic() - started)
    return replace(told, took=took, answer=_kept(body, target.secrets(message.webhook)))


def _failure(target, error):
    return Tried(
        target.failed(error),
        status=error.status,
        error=f"{type(error).__name__}: {error}"[:255],
        retry_after=timedelta(seconds=error.retry_after) if error.retry_after else None,
    )


def _kept(body, secrets):
    text = body.decode(errors="replace").replace("\0", "")  # PostgreSQL keeps no NUL
    for secret in filter(None, secrets):
        text = text.replace(secret, "********")
    return text[:KEPT]


@transaction.atomic
def _settle(message, tried, *, now):
    Attempt.objects.create(
        event=message,
        at=now,
        took=tried.took,
        status=tried.status,
        answer=tried.answer,
        error=tried.error,
    )
    at = now + tried.took
    ours = WebhookEvent.objects.filter(pk=message.pk, lease_token=message.lease_token)
    if not ours.update(**_told(message, tried, now), **_verdict(message, tried, at)):
        logger.warning("A lease ran out", extra={"webhook_event_id": message.pk})
    elif tried.outcome.verdict == targets.GONE.verdict:
        _switch_off(message.webhook, at)


def _told(message, tried, now):
    return {
        "lease_token": None,
        "response_http_status": tried.status,
        "response_content": tried.answer,
        "response_time": tried.took,
        "last_error": tried.error,
        "errors": tried.outcome.errors,
        "request_datetimes": [now.isoformat(), *message.request_datetimes],
        "modified_date": now + tried.took,
    }


def _verdict(message, tried, at):
    plan = _plan(message)
    match tried.outcome.verdict:
        case "delivered":
            return {"state": State.DELIVERED, "delivered_at": at, "next_attempt_at": None}
        case "refused":
            return {"state": State.REFUSED, "next_attempt_at": None}
        case "gone":
            return {"state": State.HELD, "next_attempt_at": None}
    if message.attempts >= schedule.attempts_allowed(plan):
        return {"state": State.DEAD, "next_attempt_at": None}
    wait = schedule.pause(message.attempts, plan=plan, asked=tried.retry_after)
    return {"next_attempt_at": at + wait}


def _plan(message):
    planned = targets.of(message.webhook).planned
    return message.webhook.retry_countdown_config if planned else None


def _switch_off(webhook, at):
    """Leave the whole address alone, whatever the event type, and hold what was meant for it."""
    address = {name: getattr(webhook, name) for name in ("owner_id", "target", "target_url")}
    for each in Webhook.objects.filter(**address, is_active=True):
        each.is_active, each.disabled_reason = False, "The address answered 410 Gone."
        each.save(update_fields=["is_active", "disabled_reason", "modified_date"])
        waiting = WebhookEvent.objects.filter(webhook=each, state=State.PENDING)
        waiting.update(state=State.HELD, next_attempt_at=None, lease_token=None, modified_date=at)


def _decide(event_pk, *, by, reason, at):
    messages = WebhookEvent.objects.select_related("webhook").select_for_update(of=("self",))
    message = messages.get(pk=event_pk)
    if message.lease_token and message.next_attempt_at and message.next_attempt_at > at:
        raise Undecidable("A sender is at it now; wait for its answer.")
    Attempt.objects.create(event=message, at=at, by=by, reason=reason[:255])
    return message


def _put(message, state, at, *, due_at=None):
    message.state, message.next_attempt_at = state, due_at
    message.lease_token, message.modified_date = None, at
    message.save(
        update_fields=[
            "state", "next_attempt_at", "lease_token", "modified_date",
            "attempts", "errors", "last_error",
        ]
    )  # fmt: skip
    return message
