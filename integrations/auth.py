"""Who is asking: hashed tokens found in one lookup, and the right that each view needs."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from integrations.models import AccessToken, Partner

LONGEST_LIFE = 365  # days
TOUCH = timedelta(minutes=1)
_SCHEMES = {"token", "bearer"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class TokenAuthentication(BaseAuthentication):
    """
    `Authorization: Token …` or `Bearer …`.

    A good token gives the request `user` (the partner's), `auth` (the token), `scope` (what it
    sees) and `by` (how commands name it). Every other one is refused in the same words.
    """

    keyword = "Token"

    def authenticate(self, request):
        """Return the partner's user and the token; None when no such header was sent."""
        scheme, _, credential = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() not in _SCHEMES:
            return None
        if (token := find(credential.strip(), at=timezone.now())) is None:
            raise AuthenticationFailed
        request.scope = token.scope
        request.by = f"token:{token.partner.name}"
        return token.partner.user, token

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
    text = secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        partner=partner,
        prefix=text[:8],
        digest=_digest(text),
        rights=sorted({AccessToken.Right(right).value for right in rights}),
        channels=None if channels is None else sorted(channels),
        locations=None if locations is None else sorted(locations),
        created_date=at,
        expires_at=at + timedelta(days=days),
    )
    return token, text


def find(text: str, *, at: datetime) -> AccessToken | None:
    """Return the token that may be used at this moment, with partner and user, in one query."""
    if not _TOKEN.fullmatch(text):
        return None
    tokens = AccessToken.objects.select_related("partner__user")
    token = tokens.filter(digest=_digest(text)).first()  # unique
    if token is None or token.revoked_at or token.expires_at <= at:
        return None
    if not (token.partner.is_active and token.partner.user.is_active):
        return None
    _touch(token, at)
    return token


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _touch(token, at):
    if token.last_used_at and at - token.last_used_at < TOUCH:
        return
    unused_since = AccessToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at)
    unused_since.update(last_used_at=at)


def _holds(request, view):
    needed = getattr(view, "rights", {}).get(request.method)
    return (needed or getattr(view, "right", AccessToken.Right.READ)) in request.auth.rights
