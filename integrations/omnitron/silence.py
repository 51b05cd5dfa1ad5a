"""Connected, and nothing comes: a channel whose pulls are complete and bring no order."""

import math
from datetime import datetime, timedelta

from django.conf import settings

from integrations.models import PullCursor
from oms.checks import Check
from orders.models import Channel, Order

FIRST = timedelta(hours=1)  # that a new channel may take to its first order
QUIET = timedelta(hours=1)  # a silence that is never news
USUAL = 5  # orders that make a stretch of time a busy one
EARLIER = (1, 2, 7)  # days before, and multiples of them for a longer silence
NEWEST = 100  # orders among which the newest key is looked for
DAY = timedelta(days=1)


def judge(channel: Channel, cursor: PullCursor, now: datetime) -> Check:
    """
    Say whether the orders that should come do come; the pull itself is well as far as we know.

    Silence is news when the same stretch of time was busy a day, two days and a week before, so
    that nights and days of rest are none. It may be the hub's own: it leaves us ready.
    """
    name = f"silence:{channel.omnitron_id}"
    if trouble := _shut(channel) or _clocks(channel, cursor, now) or _nothing(channel, cursor, now):
        return Check(name, ok=False, detail=trouble, theirs=True)
    return Check(name, ok=True, detail=f"Orders of {channel} come as usual.")


def _shut(channel):
    """Tell of settings that let no order of the channel in."""
    allowed, floor = settings.ALLOWED_CHANNEL_IDS, settings.MIN_ORDER_OMNITRON_ID
    if allowed and channel.omnitron_id not in allowed:
        return f"ALLOWED_CHANNEL_IDS does not name {channel.omnitron_id}: {channel} gets no order."
    newest = max(_orders(channel).values_list("omnitron_id", flat=True)[:NEWEST], default=None)
    if newest is not None and floor > newest:
        return (
            f"MIN_ORDER_OMNITRON_ID is {floor}, above the newest order of {channel}, {newest}:"
            " new orders below it are refused."
        )
    return ""


def _clocks(channel, cursor, now):
    ahead = timedelta(seconds=settings.PULL_OVERLAP)
    if cursor.watermark and cursor.watermark > now + ahead:
        return (
            f"{channel} was pulled up to {cursor.watermark:%Y-%m-%d %H:%M} UTC, which has not come"
            " yet: a clock is or was wrong. It is read from now on; reconcile to find what fell"
            " between."
        )
    if cursor.last_result.get("ahead"):
        return f"Omnitron stamps changes of {channel} in the future: compare its clock with ours."
    return ""


def _nothing(channel, cursor, now):
    newest = _orders(channel).values_list("created_date", flat=True).first()
    if newest is None:
        late = now - channel.created_date > FIRST
        said = f"The pulls of {channel} are complete, and no order has come yet."
        return f"{said} {_hint(channel, cursor)}" if late else ""
    if now - newest < QUIET or not _was_busy(channel, newest, now):
        return ""
    hours = (now - newest).total_seconds() / 3600
    said = f"No order of {channel} has come for {hours:.0f} hours, at a time when some usually do."
    return f"{said} {_hint(channel, cursor)}"


def _was_busy(channel, since, now):
    days = math.ceil((now - since) / DAY)
    return all(_busy(channel, since - n * days * DAY, now - n * days * DAY) for n in EARLIER)


def _busy(channel, since, until):
    placed = Order.objects.filter(channel=channel, date_placed__gte=since, date_placed__lt=until)
    return placed.order_by()[:USUAL].count() == USUAL


def _hint(channel, cursor):
    """Say what the last rows were that came, and where to look."""
    found = cursor.last_result
    if others := found.get("elsewhere"):
        return (
            f"Omnitron showed {others} orders of other channels:"
            f" is {channel.omnitron_id} the key of this channel there?"
        )
    if refused := found.get("refused"):
        return (
            f"The last {refused} were refused: see MIN_ORDER_OMNITRON_ID and ALLOWED_CHANNEL_IDS;"
            " a dry run says why."
        )
    if waiting := found.get("quarantined"):
        return f"The last {waiting} went into quarantine."
    return (
        "Omnitron answers, and shows none: is the channel open there, is"
        f" {channel.omnitron_id} its key, and may {channel.username or 'the login'} see it?"
    )


def _orders(channel):
    return Order.objects.filter(channel=channel, omnitron_id__isnull=False).order_by("-pk")
