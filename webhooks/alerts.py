"""Trouble, told like everything else: signed, tried again, kept in the same ledger."""

import hashlib
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from webhooks import payloads
from webhooks.fanout import ring_after_commit
from webhooks.models import Webhook, WebhookEvent
from webhooks.targets import Standard

RAISED, CLEARED = "alarm.raised", "alarm.cleared"


class Alert(Standard):
    """An address that is told of trouble in the house, and of nothing else."""

    typed = False

    def wants(self, event, webhook):
        return False


def tell(alarm, *, clear: bool) -> None:
    """Write one message to each active alert address; a repeat of the same news adds nothing."""
    rows = [_row(alarm, webhook, clear) for webhook in _addresses()]
    if rows:
        WebhookEvent.objects.bulk_create(rows, ignore_conflicts=True)
        ring_after_commit()


def _addresses():
    return Webhook.objects.filter(target="alert", is_active=True).order_by("pk")


def _row(alarm, webhook, clear):
    kind, now = CLEARED if clear else RAISED, timezone.now()
    uuid = uuid5(NAMESPACE_URL, f"oms:alarm:{alarm.pk}:{kind}:{webhook.pk}")
    body = {
        "event": {"type": kind, "uuid": uuid.hex},
        "payload": {
            "id": alarm.pk,
            "cause": alarm.cause,
            "detail": alarm.detail,
            "raised_at": alarm.raised_at.isoformat(),
            "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
        },
    }
    return WebhookEvent(
        uuid=uuid,
        webhook=webhook,
        event_type=kind,
        object_id=str(alarm.pk),
        url=webhook.target_url,
        body=payloads.exact(body),
        lane=hashlib.sha256(f"{webhook.pk}|{alarm.cause}".encode()).hexdigest()[:32],
        next_attempt_at=now,
        created_date=now,
        modified_date=now,
    )
