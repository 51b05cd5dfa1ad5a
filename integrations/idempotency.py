"""A repeated write gets the first answer, byte for byte, and acts once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from integrations.models import IdempotencyRecord, Partner

KEPT = timedelta(days=7)


class Reused(Exception):
    """The key was used before, for something else."""


@dataclass(frozen=True)
class Answer:
    """What a write is answered with; `replayed` says that it was done before."""

    body: bytes
    status: int = 200
    replayed: bool = False


def fingerprint(request: Any) -> str:
    """Return what two requests have in common that ask for the same; takes what was validated."""
    return hashlib.sha256(json.dumps(request, default=str, sort_keys=True).encode()).hexdigest()


def once(
    partner: Partner,
    *,
    scope: str,
    key: str,
    request: Any,
    at: datetime,
    work: Callable[[], Answer],
    kept: timedelta | None = KEPT,
) -> Answer:
    """
    Do `work` for this key once and keep its answer, in one transaction; or give the kept answer.
    A key that is `kept` for None is never forgotten; one whose time is over is as good as new.

    A twin that comes meanwhile waits for the unique key, then replays, or does the work itself if
    the first was rolled back. What `work` raises leaves no record, so the key may be tried again.
    """
    asked = fingerprint(request)
    with transaction.atomic():
        record = IdempotencyRecord(
            partner=partner,
            scope=scope,
            key=key,
            request_hash=asked,
            created_date=at,
            expires_at=None if kept is None else at + kept,
        )
        while not _begun(record):
            known = _standing(partner=partner, scope=scope, key=key)
            if known and not _expired(known, at):
                return _kept(known, asked)
        answer = work()
        record.status_code, record.response_body = answer.status, answer.body
        record.save(update_fields=["status_code", "response_body"])
    return answer


def _begun(record: IdempotencyRecord) -> bool:
    """Write the record, unless one of its key stands there."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _standing(**named) -> IdempotencyRecord | None:
    return IdempotencyRecord.objects.filter(**named).first()  # unique


def _expired(known: IdempotencyRecord, at: datetime) -> bool:
    """Tell whether a record's time is over, and clear it away; of twins the later one waits."""
    if known.expires_at is None or known.expires_at > at:
        return False
    IdempotencyRecord.objects.filter(pk=known.pk).delete()
    return True


def _kept(known: IdempotencyRecord, asked: str) -> Answer:
    if known.request_hash != asked:
        raise Reused
    return Answer(bytes(known.response_body), known.status_code, replayed=True)
