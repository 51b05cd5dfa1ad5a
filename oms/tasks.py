"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.utils import timezone

from oms import alarms
from oms.models import Heartbeat


@shared_task
def heartbeat() -> None:
    """Leave a worker's sign of life; the beat asks for it each half minute."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def watch() -> None:
    alarms.watch(timezone.now())
