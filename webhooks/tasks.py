"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from oms import daily
from webhooks import delinquency, delivery, replays, retention, turns

EXPIRY = 60


@shared_task
def deliver(pk: int) -> None:
    if following := delivery.deliver_on(pk):
        deliver.apply_async((following,), expires=EXPIRY)


@shared_task
def deliver_due() -> None:
    """The beat calls this every few seconds; it only hands out the work."""
    for pk in turns.heads(timezone.now(), each=settings.PUSHES_AT_ONCE):
        deliver.apply_async((pk,), expires=EXPIRY)


@shared_task
def set_aside() -> None:
    turns.set_aside(timezone.now())


@shared_task
def replay() -> None:
    """Work off what was accepted to be sent again, and ring for the senders."""
    if replays.work_off(at=timezone.now()):
        deliver_due.delay()


@shared_task
def switch_off_delinquent() -> None:
    delinquency.sweep(timezone.now())


@shared_task(soft_time_limit=3600, time_limit=3660)
def forget() -> None:
    """Beat asks four times an hour; it is done once a day."""
    if daily.claim("forget:webhooks", now := timezone.now()):
        retention.forget(now)
