"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.utils import timezone

from oms import alarms, heartbeats


@shared_task
def heartbeat(name: str = heartbeats.PUSH) -> None:
    """Leave a worker's sign of life; the beat asks each queue for it each half minute."""
    heartbeats.beat(name)


@shared_task
def watch() -> None:
    alarms.watch(timezone.now())
