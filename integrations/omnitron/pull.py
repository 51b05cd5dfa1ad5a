"""Pulling what changed at the hub: page by page, once per channel at a time, never back in time."""

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from integrations.models import PullCursor
from integrations.omnitron import backfill, cursor, healing, quarantine
from integrations.omnitron.client import Client, sentence
from integrations.omnitron.order_list import EPOCH, NewestFirst, Reading
from integrations.omnitron.receiving import Receiver
from integrations.omnitron.retrying import retry_quarantined
from oms import heartbeats
from oms.http import RemoteError
from orders.commands.intake import Outcome
from orders.models import Channel

logger = logging.getLogger(__name__)

ALARMING = 3  # failures in a row
RETRIED = 100  # quarantined orders that a changed carrier or store may have healed


class PullFailed(Exception):
    """The pull could not be completed; what its pages brought so far is stored."""


@dataclass(frozen=True)
class Page:
    """What became of the orders of one page."""

    outcomes: tuple[Outcome, ...]


def pull_channel(
    channel_id: int,
    *,
    now: datetime,
    by: str = "omnitron",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Page]:
    """
    Take in what changed, yielding page by page; AlreadyPulling when another worker is at it.

    Without `since` it goes on where the last complete pull ended. The watermark moves when the
    read was complete, up to now, and left no gap behind it.
    """
    turn = cursor.claim(Channel.objects.get(pk=channel_id), now=now)
    counts: Counter[str] = Counter()
    try:
        yield from _taken_in(turn, counts, by=by, since=since, until=until)
    except RemoteError as error:
        turn.fail(sentence(error), retry_after=error.retry_after, result=dict(counts))
        _warn(turn.cursor)
        raise PullFailed(sentence(error)) from error
    except cursor.LostTurn as error:
        raise PullFailed(str(error)) from error
    finally:
        turn.give_up(sys.exc_info()[1], result=dict(counts))


def preview_channel(
    channel_id: int, *, now: datetime, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Page]:
    """Say what `pull_channel` would do, and write nothing, a login's token neither."""
    channel = Channel.objects.get(pk=channel_id)
    receiver = Receiver(channel, by="", client=Client(channel, remember=False))
    row = PullCursor.objects.filter(channel=channel).first() or PullCursor()
    start = since or _start(row, now)
    try:
        for rows in Reading(receiver, since=start, until=until).pages(now=now):
            yield Page(tuple(receiver.preview(rows, at=now)))
    except RemoteError as error:
        raise PullFailed(sentence(error)) from error


def drain(channel_id: int, *, now: datetime) -> None:
    """Pull to the end; a failure is on the cursor already, and somebody else's turn is none."""
    try:
        for _page in pull_channel(channel_id, now=now):
            heartbeats.beat_by_the_way(heartbeats.PULL)
    except (PullFailed, cursor.AlreadyPulling):
        return


def due(*, now: datetime) -> list[int]:
    """Return the keys of the channels to pull now; one seen for the first time gets its cursor."""
    channels = cursor.pullable(Channel.objects.all())
    for channel in channels.filter(pull_cursor__isnull=True):
        cursor.of(channel)
    ready = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    unborn = Q(started_at__gt=now + cursor.LEASE)  # our clock was wrong: so are its other moments
    cursors = PullCursor.objects.filter(ready | unborn, cursor.free(now), channel__in=channels)
    return list(cursors.order_by("pk").values_list("channel_id", flat=True))


def _taken_in(turn, counts, *, by, since, until):
    channel = turn.cursor.channel
    receiver = Receiver(channel, by=by, keep=turn.keep)
    if receiver.sync(at=turn.now()):
        _heal(turn, by=by)
    reading = _reading(turn, receiver, since=since, until=until)
    first = turn.cursor.watermark is None and since is until is None and not backfill.of(channel)
    for rows in reading.first_pages(backfill.PAGES if first else sys.maxsize, now=turn.began):
        outcomes = receiver.receive(rows, at=turn.now())
        counts.update(outcome.result for outcome in outcomes)
        turn.keep()
        yield Page(tuple(outcomes))
    healing.take_in_twins(turn.cursor.channel, by=by, now=turn.now(), keep=turn.keep)
    if first and reading.following:
        backfill.begin(channel, reading, by=by, at=turn.now())
        turn.complete(watermark=None, result=_told(counts, reading, receiver))
        return
    mark = _watermark(turn.cursor, reading, turn.began)
    turn.complete(watermark=mark, result=_told(counts, reading, receiver))


def _reading(turn, receiver, *, since, until):
    """Return how the list is read: to its end, or beside a back-fill the latest changes only."""
    job = backfill.of(turn.cursor.channel)
    if since is None and job and job.data["by_key"]:
        return NewestFirst(receiver, since=_live(turn, job), until=until, keep=turn.keep)
    start = since or (_live(turn, job) if job else _start(turn.cursor, turn.began))
    return Reading(receiver, since=start, until=until, keep=turn.keep)


def _live(turn, job):
    marked = turn.cursor.watermark is not None
    return _start(turn.cursor, turn.began) if marked else backfill.live_since(job)


def _heal(turn, *, by):
    for pk in quarantine.waiting_orders(turn.cursor.channel, limit=RETRIED):
        turn.keep()
        retry_quarantined(pk, by=by, now=turn.now())


def _start(row, now):
    if row.watermark is None:
        return EPOCH
    # A mark that has not come yet was written by a wrong clock: nothing would be seen until then.
    return min(row.watermark, now) - timedelta(seconds=settings.PULL_OVERLAP)


def _watermark(row, reading, now):
    held = row.watermark
    gap = held is not None and reading.since > held
    if reading.broke_off or reading.until or gap or reading.newest in (None, EPOCH):
        return None
    if held is None or held > now + timedelta(seconds=settings.PULL_OVERLAP):
        return reading.newest
    return max(reading.newest, held)


def _told(counts, reading, receiver):
    """Return what the read has found, and what was odd about it."""
    odd = {
        "elsewhere": receiver.elsewhere,
        "ahead": reading.ahead,
        "filter_ignored": reading.filter_ignored,
    }
    return {**counts, **{name: value for name, value in odd.items() if value}}


def _warn(row):
    row.refresh_from_db()
    logger.log(
        logging.ERROR if row.failures_in_a_row >= ALARMING else logging.WARNING,
        "A channel could not be pulled",
        extra={"channel_id": row.channel_id, "attempt": row.failures_in_a_row},
    )
