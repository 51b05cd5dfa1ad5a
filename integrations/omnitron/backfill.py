"""The first pull of a channel with a long past: a job of windows, beside which the day goes on."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from integrations.models import PullCursor
from integrations.omnitron.client import sentence
from integrations.omnitron.order_list import EPOCH, ByKey, Reading
from integrations.omnitron.receiving import Receiver
from oms import heartbeats
from oms.http import RemoteError
from oms.jobs import work
from oms.jobs.models import Job
from orders.commands.intake import Outcome
from orders.models import Channel

logger = logging.getLogger(__name__)

KIND = "backfill"
PAGES = 20  # of one window, which is what a killed worker costs
SHARES = 8  # equal spans of time that the past is cut into at first
FINEST = timedelta(hours=1)  # a span that is not cut in two any more
MARGIN = timedelta(days=1)  # that our clock and the hub's may differ


@dataclass(frozen=True)
class Page:
    """What became of the orders of one page of a window."""

    outcomes: tuple[Outcome, ...]


def begin(channel: Channel, reading: Reading, *, by: str, at: datetime) -> Job:
    """Leave what a first pull has not read to a job, window by window, to the end of the list."""
    since, page = reading.following or (reading.since, 1)
    by_key = reading.counted
    if by_key:
        places = _page_windows(reading.claimed)
    else:
        places = _time_windows(since, page, until=at + MARGIN)
    return work.begin(
        KIND,
        _subject(channel),
        title=f"Earlier orders of {channel}",
        by=by,
        at=at,
        places=places,
        data={"live_since": (at - MARGIN).isoformat(), "by_key": by_key},
    )


def of(channel: Channel) -> Job | None:
    """Return the channel's back-fill that is not finished, if there is one."""
    return work.open_jobs(KIND).filter(subject=_subject(channel)).first()


def live_since(job: Job) -> datetime:
    """Return the moment from which changes are pulled beside a back-fill."""
    return _moment(job.data["live_since"])


def due(*, now: datetime) -> list[tuple[int, int]]:
    """Return (job, how many workers it can use now) of each back-fill that has windows to read."""
    found = []
    for job in work.open_jobs(KIND).filter(stopped_at=None).order_by("pk"):
        free = min(_free(job, now), work.due(job, now=now).count())
        if free > 0 and _channels(job).exists():
            found.append((job.pk, free))
    return found


def take_window(job_id: int, *, now: datetime) -> bool:
    """Read one window, and tell whether it is worth asking for another one at once."""
    job = Job.objects.get(pk=job_id)
    if _free(job, now) <= 0 or (lease := work.claim(job, now=now)) is None:
        return False
    for _page in _read(job, lease):
        heartbeats.beat_by_the_way(heartbeats.PULL)
    return lease.part.finished_at is not None


def work_off(channel: Channel, *, now: datetime) -> Iterator[Page]:
    """Read window after window of the channel's back-fill, until none is due any more."""
    while (job := of(channel)) and (lease := work.claim(job, now=now)):
        yield from _read(job, lease)
        now = lease.now()


def _read(job: Job, lease: work.Lease) -> Iterator[Page]:
    """Take in the orders of one window; a failure stands in its row, and it is read again."""
    ended = False
    try:
        channel = _channels(job).get()
        receiver = Receiver(channel, by=job.by, keep=lease.keep, backfill=True)
        reading, counts = _reading(receiver, lease), {}
        for rows in reading.first_pages(PAGES, now=lease.now()):
            outcomes = receiver.receive(rows, at=lease.now())
            for outcome in outcomes:
                counts[outcome.result] = counts.get(outcome.result, 0) + 1
            yield Page(tuple(outcomes))
        newest = reading.newest.isoformat() if reading.newest not in (None, EPOCH) else ""
        lease.finish(result=counts | {"newest": newest}, rest=_rest(lease.part.place, reading))
        lease.part.refresh_from_db()
        ended = True
        _end(job, channel)
    except RemoteError as error:
        ended = True
        with suppress(work.LostLease):
            lease.fail(sentence(error), retry_after=error.retry_after)
        logger.warning("A window could not be read", extra={"part": str(lease.part)})
    except work.LostLease:
        ended = True
    finally:
        if not ended:
            with suppress(work.LostLease):
                lease.fail("The window broke off.")


def _reading(receiver: Receiver, lease: work.Lease) -> Reading:
    place = lease.part.place
    if "since" in place:
        until = place["until"] and _moment(place["until"]) - timedelta(microseconds=1)
        return Reading(
            receiver, since=_moment(place["since"]), until=until, page=place["page"],
            keep=lease.keep,
        )  # fmt: skip
    return ByKey(receiver, page=place["page"], last=place["last"], keep=lease.keep)


def _rest(place: dict, reading: Reading) -> list[dict]:
    """Return what a window that was longer than its pages leaves to others."""
    if reading.following is None:
        return []
    since, page = reading.following
    if "since" not in place:
        return [{"page": page, "last": place["last"]}]
    until = place["until"] and _moment(place["until"])
    if until is None or page > 1 or until - since < 2 * FINEST:
        # Rows that leave a page move the others up: one page is read again.
        return [_window(since, until, max(page - 1, 1))]
    half = since + (until - since) / 2
    return [_window(since, half), _window(half, until)]


def _end(job: Job, channel: Channel) -> None:
    """Give a channel whose every change was older than its back-fill the mark that it found."""
    job.refresh_from_db()
    if job.finished_at is None:
        return
    found = job.parts.values_list("result__newest", flat=True)
    if newest := max((text for text in found if text), default=None):
        # What was read by key was read at different times: only what is older is read for sure.
        safe = min(_moment(newest), live_since(job)) if job.data["by_key"] else _moment(newest)
        PullCursor.objects.filter(channel=channel, watermark=None).update(watermark=safe)


def _time_windows(since: datetime, page: int, *, until: datetime) -> list[dict]:
    first = [_window(since, None, page)] if since >= until else []
    span = max((until - since) / SHARES, FINEST)
    begins = []
    while since < until:
        begins.append(since)
        since += span
    ends: Sequence[datetime | None] = [*begins[1:], None]
    windows = [_window(begin, end) for begin, end in zip(begins, ends, strict=True)]
    if windows:
        windows[0]["page"] = page
    return first + windows


def _window(since: datetime, until: datetime | None, page: int = 1) -> dict:
    return {
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
        "page": page,
    }


def _page_windows(claimed: int) -> list[dict]:
    pages = max(ceil(claimed / settings.PULL_PAGE_SIZE), 1)
    begins = range(1, pages + 1, PAGES)
    windows: list[dict] = [{"page": n, "last": n + PAGES - 1} for n in begins]
    windows[-1]["last"] = None  # whatever has come meanwhile
    return windows


def _free(job: Job, now: datetime) -> int:
    """Return how many more workers may be at it: pulls of the day need slots too."""
    leased = {"leased_until__gt": now, "leased_until__lte": now + 2 * work.LEASE}
    return settings.BACKFILLS_AT_ONCE - work.unfinished(job).filter(**leased).count()


def _channels(job: Job) -> QuerySet[Channel]:
    key = int(job.subject.removeprefix("channel:"))
    return Channel.objects.filter(pk=key, is_active=True).exclude(server="")


def _subject(channel: Channel) -> str:
    return f"channel:{channel.pk}"


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"{text} is no moment")
    return moment
