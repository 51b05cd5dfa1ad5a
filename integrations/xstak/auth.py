"""Who is asking: the login of a client, and the token that it then sends in a header."""

import base64
import binascii
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import AuthenticationFailed

from integrations import logins
from integrations.auth import TokenAuthentication, admit, find
from integrations.models import AccessToken
from integrations.xstak.envelope import InvalidClient, Refused, UnsupportedGrantType
from integrations.xstak.parameters import Sent, sent
from oms.throttling import address_of

DIALECT = "xstak"
GRANT = "client_credentials"


class HeaderToken(TokenAuthentication):
    """The header `token`, with or without `Bearer`, or else `Authorization: Bearer`."""

    keyword = "Bearer"
    dialect = DIALECT

    def authenticate(self, request):
        """Return the partner's user and the token; None when neither header was sent."""
        written = request.META.get("HTTP_TOKEN") or request.META.get("HTTP_AUTHORIZATION", "")
        if not (words := written.split()):
            return None
        if len(words) == 2 and words[0].lower() == "bearer":
            del words[0]
        token = len(words) == 1 and find(words[0], dialect=self.dialect, at=timezone.now())
        if not token:
            raise AuthenticationFailed
        return admit(request, token)


class HeaderTokenScheme(OpenApiAuthenticationExtension):
    """Describes the header in the OpenAPI document."""

    target_class = HeaderToken
    name = "xstak"

    def get_security_definition(self, auto_schema):
        """Return the scheme."""
        return {"type": "apiKey", "in": "header", "name": "token"}


def log_in(request, *, at: datetime) -> tuple[logins.Opened, timedelta]:
    """Return what opens for the client that asks, and for how long."""
    found = sent(request)
    if (found.agreed("grantType", "grant type", "grant_type") or GRANT) != GRANT:
        raise UnsupportedGrantType
    identifier, secret, company = _client(request, found)
    life = timedelta(seconds=settings.XSTAK_TOKEN_SECONDS)
    opened = logins.log_in(
        identifier,
        secret,
        dialect=DIALECT,
        address=address_of(request),
        terms=logins.Terms([AccessToken.Right.READ], life),
        at=at,
        fits=lambda partner: _is_of(partner, company),
    )
    if opened is None:
        raise InvalidClient
    return opened, life


def _client(request, found: Sent) -> tuple[str, str, str]:
    """Return identifier, secret and company, which are all required."""
    identifier, secret = _basic(request.META.get("HTTP_AUTHORIZATION", ""))
    told = {
        "clientId": found.agreed("clientId", "client_id"),
        "clientSecret": found.agreed("clientSecret", "client_secret"),
        "companyCode": found.agreed("companyCode", "company_code", "realm_id", "realmId"),
    }
    for name, value in (("clientId", identifier), ("clientSecret", secret)):
        if value and told[name] and value != told[name]:
            raise Refused(f"{name} is given more than once, with different values.")
        told[name] = told[name] or value
    if missing := [name for name, value in told.items() if not value]:
        raise Refused(f"Missing: {', '.join(missing)}.")
    return told["clientId"], told["clientSecret"], told["companyCode"]


def _basic(header) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise InvalidClient from error
    identifier, colon, secret = pair.partition(":")
    if not colon or "\x00" in pair:
        raise InvalidClient
    return identifier, secret


def _is_of(partner, company):
    ours = partner.company_code or ""
    return secrets.compare_digest(ours.encode(), company.encode(errors="surrogatepass"))
