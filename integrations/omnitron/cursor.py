"""Where the pull of a channel stands: whose turn it is, how far it came, how many logins."""

import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

from integrations.models import PullCursor
from oms.http import RemoteError
from orders.models import Channel

LEASE = timedelta(seconds=60)
RENEW = 15  # seconds of a lease after which it is made longer
LOGINS = 3
LOGIN_WINDOW = timedelta(minutes=6)
EARLY = timedelta(seconds=5)  # the beat is never exact


class AlreadyPulling(Exception):
    """Another worker is pulling this channel now."""


class LostTurn(Exception):
    """We were away for longer than our lease, and another worker has taken over."""


class TooManyLogins(RemoteError):
    """The hub allows only so many logins; `retry_after` says when the next one may be tried."""

    retry = True


@dataclass
class Turn:
    """One worker's turn at a cursor; whoever has lost it can write nothing there."""

    cursor: PullCursor
    token: uuid.UUID
    began: datetime
    started: float
    renewed: float
    ended: bool = False

    def now(self) -> datetime:
        """Return the moment at which the turn began, moved on by the time that it has taken."""
        return self.began + timedelta(seconds=time.monotonic() - self.started)

    def keep(self) -> None:
        """Make the lease longer when it is time for that; LostTurn when it is not ours any more."""
        if time.monotonic() - self.renewed >= RENEW:
            self._write(leased_until=self.now() + LEASE)
            self.renewed = time.monotonic()

    def complete(self, *, watermark: datetime | None, result: dict) -> None:
        """End the turn after a complete read; a watermark of None stays where it was."""
        moved = {} if watermark is None else {"watermark": watermark}
        pause = timedelta(seconds=self.cursor.channel.pull_interval) - EARLY
        self._end(
            completed_at=self.now(),
            next_attempt_at=self.began + max(pause, timedelta()),
            last_result=result or self.cursor.last_result,  # what came last is news for longer
            last_error="",
            failures_in_a_row=0,
            **moved,
        )

    def fail(self, error: str, *, retry_after: int | None, result: dict) -> None:
        """End the turn after a read that could not be completed; the watermark stays."""
        usual = timedelta(seconds=self.cursor.channel.pull_interval) - EARLY
        with suppress(LostTurn):  # who has taken over writes how it went
            self._end(
                next_attempt_at=self.now() + max(timedelta(seconds=retry_after or 0), usual),
                last_result=result or self.cursor.last_result,
                last_error=error[:512],
                failures_in_a_row=F("failures_in_a_row") + 1,
            )

    def give_up(self, error: BaseException | None, *, result: dict) -> None:
        """Leave a turn that nobody ended as one that failed, so that the next need not wait."""
        if not self.ended:
            self.fail(_broken(error), retry_after=None, result=result)

    def _end(self, **columns):
        self.ended = True
        self._write(lease_token=None, leased_until=None, **columns)

    def _write(self, **columns):
        mine = PullCursor.objects.filter(pk=self.cursor.pk, lease_token=self.token)
        if not mine.update(**columns):
            self.ended = True
            raise LostTurn(f"Another worker pulls {self.cursor} now.")


def claim(channel: Channel, *, now: datetime) -> Turn:
    """Take the turn: of any number of workers, one UPDATE still finds it free."""
    cursor = of(channel)
    token = uuid.uuid4()
    taken = PullCursor.objects.filter(free(now), pk=cursor.pk).update(
        lease_token=token, leased_until=now + LEASE, started_at=now
    )
    if not taken:
        raise AlreadyPulling(f"Channel {channel} is being pulled right now.")
    cursor.refresh_from_db()
    cursor.channel = channel
    return Turn(cursor, token, now, time.monotonic(), time.monotonic())


def free(now: datetime) -> Q:
    """Where nobody's turn is; a lease longer than any that we give is of a clock that was wrong."""
    over = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return over | Q(leased_until__gt=now + 2 * LEASE)


def pullable(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Keep the active channels whose orders we copy from a hub."""
    return channels.filter(is_active=True, omnitron_id__isnull=False).exclude(server="")


def of(channel: Channel) -> PullCursor:
    """Return the channel's cursor; the first who asks makes it."""
    return PullCursor.objects.select_related("channel").get_or_create(channel=channel)[0]


@transaction.atomic
def count_login(channel: Channel, *, now: datetime) -> None:
    """Count one login, or raise TooManyLogins when the hub would see too many of them."""
    of(channel)
    cursor = PullCursor.objects.select_for_update().get(channel=channel)
    earlier = [moment for moment in map(parse_datetime, cursor.logins) if moment]
    recent = [moment for moment in earlier if moment > now - LOGIN_WINDOW]
    if len(recent) >= LOGINS:
        wait = (min(recent) + LOGIN_WINDOW - now).total_seconds()
        raise TooManyLogins(
            f"There were {LOGINS} logins to Omnitron within {LOGIN_WINDOW.seconds // 60} minutes"
            f" for channel {channel}; the next one may be tried later.",
            retry_after=int(wait) + 1,
        )
    cursor.logins = [moment.isoformat() for moment in [*recent, now]]
    cursor.save(update_fields=["logins"])


def _broken(error):
    """Say what broke a pull off that the hub did not: the log has the whole story."""
    if isinstance(error, DatabaseError):
        why = type(error.__cause__ or error).__name__
        return f"The pull broke off: our database did not let us write ({why})."
    known = "" if error is None or isinstance(error, GeneratorExit) else f": {type(error).__name__}"
    return f"The pull broke off{known}."
