"""Comparing the hub's last days with ours, and pulling what differs; the guarantee of the copy."""

import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from integrations.models import ReconciledDay, Reconciliation
from integrations.omnitron import cursor, healing
from integrations.omnitron.client import sentence
from integrations.omnitron.order_list import Reading
from integrations.omnitron.pull import PullFailed
from integrations.omnitron.receiving import TAKEN, Receiver, Row
from oms import heartbeats
from oms.http import RemoteError
from orders.models import Channel, Order

NIGHT = 2  # o'clock, where the channel is
LONGEST = timedelta(seconds=3660)  # that a comparison may take, before its worker is killed
TOLD = 100  # orders that a day tells by number


@dataclass
class Day:
    """What one day's orders were like; each set holds numbers."""

    remote: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)
    differing: dict[str, tuple[str, str]] = field(default_factory=dict)


def reconcile(channel_id: int, *, days: int, by: str, now: datetime) -> Reconciliation:
    """
    Compare number and stamp of the orders changed within `days`, and pull those that differ.

    The run is kept with its days, also when it breaks off: PullFailed then says why.
    """
    channel = Channel.objects.get(pk=channel_id)
    run = Reconciliation.objects.create(
        channel=channel, since=now - timedelta(days=days), by=by, started_at=now
    )
    comparison, started = Comparison(channel, since=run.since, by=by), time.monotonic()
    try:
        comparison.run(now=now)
    except RemoteError as error:
        run.error = sentence(error)
        raise PullFailed(run.error) from error
    else:
        run.finished_at = now + timedelta(seconds=time.monotonic() - started)
    finally:
        _keep(run, comparison.days)
    return run


def nightly(channel_id: int, *, now: datetime) -> None:
    """Reconcile the usual days, if nobody has meanwhile; a failure stands in its row already."""
    if channel_id not in due(now=now):
        return
    try:
        reconcile(channel_id, days=settings.RECONCILE_DAYS, by="system", now=now)
    except PullFailed:
        return


def asked_for(channel_id: int, *, days: int, by: str, now: datetime) -> None:
    """Reconcile because a person wants it; a failure stands in its row already."""
    with suppress(PullFailed):
        reconcile(channel_id, days=days, by=by, now=now)


def due(*, now: datetime) -> list[int]:
    """Return the keys of the channels whose night has come, and that have no whole run since."""
    return [
        channel.pk
        for channel in cursor.pullable(Channel.objects.order_by("pk"))
        if not _done(channel, since=_night(channel, now)) and not _runs(channel, now)
    ]


class Comparison:
    """One comparison; it fills `days` as it reads the hub's list."""

    def __init__(self, channel: Channel, *, since: datetime, by: str):
        self.channel, self.since = channel, since
        self.receiver = Receiver(channel, by=by)
        self.zone = ZoneInfo(channel.time_zone)
        self.days: dict[date, Day] = defaultdict(Day)
        self._listed: set[str] = set()

    def run(self, *, now: datetime) -> None:
        """Read the hub's list to its end, pull what differs, then ask for what it left out."""
        self.receiver.sync(at=now)
        for number, stamp in self._held(remote_modified__gte=self.since):
            self._day(stamp).ours.add(number)
        for rows in Reading(self.receiver, since=self.since, until=None).pages(now=now):
            heartbeats.beat_by_the_way(heartbeats.PULL)
            self._compare([row for row in rows if row.stamp and row.stamp >= self.since], at=now)
        held = dict(self._held(remote_modified__gte=self.since))
        for number in held.keys() - self._listed:
            self._look_for(number, held[number], at=now)
        self._heal(now)

    def _heal(self, now):
        healing.look_for_firsts(self.channel, self.receiver.client, by=self.receiver.by, now=now)
        healing.try_all_again(self.channel, by=self.receiver.by, now=now)

    def _compare(self, rows: list[Row], *, at: datetime) -> None:
        told = {row.number: row for row in rows if self._is_ours(row)}
        held = dict(self._held(number__in=told))
        differing = {n: row for n, row in told.items() if held.get(n) != row.stamp}
        for number, row in told.items():
            self._day(row.stamp).remote.add(number)
        self._listed |= told.keys()
        outcomes = self._received(differing, held, at) if differing else []
        results = {outcome.number: outcome.result for outcome in outcomes}
        for number, row in differing.items():
            how = "other" if number in held else "missing"
            result = results.get(number, "quarantined")
            if result != "unchanged" or row.stamp <= at:  # of a clock ahead our rank is no stamp
                self._note(row.stamp, number, how, result)

    def _received(self, differing, held, at):
        """Take in what differs; where ours ranks higher the hub's word of this moment decides."""
        higher = {n: row for n, row in differing.items() if n in held and held[n] > row.stamp}
        rows, outranked = [], {}
        for number, row in differing.items():
            if number in higher and row.key:
                row = Row.of(self.receiver.client.row("orders", row.key))
                if row.key and row.stamp and row.stamp < held[number]:
                    outranked[row.key] = held[number]
            rows.append(row)
        return self.receiver.receive(rows, at=at, outranked=outranked)

    def _look_for(self, number: str, stamp: datetime, *, at: datetime) -> None:
        """Ask for an order of ours that the list did not name; its stamp may have gone back."""
        rows = [Row.of(text) for text in self.receiver.client.orders_numbered(number).rows]
        rows = [row for row in rows if row.number == number]
        outranked = {row.key: stamp for row in rows if row.key and row.stamp and row.stamp < stamp}
        outcomes = self.receiver.receive(rows, at=at, outranked=outranked)
        self._note(stamp, number, "unlisted", outcomes[0].result if outcomes else "gone")

    def _note(self, stamp, number, how, result):
        day = self._day(stamp)
        if result == "refused":  # the settings keep it out: it is none of ours
            day.remote.discard(number)
        else:
            day.differing[number] = (how, result)

    def _held(self, **which):
        orders = Order.objects.filter(channel=self.channel, **which)
        return orders.values_list("number", "remote_modified")

    def _is_ours(self, row):
        channel = row.raw.get("channel") if row.number else None
        key = channel.get("pk") if isinstance(channel, dict) else channel
        return key == self.channel.omnitron_id

    def _day(self, stamp) -> Day:
        return self.days[stamp.astimezone(self.zone).date()]


@transaction.atomic
def _keep(run, days):
    run.save(update_fields=["finished_at", "error"])
    ReconciledDay.objects.bulk_create(
        ReconciledDay(
            reconciliation=run,
            day=day,
            remote=len(found.remote),
            ours=len(found.ours),
            differing=len(found.differing),
            repaired=sum(result in TAKEN for _how, result in found.differing.values()),
            orders=[[number, *said] for number, said in sorted(found.differing.items())[:TOLD]],
        )
        for day, found in sorted(days.items())
    )


def _night(channel, now):
    local = now.astimezone(ZoneInfo(channel.time_zone))
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


def _runs(channel, now):
    """Tell whether a worker is at it; one that was killed is not, after the longest run."""
    begun = {"started_at__gt": now - LONGEST, "started_at__lte": now}
    runs = Reconciliation.objects.filter(channel=channel, by="system", error="", **begun)
    return runs.filter(finished_at=None).exists()


def _done(channel, *, since):
    runs = Reconciliation.objects.filter(channel=channel, by="system", started_at__gte=since)
    return runs.filter(finished_at__isnull=False).exists()
