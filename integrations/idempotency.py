"""A repeated write gets the first answer, byte for byte, and acts once."""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from integrations.models import AccessToken, IdempotencyRecord, Partner
from oms.once_only import Answer, KeyInFlight, KeyReused

KEPT = timedelta(days=7)
KEPT_PER_TOKEN = timedelta(hours=24)
LEASE = timedelta(minutes=2)  # longer than any work that calls out


class Reused(Exception):
    """The key was used before, for something else."""


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


def once_per_token(
    token: AccessToken, *, key: str, request: Any, work: Callable[[], Answer]
) -> Answer:
    """Do `work` once for a token's key; raise KeyReused, or KeyInFlight while a twin works."""
    with transaction.atomic():
        if not _alone(token, key):
            raise KeyInFlight
        try:
            return once(
                token.partner,
                scope=_scope(token),
                key=key,
                request=request,
                at=timezone.now(),
                work=work,
                kept=KEPT_PER_TOKEN,
            )
        except Reused as error:
            raise KeyReused from error


def once_apart(token: AccessToken, *, key: str, request: Any, work: Callable[[], Answer]) -> Answer:
    """
    Do work that calls out as `once_per_token` does, with no transaction around it.

    Who is killed meanwhile leaves a lease: when it is over, a repeat does the work again.
    """
    asked, at = fingerprint(request), timezone.now()
    record = _leased(token, key=key, asked=asked, at=at)
    if record.status_code is not None:
        return _kept(record, asked)
    with ExitStack() as undone:
        undone.callback(record.delete)
        answer = work()
        undone.pop_all()
    record.status_code, record.response_body = answer.status, answer.body
    record.save(update_fields=["status_code", "response_body"])
    return answer


@transaction.atomic
def _leased(token, *, key, asked, at) -> IdempotencyRecord:
    """Return the record of this key: a new one to be answered, or the one with its answer."""
    record = IdempotencyRecord(
        partner=token.partner, scope=_scope(token), key=key, request_hash=asked,
        created_date=at, expires_at=at + KEPT_PER_TOKEN,
    )  # fmt: skip
    if not _alone(token, key):
        raise KeyInFlight
    while not _begun(record):
        known = _standing(partner=token.partner, scope=_scope(token), key=key)
        if known is None or _expired(known, at):
            continue
        if known.request_hash != asked:
            raise KeyReused
        if known.status_code is not None:
            return known
        if known.created_date > at - LEASE:
            raise KeyInFlight
        known.delete()
    return record


def _scope(token: AccessToken) -> str:
    return f"token:{token.pk}"


def _alone(token: AccessToken, key: str) -> bool:
    """Tell whether nobody else works on this key until our transaction ends."""
    if connection.vendor != "postgresql":
        return True  # it has one writer
    digest = hashlib.sha256(f"{token.pk}:{key}".encode()).digest()
    number = int.from_bytes(digest[:7]) | 1 << 62  # a space that no other lock of ours lies in
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return cursor.fetchone()[0]


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
