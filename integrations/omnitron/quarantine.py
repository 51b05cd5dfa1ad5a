"""What we could not take: kept as it was received, with the reason, until it is understood."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import F, Q, QuerySet

from integrations.models import Quarantined
from integrations.omnitron.facts import is_key
from integrations.omnitron.status_reader import loosely, status_of
from orders.models import Channel

LONGEST_NUMBER = 128


def keep(
    channel: Channel,
    text: str,
    reason: str,
    *,
    at: datetime,
    resource: str = "orders",
    cause: str = Quarantined.Cause.UNREADABLE,
) -> None:
    """Put one row into quarantine; the same row for the same reason stands there only once."""
    raw = text.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
    digest = hashlib.sha256(raw.encode()).hexdigest()
    read = loosely(text)
    number, remote_id = _names(read, digest)
    name = {"channel": channel, "resource": resource, "number": number, "remote_id": remote_id}
    found = {"digest": digest, "raw": raw, "reason": reason, "cause": cause}
    found["remote_status"] = status_of(read) if resource == "orders" else None
    fresh = found | {"created_date": at, "modified_date": at}
    row, created = Quarantined.objects.get_or_create(**name, resolved_at=None, defaults=fresh)
    if not created and (row.digest, row.reason) != (digest, reason):
        Quarantined.objects.filter(pk=row.pk).update(
            **found, tries=F("tries") + 1, modified_date=at
        )


def resolve(channel: Channel, resource: str, *, by: str, at: datetime, **which) -> None:
    """Close what waits of a resource and matches `which`: it has been taken in."""
    _close(_waiting(channel, resource).filter(**which).values_list("pk", flat=True), by, at)


def resolve_orders(
    channel: Channel, taken: Collection[tuple[str, int | None]], *, by: str, at: datetime
) -> None:
    """Close what waits of orders that were taken in, each given as (number, the hub's key)."""
    keys = {str(key) for _number, key in taken if key is not None}
    numbers = {number for number, _key in taken}
    rows = _waiting(channel, "orders").filter(Q(remote_id__in=keys) | Q(number__in=numbers))
    # A row of another key is another order, though it has the number; one without a key is not.
    mine = [
        pk for pk, key in rows.values_list("pk", "remote_id") if key in keys or not key.isdecimal()
    ]
    _close(mine, by, at)


def waiting_orders(channel: Channel, *, limit: int) -> list[int]:
    """Return the keys of the orders that wait in quarantine, the oldest first."""
    return list(_waiting(channel, "orders").order_by("pk").values_list("pk", flat=True)[:limit])


def twins(channel: Channel) -> QuerySet[Quarantined]:
    """Return the orders that wait because another one has their number."""
    return _waiting(channel, "orders").filter(cause=Quarantined.Cause.TWIN).order_by("pk")


def _close(keys, by, at):
    if keys := list(keys):
        Quarantined.objects.filter(pk__in=keys).update(
            resolved_at=at, resolved_by=by, modified_date=at
        )


def _waiting(channel, resource):
    return Quarantined.objects.filter(channel=channel, resource=resource, resolved_at=None)


def _names(row, digest):
    """Return number and key as far as they can be read; a row without a key is known by digest."""
    row = row if isinstance(row, Mapping) else {}
    number, key = row.get("number"), row.get("pk")
    sane = isinstance(number, str) and number.isprintable() and len(number) <= LONGEST_NUMBER
    return number if sane else "", str(key) if is_key(key) else digest
