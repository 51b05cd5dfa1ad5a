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
from django.db.models import F
from django.utils import timezone

from oms import http
from webhooks import breaker, delinquency, schedule, targets, trouble
from webhooks.models import Attempt, WebhookEvent
from webhooks.turns import beside, due, recall

LEASE = timedelta(seconds=120)  # longer than a token and two attempts at their time limits
KEPT = 4096  # characters of an answer
ROUND = 2  # seconds, after which a sender lets another address have its turn

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
    asked: bool = True


def deliver(pk: int, *, now: datetime) -> str | None:
    """Make one attempt at a message and return its verdict; None when it is not its turn."""
    if (message := _claim(pk, now)) is None:
        return None
    tried = _try(message, now)
    _settle(message, tried, now=now)
    return tried.outcome.verdict


def deliver_on(pk: int) -> int | None:
    """Deliver a message and others to the same address, and return the one to go on with."""
    end = time.monotonic() + ROUND
    following: int | None = pk
    while following and deliver(following, now=timezone.now()):
        following = beside(following, timezone.now())
        if time.monotonic() > end:
            return following
    return None


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


@transaction.atomic
def _claim(pk, now):
    message = WebhookEvent.objects.select_related("webhook").get(pk=pk)
    address = breaker.locked(message.webhook.target_url)
    if not breaker.has_room(address, now):
        return None
    token = uuid4()
    claimed = due(now).filter(pk=pk).order_by().update(
        attempts=F("attempts") + 1,
        lease_token=token,
        next_attempt_at=now + LEASE,
        modified_date=now,
    )  # fmt: skip
    if not claimed:
        return None
    breaker.called(address, now)
    message.refresh_from_db()
    message.lease_token = token  # ours, even if we slept and somebody else has one by now
    return message


def _try(message, now):
    if message.attempts > schedule.attempts_allowed(_plan(message)):
        return Tried(
            targets.RETRY, error="Given up: no sender came back from it.", asked=False
        )  # fmt: skip
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
        error=trouble.in_words(error)[:255],
        retry_after=timedelta(seconds=error.retry_after) if error.retry_after else None,
    )


def _kept(body, secrets):
    text = body.decode(errors="replace").replace("\0", "")  # PostgreSQL keeps no NUL
    for secret in filter(None, secrets):
        text = text.replace(secret, "********")
    return text[:KEPT]


@transaction.atomic
def _settle(message, tried, *, now):
    at, verdict = now + tried.took, tried.outcome.verdict
    address = breaker.locked(message.webhook.target_url)  # before the message, as in a claim
    Attempt.objects.create(
        event=message,
        at=now,
        took=tried.took,
        status=tried.status,
        answer=tried.answer,
        error=tried.error,
    )
    ours = WebhookEvent.objects.filter(pk=message.pk, lease_token=message.lease_token)
    columns = _verdict(message, tried, at)
    if not ours.update(**_told(message, tried, now), **columns):
        logger.warning("A lease ran out", extra={"webhook_event_id": message.pk})
        return
    if "state" in columns and message.attempts > 1:
        recall([message.lane], now)  # what waited for it all the while is not late itself
    if verdict == targets.GONE.verdict:
        delinquency.gone(message.webhook, at=at)
    elif tried.asked:
        failed = verdict == targets.RETRY.verdict
        delinquency.note(address, failed=failed, began=now, at=at)


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
        case "skipped":
            return {"state": State.SKIPPED, "next_attempt_at": None}
    if message.attempts >= schedule.attempts_allowed(plan):
        return {"state": State.DEAD, "next_attempt_at": None}
    wait = schedule.pause(message.attempts, plan=plan, asked=tried.retry_after)
    return {"next_attempt_at": at + wait}


def _plan(message):
    planned = targets.of(message.webhook).planned
    return message.webhook.retry_countdown_config if planned else None


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
    recall([message.lane], at)
    return message
