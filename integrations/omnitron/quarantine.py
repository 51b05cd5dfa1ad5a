"""What we could not take: kept as it was received, with the reason, until it is understood."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from integrations.models import Quarantined
from integrations.omnitron.facts import is_key
from orders.models import Channel

LONGEST_NUMBER = 128


def keep(
    channel: Channel, text: str, reason: str, *, at: datetime, resource: str = "orders"
) -> None:
    """Put one row into quarantine; the same row for the same reason stands there only once."""
    raw = text.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
    digest = hashlib.sha256(raw.encode()).hexdigest()
    number, remote_id = _names(text, digest)
    name = {"channel": channel, "resource": resource, "number": number, "remote_id": remote_id}
    found = {"digest": digest, "raw": raw, "reason": reason}
    fresh = found | {"created_date": at, "modified_date": at}
    row, created = Quarantined.objects.get_or_create(**name, resolved_at=None, defaults=fresh)
    if not created and (row.digest, row.reason) != (digest, reason):
        Quarantined.objects.filter(pk=row.pk).update(
            **found, tries=F("tries") + 1, modified_date=at
        )


def resolve(channel: Channel, resource: str, *, by: str, at: datetime, **which) -> None:
    """Close what waits of a resource and matches `which`: it has been taken in."""
    waiting = _waiting(channel, resource).filter(**which)
    if keys := list(waiting.values_list("pk", flat=True)):
        Quarantined.objects.filter(pk__in=keys).update(
            resolved_at=at, resolved_by=by, modified_date=at
        )


def waiting_orders(channel: Channel, *, limit: int) -> list[int]:
    """Return the keys of the orders that wait in quarantine, the oldest first."""
    return list(_waiting(channel, "orders").order_by("pk").values_list("pk", flat=True)[:limit])


def _waiting(channel, resource):
    return Quarantined.objects.filter(channel=channel, resource=resource, resolved_at=None)


def _names(text, digest):
    """Return number and key as far as they can be read; a row without a key is known by digest."""
    try:
        row = json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        row = None
    row = row if isinstance(row, Mapping) else {}
    number, key = row.get("number"), row.get("pk")
    sane = isinstance(number, str) and number.isprintable() and len(number) <= LONGEST_NUMBER
    return number if sane else "", str(key) if is_key(key) else digest
