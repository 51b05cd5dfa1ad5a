"""Whether others hear from us: late pushes, lanes that stand still, addresses left alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from oms.checks import Check
from webhooks import targets, turns
from webhooks.models import Address, Webhook, WebhookEvent

PATIENCE = timedelta(minutes=5)
MOST = 1000  # counted; beyond, the exact number helps nobody

State = WebhookEvent.State


def pushes(now: datetime) -> list[Check]:
    """Judge the oldest due push, lanes that wait for a person, and addresses left alone."""
    return [_late(now), _stopped(), *_open(), *_switched_off()]


def _late(now):
    if (oldest := turns.oldest(now)) is None:
        return Check("push:late", ok=True, detail="Nothing is due.", seconds=0)
    age = now - oldest
    detail = f"The oldest due push has waited {age.total_seconds():.0f} s."
    return Check("push:late", age <= PATIENCE, detail, age.total_seconds())


def _stopped():
    stuck = WebhookEvent.objects.filter(
        state__in=[State.REFUSED, State.DEAD],
        webhook__target__in=targets.strict(),
        webhook__is_active=True,
    )
    lanes = stuck.order_by().values("lane").distinct()[:MOST].count()
    detail = f"{lanes} lanes wait for a person: a message was refused or given up."
    return Check("push:stopped", lanes == 0, detail if lanes else "No lane stands still.")


def _open() -> Iterator[Check]:
    for address in Address.objects.exclude(opened_at=None).order_by("pk"):
        detail = f"{_host(address)} fails; it is left alone but for a probe now and then."
        yield Check(f"push:address:{address.pk}", ok=False, detail=detail, theirs=True)


def _switched_off() -> Iterator[Check]:
    off = Webhook.objects.filter(is_active=False).exclude(disabled_reason="")
    for webhook in off.order_by("pk"):
        detail = f"{webhook.target} {webhook.event_type} at {_host(webhook)} is switched off."
        name = f"push:off:{webhook.pk}"
        yield Check(name, ok=False, detail=f"{detail} {webhook.disabled_reason}", theirs=True)


def _host(row):
    return urlsplit(row.target_url).hostname or "?"  # the rest of a URL may hold a token
