"""Versions of customers and addresses: written once, never changed."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from django.db.models import Q

from orders import drafts
from orders.commands.fingerprint import digest
from orders.models import Address, Channel, Customer


class UnknownReference(Exception):
    """An order names a row, by the hub's key, that we do not hold; the text is for people."""


def columns_of(model, draft) -> dict:
    """Return the draft's plain facts that are columns of the model, without the hub's key."""
    columns = {column.name for column in model._meta.concrete_fields if not column.is_relation}
    own = {fact.name: getattr(draft, fact.name) for fact in fields(draft)}
    return {name: own[name] for name in (columns & own.keys()) - {"omnitron_id"}}


def customer_facts(draft: drafts.CustomerDraft, channel: Channel) -> dict:
    own = {"omnitron_id": draft.omnitron_id, "channel_id": channel.pk}
    return columns_of(Customer, draft) | own


def address_facts(draft: drafts.AddressDraft, customer_id: int | None, places) -> dict:
    """Return the columns of this version; UnknownReference if it lies in a place unknown here."""
    own = {"omnitron_id": draft.omnitron_id, "customer_id": customer_id}
    return columns_of(Address, draft) | places.columns(draft) | own


def write_versions(model, rows: Sequence[dict], *, at: datetime) -> list[int]:
    """Return our keys of these versions, in order; those that are new are written."""
    hashes = [digest(row) for row in rows]
    found = _held(model, rows, hashes)
    missing = {h: row for h, row in zip(hashes, rows, strict=True) if h not in found}
    fresh = [
        model(**row, content_hash=content_hash, created_date=at, modified_date=at)
        for content_hash, row in sorted(missing.items())
    ]
    theirs = [row for row in fresh if row.omnitron_id is not None]
    model.objects.bulk_create(theirs, ignore_conflicts=True)
    ours = model.objects.bulk_create([row for row in fresh if row.omnitron_id is None])
    found |= _held(model, rows, list(missing)) if theirs else {}
    found |= {row.content_hash: row.pk for row in ours}
    return [found[content_hash] for content_hash in hashes]


def newest(model, key: int) -> int:
    """Return our key of the newest version that the hub's bare key names."""
    held = model.objects.filter(omnitron_id=key).order_by("-pk").values_list("pk", flat=True)
    if (found := held.first()) is None:
        raise UnknownReference(f"The hub's {model._meta.verbose_name} {key} is not known here.")
    return found


def _held(model, rows: Sequence[dict], hashes: Sequence[str]) -> dict[str, int]:
    keys = {row["omnitron_id"] for row in rows if row["omnitron_id"] is not None}
    ours = Q(omnitron_id=None) if any(row["omnitron_id"] is None for row in rows) else Q(pk=None)
    versions = model.objects.filter(Q(omnitron_id__in=keys) | ours, content_hash__in=hashes)
    # Two who were first at once wrote a version of ours twice: the older one stands for both.
    return dict(versions.order_by("-pk").values_list("content_hash", "pk"))
