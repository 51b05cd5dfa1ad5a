"""Celery's way in. A task names a function; it never is one."""

from celery import shared_task
from django.utils import timezone

from webhooks import delivery


@shared_task
def deliver(pk: int) -> None:
    delivery.deliver(pk, now=timezone.now())


@shared_task
def deliver_due() -> None:
    """The beat calls this every few seconds; it only hands out the work."""
    for pk in delivery.due(timezone.now()).values_list("pk", flat=True)[:500]:
        deliver.apply_async((pk,), expires=60)
