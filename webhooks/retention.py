"""What is old is forgotten, in small batches: attempts first, then what was delivered."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from webhooks.models import Attempt, WebhookEvent

BATCH = 1000


def forget(now: datetime) -> tuple[int, int]:
    """
    Delete attempts and delivered messages that are older than the settings allow.

    Return how many of each. A person's decision about a message stays as long as the message.
    """
    tries = Attempt.objects.filter(at__lt=now - timedelta(days=settings.KEPT_DAYS["attempts"]))
    before = now - timedelta(days=settings.KEPT_DAYS["delivered"])
    told = WebhookEvent.objects.filter(
        state=WebhookEvent.State.DELIVERED, delivered_at__lt=before, modified_date__lt=before
    )
    return delete(tries.filter(by="")), delete(told)


def delete(rows: QuerySet) -> int:
    """Delete rows in small batches, each a transaction of its own, and return how many."""
    last = deleted = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        _all, counts = rows.filter(pk__in=pks).delete()
        deleted += counts.get(rows.model._meta.label, 0)
        last = pks[-1]
    return deleted
