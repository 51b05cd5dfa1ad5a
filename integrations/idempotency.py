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
    A key that is `kept` for None is never forgotten.

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
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError:
            return _kept(partner, scope, key, asked)
        answer = work()
        record.status_code, record.response_body = answer.status, answer.body
        record.save(update_fields=["status_code", "response_body"])
    return answer


def _kept(partner, scope, key, asked):
    record = IdempotencyRecord.objects.get(partner=partner, scope=scope, key=key)
    if record.request_hash != asked:
        raise Reused
    return Answer(bytes(record.response_body), record.status_code, replayed=True)
