"""The breaker: an address that hangs or fails gets few calls at once, or none for a while."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings

from webhooks.models import Address, Webhook, WebhookEvent

WINDOW = timedelta(minutes=5)
FAILURES, SHARE = 20, 0.5  # of the calls in a window
PROBE = timedelta(minutes=2)


def locked(target_url: str) -> Address:
    """Return the row of an address, locked until the transaction ends; made where missing."""
    digest = hashlib.sha256(target_url.encode()).hexdigest()
    rows = Address.objects.select_for_update().filter(digest=digest)
    if (address := rows.first()) is None:
        made = Address(digest=digest, target_url=target_url)
        Address.objects.bulk_create([made], ignore_conflicts=True)
        address = rows.get()
    return address


def has_room(address: Address, now: datetime) -> bool:
    """Tell whether one more call to a locked address may be under way now."""
    under_way = WebhookEvent.objects.filter(
        lease_token__isnull=False,
        next_attempt_at__gt=now,
        webhook__in=Webhook.objects.filter(target_url=address.target_url),
    )
    return under_way.count() < settings.PUSHES_AT_ONCE


def called(address: Address, now: datetime) -> None:
    """Write down that a call goes out: while one probes, the others stay away."""
    if address.opened_at:
        address.probe_at = now + PROBE
        address.save(update_fields=["probe_at"])


def record(address: Address, *, failed: bool, began: datetime, at: datetime) -> None:
    """Write down how a call to a locked address, which began at `began`, ended."""
    _count(address, failed, at)
    if failed:
        address.failing_since, address.last_failed_at = address.failing_since or began, began
        if address.opened_at or _is_failing(address):
            address.opened_at = address.opened_at or at
            address.probe_at = at + PROBE
    else:
        address.failing_since = None
        if address.opened_at and began >= address.opened_at:
            close(address)
    address.save()


def close(address: Address) -> None:
    """Let everybody call again, and begin to count anew."""
    address.opened_at = address.probe_at = address.window_began_at = None
    address.calls = address.failures = 0


def _count(address, failed, at):
    if address.window_began_at is None or at - address.window_began_at > WINDOW:
        address.window_began_at, address.calls, address.failures = at, 0, 0
    address.calls += 1
    address.failures += failed


def _is_failing(address):
    return address.failures >= FAILURES and address.failures >= SHARE * address.calls
