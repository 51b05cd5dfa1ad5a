"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.utils import timezone

from integrations.omnitron import pull


@shared_task
def pull_due() -> None:
    """Beat calls this each minute; it only hands out the work."""
    for channel_id in pull.due(now=timezone.now()):
        pull_channel.delay(channel_id)


# A first pull may read years of orders; a turn that is killed only waits for its lease.
@shared_task(soft_time_limit=3600, time_limit=3660)
def pull_channel(channel_id: int) -> None:
    pull.drain(channel_id, now=timezone.now())
