"""Who is asking: hashed tokens found in one lookup, and the right that each view needs."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from integrations.models import AccessToken, Credential, Partner, RefreshToken

LONGEST_LIFE = 365  # days
TOUCH = timedelta(minutes=1)
_SCHEMES = {"token", "bearer"}
AKINON = "akinon"  # the dialect of the native API
_TOKEN = re.compile(r"[A-Za-z0-9_-]{36,64}")


class TokenAuthentication(BaseAuthentication):
    """
    `Authorization: Token …` or `Bearer …`.

    A good token gives the request `user` (the partner's), `auth` (the token), `scope` (what it
    sees) and `by` (how commands name it). Every other one is refused in the same words.
    """

    keyword = "Token"
    dialect = AKINON

    def authenticate(self, request):
        """Return the partner's user and the token; None when no such header was sent."""
        scheme, _, credential = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() not in _SCHEMES:
            return None
        if (token := find(credential.strip(), dialect=self.dialect, at=timezone.now())) is None:
            raise AuthenticationFailed
        return admit(request, token)

    def authenticate_header(self, request):
        """Return what a 401 asks for."""
        return self.keyword


class HasRight(BasePermission):
    """
    Lets a token in that has the view's right: `right`, or `rights` by method; read by default.

    A view of one object sets `right_after_object = True`: its right is then asked for once
    `get_object()` has found the object in the token's scope, so that what is out of scope stays a
    404. Such a view must call `get_object()` for every method.
    """

    def has_permission(self, request, view):
        """Tell whether the request may go on to the view."""
        if not isinstance(request.auth, AccessToken):
            raise AuthenticationFailed
        return getattr(view, "right_after_object", False) or _holds(request, view)

    def has_object_permission(self, request, view, obj):
        """Tell whether the request may touch an object that it sees."""
        return _holds(request, view)


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the header in the OpenAPI document."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        """Return the scheme, with the prefix that Akinon's clients send."""
        return build_bearer_security_scheme_object(
            header_name="Authorization", token_prefix=TokenAuthentication.keyword
        )


def issue(
    partner: Partner,
    *,
    rights: Iterable[str],
    channels: Iterable[int] | None,
    locations: Iterable[int] | None,
    days: int,
    at: datetime,
) -> tuple[AccessToken, str]:
    """Make a token for `partner`; the text is returned once and kept nowhere. None means all."""
    if not 1 <= days <= LONGEST_LIFE:
        raise ValueError(f"A token lives for 1 to {LONGEST_LIFE} days.")
    return grant(
        partner,
        rights=rights,
        channels=channels,
        locations=locations,
        life=timedelta(days=days),
        at=at,
    )


def grant(
    partner: Partner,
    *,
    rights: Iterable[str],
    life: timedelta,
    at: datetime,
    channels: Iterable[int] | None = None,
    locations: Iterable[int] | None = None,
    text: str = "",
    refresh: RefreshToken | None = None,
) -> tuple[AccessToken, str]:
    """
    Make a token that lives for `life` and return its text, which is kept nowhere.

    `text` is given where a dialect's tokens look otherwise than ours; it must be as hard to guess.
    """
    text = text or fresh()
    token = AccessToken.objects.create(
        partner=partner,
        prefix=text[:8],
        digest=digest(text),
        refresh=refresh,
        rights=sorted({AccessToken.Right(right).value for right in rights}),
        channels=None if channels is None else sorted(channels),
        locations=None if locations is None else sorted(locations),
        created_date=at,
        expires_at=at + life,
    )
    return token, text


def admit(request: Any, token: AccessToken) -> tuple[Any, AccessToken]:
    """Give the request its scope and its name, and return what authentication returns."""
    request.scope = token.scope
    request.by = f"token:{token.partner.name}"
    return token.partner.user, token


def find(text: str, *, dialect: str, at: datetime) -> AccessToken | None:
    """Return the token that may be used at this moment, with partner and user, in one query."""
    if not _TOKEN.fullmatch(text):
        return None
    tokens = AccessToken.objects.select_related("partner__user", "refresh")
    token = tokens.filter(digest=digest(text)).first()  # unique
    if token is None or token.revoked_at or token.expires_at <= at:
        return None
    if token.refresh and token.refresh.revoked_at:
        return None
    if token.partner.dialect != dialect or not enabled(token.partner):
        return None
    touch(token, at)
    return token


@transaction.atomic
def revoke(token: AccessToken, *, at: datetime) -> None:
    """End a token at once, and what its holder would renew it with."""
    if token.refresh_id:
        revoke_refresh(token.refresh_id, at=at)
    AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)


def revoke_refresh(pk: int, *, at: datetime) -> None:
    """End a refresh token at once, and with it every access token that it gave."""
    RefreshToken.objects.filter(pk=pk, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def revoke_all(partner: Partner, *, at: datetime) -> None:
    """End every token of a partner at once; with its credentials it may log in again."""
    hold(partner)
    for tokens in (partner.refresh_tokens, partner.tokens):
        tokens.filter(revoked_at__isnull=True).update(revoked_at=at)


def hold(partner: Partner) -> None:
    """Let nobody else grant this partner anything, or revoke it, until the transaction ends."""
    # Before any of its credentials or tokens is written: else two might wait for each other.
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)


def enabled(partner: Partner) -> bool:
    """Tell whether a partner may come in at all."""
    return partner.is_active and partner.user.is_active


def digest(text: str) -> str:
    """Return what we keep of a secret; ours are 122 bits and more, so a plain hash is enough."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def fresh() -> str:
    """Return a text that nobody guesses and that no command line takes for an option."""
    while (text := secrets.token_urlsafe(32)).startswith("-"):
        continue
    return text


def touch(row: AccessToken | Credential, at: datetime) -> None:
    """Write down that a token or credential was used, at most once a minute."""
    if row.last_used_at and at - row.last_used_at < TOUCH:
        return
    unused_since = type(row).objects.filter(pk=row.pk, last_used_at=row.last_used_at)
    unused_since.update(last_used_at=at)


def _holds(request, view):
    needed = getattr(view, "rights", {}).get(request.method)
    return (needed or getattr(view, "right", AccessToken.Right.READ)) in request.auth.rights
