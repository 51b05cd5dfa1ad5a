"""Whether each channel is copied as it should be, and what waits that nobody understood."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Sum

from integrations.models import InboundEvent, PullCursor, Quarantined, Reconciliation
from integrations.omnitron import backfill, silence
from integrations.omnitron.cursor import pullable
from integrations.omnitron.pull import ALARMING
from oms.checks import Check
from oms.jobs import work
from orders.models import Channel, Order
from orders.workflow import FINAL_ORDER, OrderStatus

RECENTLY = timedelta(hours=1)
UNCOMPARED = timedelta(days=2)  # a night may fail
UNTAKEN = timedelta(minutes=2)  # that a pull may be due before a worker takes it
UNTAKEN_PART = timedelta(minutes=10)  # that a part of a back-fill may wait with nobody at it
SKEW = 60  # seconds that two clocks of ours may differ
MOST = 1000  # counted
UNDER_WAY = [code for code in OrderStatus if code < OrderStatus.SHIPPED and code not in FINAL_ORDER]


def pulls(now: datetime) -> list[Check]:
    """Judge how each channel fares, and the hooks that the hub has sent."""
    channels = Channel.objects.filter(omnitron_id__isnull=False).exclude(server="")
    cursors = {row.channel_id: row for row in PullCursor.objects.filter(channel__in=channels)}
    checks = [
        check
        for channel in channels.order_by("pk")
        for check in of_channel(channel, cursors.get(channel.pk), now)
    ]
    return [*checks, *_hooks(now)]


def of_channel(channel: Channel, cursor: PullCursor | None, now: datetime) -> Iterator[Check]:
    """Judge one channel of the hub: its pulls, their yield, its quarantine; or that it is off."""
    if not channel.is_active:
        yield from _off(channel)
        return
    yield pull(channel, cursor, now)
    if cursor is not None and cursor.completed_at:
        yield silence.judge(channel, cursor, now)
    if cursor is not None and cursor.unseen_writes:
        yield _blind(channel, cursor)
    if job := backfill.of(channel):
        yield _backfill(job, now)
    yield _quarantine(channel, now)
    yield _compared(channel, now)


def _blind(channel, cursor):
    """A hub that shows no single unit is written to all the same: somebody must know the risk."""
    detail = (
        f"Omnitron does not show {channel} what stands in a unit (order_items/{{pk}}/ or"
        f" order_items/?order=): {cursor.unseen_writes} statuses were written without a look, and"
        " a cancellation that came there shortly before is written over. Allow one of the two."
    )
    return Check(f"look:{channel.omnitron_id}", ok=False, detail=detail, theirs=True)


def _off(channel):
    """A channel that was switched off is missed as long as orders of it are under way."""
    orders = Order.objects.filter(channel=channel, omnitron_id__isnull=False, state__in=UNDER_WAY)
    if count := orders[:MOST].count():
        detail = (
            f"{channel} is switched off and not pulled, but {count} of its orders are under way:"
            " their changes and cancellations are not seen. Switch it on, or finish them."
        )
        yield Check(f"pull:{channel.omnitron_id}", ok=False, detail=detail, theirs=True)


def pull(channel: Channel, cursor: PullCursor | None, now: datetime) -> Check:
    """Judge the age of the last complete pull, and say what keeps the next; asks no database."""
    since = cursor.completed_at if cursor and cursor.completed_at else None
    age = (now - (since or channel.created_date)).total_seconds()
    failing = cursor is not None and cursor.failures_in_a_row >= ALARMING
    allowed = max(settings.PULL_LATE_AFTER, 2 * channel.pull_interval)
    late = failing or not -SKEW < age <= allowed
    if since is None:
        said = f"No pull of {channel} has been complete yet."
    else:
        said = f"The last complete pull of {channel} was {int(age)} seconds ago."
    why = f"{said} {_why(cursor, now)}".rstrip() if late else said
    return Check(f"pull:{channel.omnitron_id}", not late, why, age)


def _why(cursor, now):
    """Say what keeps the pull: the last error, or nobody who does it."""
    if cursor is not None and cursor.last_error:
        times, again = cursor.failures_in_a_row, cursor.next_attempt_at
        wait = f" It is asked again at {again:%Y-%m-%d %H:%M} UTC." if _far(again, now) else ""
        return f"{times} failures in a row: {cursor.last_error}{wait}"
    if cursor is not None and cursor.leased_until and cursor.leased_until > now:
        return f"A worker has been at it since {cursor.started_at:%Y-%m-%d %H:%M} UTC."
    if cursor is None or cursor.next_attempt_at is None or cursor.next_attempt_at < now - UNTAKEN:
        return "It is due, and nobody does it: is there a worker for the queue “pull”, and a beat?"
    return ""


def _far(moment, now):
    return moment is not None and moment > now + timedelta(minutes=5)


def _backfill(job, now):
    """Tell how far a back-fill is, and say so when nobody goes on with it."""
    far = work.progress(job)
    said = f"{job}: {far.done} of {far.parts} parts are read, {far.counts.get('new', 0)} came in."
    name = job.subject.replace("channel", backfill.KIND)
    if trouble := _standstill(job, now):
        return Check(name, ok=False, detail=f"{said} {trouble}", theirs=True)
    return Check(name, ok=True, detail=said)


def _standstill(job, now):
    left = work.unfinished(job)
    if job.stopped_at:
        return "It is stopped."
    if failing := left.filter(attempts__gte=ALARMING).exclude(error="").first():
        return failing.error
    waits = work.due(job, now=now).filter(next_attempt_at__lt=now - UNTAKEN_PART).exists()
    if waits and not left.filter(leased_until__gt=now).exists():
        return "Nobody goes on with it: is there a worker for the queue “pull”, and a beat?"
    return ""


def _quarantine(channel, now):
    waiting = Quarantined.objects.filter(channel=channel, resolved_at=None)
    fresh = waiting.filter(created_date__gte=now - RECENTLY).count()
    said = f"{waiting.count()} rows of {channel} wait in quarantine; {fresh} came within the hour."
    if fresh:
        reason = waiting.order_by("-pk").values_list("reason", flat=True)[0]
        said = f"{said} The last one: {reason[:200]}"
    return Check(f"quarantine:{channel.omnitron_id}", fresh < settings.QUARANTINE_GROWS, said)


def _compared(channel, now):
    """Judge the nightly comparison, which finds what every pull has missed."""
    runs = Reconciliation.objects.filter(channel=channel).order_by("-pk")
    done = runs.filter(finished_at__isnull=False).first()
    age = (now - (done.finished_at if done else channel.created_date)).total_seconds()
    left = done.days.aggregate(left=Sum(F("differing") - F("repaired"), default=0)) if done else {}
    broken = runs.values_list("error", flat=True).first() or ""
    said = f"{channel} has not been compared with Omnitron yet. {broken}".rstrip()
    if done:
        when = f"{done.finished_at:%Y-%m-%d %H:%M} UTC"
        said = f"{channel} was compared with Omnitron on {when}. {broken}".rstrip()
    if differing := left.get("left"):
        said = f"{said} {differing} orders differ still: its page tells which."
    ok = age < UNCOMPARED.total_seconds() and not differing
    return Check(f"compared:{channel.omnitron_id}", ok, said, age, theirs=True)


def _hooks(now) -> Iterator[Check]:
    """A hook that was given up is made good by the next pull; one that fails often is news."""
    waiting = InboundEvent.objects.filter(handled_at=None, received_at__gte=now - RECENTLY)
    if count := waiting.exclude(last_error="")[:MOST].count():
        last = waiting.exclude(last_error="").order_by("-pk").values_list("last_error", flat=True)
        detail = f"{count} hooks of Omnitron wait or were given up within the hour. {last[0]}"
        yield Check("hooks", ok=False, detail=f"{detail} Pulls go on.", theirs=True)


def describe(channel: Channel, now: datetime) -> list[Check]:
    """Judge one channel for its own page; one that is never pulled says so."""
    cursor = PullCursor.objects.filter(channel=channel).first()
    if pullable(Channel.objects.filter(pk=channel.pk)).exists():
        return list(of_channel(channel, cursor, now))
    return [Check("pull", ok=False, detail=_never(channel), theirs=True)]


def _never(channel):
    if not channel.is_active:
        return "It is switched off: nothing of it is pulled."
    if channel.omnitron_id is None:
        return "It has no Omnitron id: its orders come in by other doors, and nothing is pulled."
    return "It has no server: nothing of it is pulled."
