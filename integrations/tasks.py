"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.utils import timezone

from integrations import retention
from integrations.omnitron import backfill, inbound, pull, reconcile
from oms import daily, doorbell, heartbeats

COMPARED_IN = 3660  # seconds, after which a comparison is killed


@shared_task
def pull_due() -> None:
    """Beat calls this each minute; it only hands out the work."""
    for channel_id in pull.due(now=timezone.now()):
        pull_channel.delay(channel_id)


# A first pull may read years of orders; a turn that is killed only waits for its lease.
@shared_task(soft_time_limit=3600, time_limit=3660)
def pull_channel(channel_id: int) -> None:
    pull.drain(channel_id, now=timezone.now())


@shared_task
def fill_back_due() -> None:
    """Beat calls this twice a minute; it only hands out the work."""
    for job_id, workers in backfill.due(now=timezone.now()):
        for _worker in range(workers):
            fill_back.apply_async((job_id,), expires=60)


@shared_task(soft_time_limit=900, time_limit=960)
def fill_back(job_id: int) -> None:
    """Read one window, so that pulls of the day get their turn, and ask for the next."""
    heartbeats.beat_by_the_way(heartbeats.PULL)
    if backfill.take_window(job_id, now=timezone.now()):
        doorbell.ring(fill_back, job_id, expires=60)


@shared_task
def handle_inbound() -> None:
    """Beat calls this twice a minute, and each hook does; it only hands out the work."""
    for pk in inbound.due(now=timezone.now()):
        handle_inbound_event.delay(pk)


@shared_task
def handle_inbound_event(pk: int) -> None:
    inbound.handle(pk, now=timezone.now())


@shared_task
def reconcile_due() -> None:
    """Beat calls this four times an hour; it only hands out the work."""
    for channel_id in reconcile.due(now=timezone.now()):
        reconcile_channel.apply_async((channel_id,), expires=900)


@shared_task(soft_time_limit=3600, time_limit=COMPARED_IN)
def reconcile_channel(channel_id: int) -> None:
    reconcile.nightly(channel_id, now=timezone.now())


@shared_task(soft_time_limit=3600, time_limit=COMPARED_IN)
def reconcile_days(channel_id: int, days: int, by: str) -> None:
    """Somebody has asked for this; it is written down as soon as it begins."""
    reconcile.asked_for(channel_id, days=days, by=by, now=timezone.now())


@shared_task(soft_time_limit=3600, time_limit=3660)
def forget() -> None:
    """Beat asks four times an hour; it is done once a day, and the first time may take long."""
    if daily.claim("forget:integrations", now := timezone.now()):
        retention.forget(now)
