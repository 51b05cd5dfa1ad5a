"""Whether each channel is copied as it should be, and what waits that nobody understood."""

from datetime import datetime, timedelta

from django.conf import settings

from integrations.models import PullCursor, Quarantined
from integrations.omnitron.cursor import pullable
from integrations.omnitron.pull import ALARMING
from oms.checks import Check
from orders.models import Channel

RECENTLY = timedelta(hours=1)


def pulls(now: datetime) -> list[Check]:
    """Judge the last complete pull of each channel, and the quarantine of each."""
    channels = pullable(Channel.objects.order_by("pk"))
    cursors = {row.channel_id: row for row in PullCursor.objects.filter(channel__in=channels)}
    return [
        check
        for channel in channels
        for check in (_pull(channel, cursors.get(channel.pk), now), _quarantine(channel, now))
    ]


def _pull(channel, cursor, now):
    name = f"pull:{channel.omnitron_id}"
    since = cursor.completed_at if cursor and cursor.completed_at else None
    age = (now - (since or channel.created_date)).total_seconds()
    failing = cursor is not None and cursor.failures_in_a_row >= ALARMING
    late = failing or age > max(settings.PULL_LATE_AFTER, 2 * channel.pull_interval)
    why = f" {cursor.last_error}" if late and cursor and cursor.last_error else ""
    if since is None:
        said = f"No pull of {channel} has been complete yet."
    else:
        said = f"The last complete pull of {channel} was {int(age)} seconds ago."
    return Check(name, not late, f"{said}{why}", age)


def _quarantine(channel, now):
    waiting = Quarantined.objects.filter(channel=channel, resolved_at=None)
    fresh = waiting.filter(created_date__gte=now - RECENTLY).count()
    said = f"{waiting.count()} rows of {channel} wait in quarantine, {fresh} of them since an hour."
    return Check(f"quarantine:{channel.omnitron_id}", fresh < settings.QUARANTINE_GROWS, said)
