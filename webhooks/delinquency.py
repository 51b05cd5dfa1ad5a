"""An address that has failed for too long is switched off; what is meant for it is held."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from webhooks import breaker, replays
from webhooks.models import Address, Replay, Webhook, WebhookEvent

PATIENCE = timedelta(days=5)
BATCH = 5000  # messages, held in one transaction
APART = timedelta(hours=12)  # at least, between the first failure and the last one
GONE = "The address answered 410 Gone."
TIRED = "Every attempt failed for five days."

State = WebhookEvent.State


def note(address: Address, *, failed: bool, began: datetime, at: datetime) -> None:
    """Write down how a call to a locked address ended, and act on five days of failure."""
    before = address.failing_since
    breaker.record(address, failed=failed, began=began, at=at)
    if address.failing_since != before:
        webhooks = Webhook.objects.filter(target_url=address.target_url)
        webhooks.update(failing_since=address.failing_since)
    act(address, at=at)


def act(address: Address, *, at: datetime) -> None:
    """Switch a locked address off if it is delinquent; switched on again, it has five days more."""
    if is_delinquent(address, at):
        webhooks = Webhook.objects.filter(target_url=address.target_url, is_active=True)
        switch_off(webhooks, reason=TIRED, at=at)
        breaker.close(address)
        address.failing_since = address.last_failed_at = None
        address.save()


def is_delinquent(address: Address, now: datetime) -> bool:
    """Tell whether an address has failed everything for so long that we give it up."""
    since, last = address.failing_since, address.last_failed_at
    return bool(since and last and now - since >= PATIENCE and last - since >= APART)


def sweep(now: datetime) -> None:
    """Switch off what has become delinquent since its last failure; hold what is left to hold."""
    late = Address.objects.filter(failing_since__lte=now - PATIENCE)
    for target_url in list(late.values_list("target_url", flat=True)):
        with transaction.atomic():
            act(breaker.locked(target_url), at=now)
    for webhook in Webhook.objects.filter(is_active=False).exclude(disabled_reason=""):
        while _hold(webhook, at=now) == BATCH:
            pass


def switch_off(webhooks: Iterable[Webhook], *, reason: str, at: datetime) -> None:
    """
    Leave webhooks alone, and hold what was meant for them; nothing is discarded.

    Of a million only the first are held at once: nobody sends the others, and a sweep holds them.
    """
    for webhook in webhooks:
        webhook.is_active, webhook.disabled_reason = False, reason
        webhook.save(update_fields=["is_active", "disabled_reason", "modified_date"])
        _hold(webhook, at=at)


def _hold(webhook, *, at):
    waiting = WebhookEvent.objects.filter(webhook=webhook, state=State.PENDING)
    first = list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:BATCH])
    off = Webhook.objects.filter(pk=OuterRef("webhook_id"), is_active=False)
    return waiting.filter(Exists(off), pk__in=first).update(
        state=State.HELD, next_attempt_at=None, lease_token=None, modified_date=at
    )


def gone(webhook: Webhook, *, at: datetime) -> None:
    """Leave the owner's whole address alone, whatever the event type: it said that it is gone."""
    address = {name: getattr(webhook, name) for name in ("owner_id", "target", "target_url")}
    switch_off(Webhook.objects.filter(**address, is_active=True), reason=GONE, at=at)


def release(webhook: Webhook, *, by: str, reason: str, at: datetime) -> Replay:
    """Send all that is held for a webhook, which has been switched on again."""
    held = {"webhook": webhook.pk, "state": State.HELD.value}
    return replays.replay_many(held, by=by, reason=reason, at=at)
