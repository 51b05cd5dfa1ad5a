"""Logins, alike in every dialect: how often one may fail or come, and the access that it opens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from rest_framework.exceptions import Throttled

from integrations import auth, credentials
from integrations.models import AccessToken, Credential, Partner, RefreshToken
from oms import throttling
from oms.login_failures import Failures, Limit, digest

FAILURES = 5  # of one username from one address
FROM_ADDRESS = 50  # failures, whoever they name
WINDOW = 15 * 60  # seconds, from the first failure
OPENINGS = 60  # a minute, for one partner: each leaves rows behind


@dataclass(frozen=True)
class Opened:
    """Access that was opened; the texts are kept nowhere else."""

    partner: Partner
    token: AccessToken
    text: str
    refresh_text: str = ""


@dataclass(frozen=True)
class Terms:
    """What a dialect opens: a token of these rights and this life; `text` where it has its own."""

    rights: Iterable[str]
    life: timedelta
    text: str = ""
    refreshable: bool = False


def log_in(
    username: str,
    secret: str,
    *,
    dialect: str,
    address: str,
    terms: Terms,
    at: datetime,
    fits: Callable[[Partner], bool] = lambda partner: True,
) -> Opened | None:
    """
    Open access for a good login of a partner that `fits`; None is a login that is not good.

    Raises Throttled for who failed or came too often. What is revoked meanwhile opens nothing.
    """
    failures = _failures(username, address)
    if wait := failures.wait():
        raise Throttled(wait=wait)
    find = partial(credentials.find_secret, username, secret, dialect=dialect, at=at)
    found = find()
    if found is None or not fits(found.partner):
        if wait := failures.count():
            raise Throttled(wait=wait)
        return None
    if wait := failures.wait():  # others were judged meanwhile, and failed
        raise Throttled(wait=wait)
    failures.forget()
    return _opened(found, find, terms=terms, at=at, fits=fits)


def renew(refresh_text: str, *, dialect: str, terms: Terms, at: datetime) -> Opened | None:
    """Open access for a refresh token, which stays what it is; raises Throttled as `log_in`."""
    find = partial(credentials.find_refresh, refresh_text, dialect=dialect, at=at)
    found = find()
    return _opened(found, find, terms=terms, at=at) if found else None


def login_wait(username: str, address: str) -> int:
    """Return the seconds until this login may be tried; 0 is now. Ask before looking at it."""
    return _failures(username, address).wait()


def login_failed(username: str, address: str) -> int:
    """Count a failed login; return the seconds to wait if others at once failed too often."""
    return _failures(username, address).count()


def _opened(found, find, *, terms, at, fits=lambda partner: True):
    """Judge once more, and grant, while nobody revokes."""
    if wait := throttling.seconds_to_wait(f"logins:{found.partner.pk}", limit=OPENINGS):
        raise Throttled(wait=wait)
    with transaction.atomic():
        auth.hold(found.partner)
        found = find()
        return _granted(found, terms, at) if found and fits(found.partner) else None


def _granted(found: Credential | RefreshToken, terms, at):
    partner, refresh, refresh_text = found.partner, None, ""
    if isinstance(found, RefreshToken):
        refresh = found
    else:
        auth.touch(found, at)
        if terms.refreshable:
            refresh, refresh_text = credentials.refreshable(partner, credential=found, at=at)
    token, text = auth.grant(
        partner, rights=terms.rights, life=terms.life, at=at, text=terms.text, refresh=refresh
    )
    return Opened(partner, token, text, refresh_text)


def _failures(username, address):
    here = digest(address)
    return Failures((
        Limit(f"login:pair:{here}:{digest(username)}", FAILURES, WINDOW),
        Limit(f"login:address:{here}", FROM_ADDRESS, WINDOW),
    ))  # fmt: skip
