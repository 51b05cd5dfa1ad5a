"""Whether the domain is well: events that nobody has seen, and orders that lie in no package."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from oms.checks import Check
from orders import dwell
from orders.models import Channel, FanoutEntry, Order, OrderEvent

PATIENCE = timedelta(minutes=2)
NOTICED = timedelta(minutes=15)  # that an order may lie in no package: a person may be at it


def relay(now: datetime) -> list[Check]:
    """
    Judge the oldest event that is not numbered or not shown, and say how many orders wait with it.

    A back-fill may take its time; what failed of it counts as everything that failed.
    """
    unnumbered = OrderEvent.objects.unnumbered().filter(backfill=False)
    unshown = FanoutEntry.objects.filter(Q(backfill=False) | Q(failures__gt=0))
    oldest = [
        *unnumbered.order_by("pk").values_list("recorded_at", flat=True)[:1],
        *unshown.order_by("pk").values_list("event__recorded_at", flat=True)[:1],
    ]
    if not oldest:
        return [Check("relay", ok=True, detail="Every event has been shown.", seconds=0)]
    age = now - min(oldest)
    keys = [rows.order_by().values("order").distinct() for rows in (unnumbered, unshown)]
    orders = keys[0].union(keys[1])[:1000].count()
    detail = f"Events of {orders} orders wait; the oldest for {age.total_seconds():.0f} s."
    if failing := unshown.filter(failures__gt=0).count():
        detail += f" {failing} could not be shown; the log says why."
    return [Check("relay", age < PATIENCE, detail, age.total_seconds())]


def unplanned(now: datetime) -> list[Check]:
    """Tell of each channel whose orders no location takes; one without such is not told of."""
    counts = dict(_lying(now).order_by().values("channel").values_list("channel", Count("pk")))
    channels = Channel.objects.filter(pk__in=counts).order_by("pk")
    return [_check(channel, counts[channel.pk]) for channel in channels]


def unplanned_of(channel: Channel, now: datetime) -> Check:
    """Judge the orders of one channel."""
    return _check(channel, _lying(now).filter(channel=channel).count())


def _lying(now):
    return dwell.unplanned(Order.objects.filter(modified_date__lt=now - NOTICED, held_at=None))


def _check(channel, count):
    key = channel.pk if channel.omnitron_id is None else channel.omnitron_id
    if not count:
        return Check(f"unplanned:{key}", ok=True, detail="Every approved order lies in packages.")
    detail = (
        f"{count} orders of {channel} lie in no package, for want of a location: give the channel"
        " a default location that is active, then tick them in the list and plan them."
    )
    return Check(f"unplanned:{key}", ok=False, detail=detail, theirs=True)
