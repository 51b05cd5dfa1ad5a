"""New partners: the partner, its user and its first credentials, made together or not at all."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from integrations import credentials, dialects
from integrations.dialects import APPLICATION, COMPANY_CODE, IDENTIFIER, USERNAME
from integrations.models import Partner

LONGEST_NAME = 128


class CannotEnrol(ValueError):
    """The partner cannot be made; the sentence says why."""


def enrol(
    name: str,
    *,
    dialect: str,
    channels: Iterable[int] | None,
    locations: Iterable[int] | None,
    at: datetime,
    days: int | None = None,
    **columns: Any,
) -> tuple[Partner, dict[str, str]]:
    """
    Make a partner that sees these; return it and what it is told, once, in its dialect's words.

    None means all; with `days` what it proves itself with expires after so many.
    """
    spoken = dialects.named(dialect)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise CannotEnrol(f"A name has 1 to {LONGEST_NAME} letters, and no space around them.")
    if spoken.needs_channel and not channels:
        raise CannotEnrol(f"A partner that speaks {dialect} needs a channel to order on.")
    if Partner.objects.filter(name=name).exists():
        raise CannotEnrol(f"There is a partner {name} already.")
    columns |= {"channels": _keys(channels), "locations": _keys(locations)}
    try:
        with transaction.atomic():
            partner = _made(spoken, name=name, dialect=dialect, **columns)
            expires_at = None if days is None else at + timedelta(days=days)
            return partner, _told(partner, spoken, at=at, expires_at=expires_at)
    except IntegrityError as error:
        raise CannotEnrol(f"{name} was made by somebody else at the same moment.") from error


def _made(spoken, *, name, **columns):
    handle, told = _handle(name), spoken.told.values()
    user = get_user_model()(username=handle)
    user.set_unusable_password()
    user.save()
    return Partner.objects.create(
        name=name,
        user=user,
        username=handle if USERNAME in told else None,
        company_code=secrets.token_hex(8) if COMPANY_CODE in told else None,
        **columns,
    )


def _handle(name):
    """Return a username that nobody has: small letters, digits, dashes."""
    stem, number = slugify(name)[:100] or "partner", 1
    handle = stem
    while _is_taken(handle):
        number += 1
        handle = f"{stem}-{number}"
    return handle


def _is_taken(handle):
    users = get_user_model().objects.filter(username=handle)
    return users.exists() or Partner.objects.filter(username=handle).exists()


def _told(partner, spoken, *, at, expires_at):
    identifier = secrets.token_hex(16) if APPLICATION in spoken.kinds else ""
    known = {
        USERNAME: partner.username,
        COMPANY_CODE: partner.company_code,
        IDENTIFIER: identifier,
    }
    for kind in spoken.kinds:
        _credential, known[kind] = credentials.give(
            partner,
            kind,
            at=at,
            identifier=identifier if kind == APPLICATION else "",
            expires_at=expires_at,
        )
    return {name: known[what] for name, what in spoken.told.items()}


def _keys(rows):
    return None if rows is None else sorted(rows)
