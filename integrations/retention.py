"""What partners and the hub left with us is forgotten when nobody needs it any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from integrations.models import (
    AccessToken,
    IdempotencyRecord,
    InboundEvent,
    Reconciliation,
    RefreshToken,
)
from webhooks.retention import delete


def forget(now: datetime) -> dict[str, int]:
    """
    Delete what is older than the settings allow, and return how many rows of each kind.

    Tokens count from their expiry, hooks from when they were handled or, given up, when they came.
    An answer to a repeated write says itself how long it is kept.
    """
    before = {name: now - timedelta(days=days) for name, days in settings.KEPT_DAYS.items()}
    old: dict[str, list[QuerySet]] = {
        "tokens": [
            AccessToken.objects.filter(expires_at__lt=before["tokens"]),
            RefreshToken.objects.filter(expires_at__lt=before["tokens"], access=None),
        ],
        "answers": [IdempotencyRecord.objects.filter(expires_at__lt=now)],
        "hooks": [
            InboundEvent.objects.filter(handled_at__lt=before["hooks"]),
            InboundEvent.objects.filter(
                handled_at=None, next_attempt_at=None, received_at__lt=before["hooks"]
            ),
        ],
        "compared": [Reconciliation.objects.filter(started_at__lt=before["compared"])],
    }
    return {name: sum(map(delete, rows)) for name, rows in old.items()}
