"""Login, logout, and who is logged in."""

from datetime import timedelta

from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from integrations import auth as tokens
from integrations import logins
from integrations.models import AccessToken
from integrations.vijaysales import auth, fields
from integrations.vijaysales.base import View
from integrations.vijaysales.defaults import DEFAULTS
from integrations.vijaysales.envelope import Refused
from oms.throttling import address_of
from orders.models import Channel

LIFE = timedelta(days=7)
RIGHTS = (AccessToken.Right.READ, AccessToken.Right.COMMAND)


class LoginRequest(fields.Asked):
    username = serializers.CharField(max_length=128, trim_whitespace=False)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class Login(View):
    """A new token for seven days; those before it stay good until their own end."""

    authentication_classes: list = []
    permission_classes: list = []
    route = "login"

    def post(self, request):
        application, now = auth.application_of(request), timezone.now()
        sent = self.read(LoginRequest, _named_alike(request.data))
        opened = _opened(sent, application, address=address_of(request), at=now)
        return Response({"data": _session(opened.token, opened.text)})


class Logout(View):
    """The token that came along is no longer good."""

    route = "logout"
    asks = True  # a token that may only read may end, too

    def post(self, request):
        if request.auth.token is not None:
            tokens.revoke(request.auth.token, at=timezone.now())
        return Response({"data": {}})


class Me(View):
    route = "me"

    def get(self, request):
        """Get the authenticated user; no secret is in it."""
        partner, token = request.auth.partner, request.auth.token
        channels = Channel.objects.visible_to(request.scope).order_by("pk")
        return Response(
            {
                "data": {
                    "id": str(partner.pk),
                    "username": partner.username,
                    "name": partner.name,
                    "email": partner.user.email or DEFAULTS["me.email"].value,
                    "partnerCode": partner.company_code or partner.name,
                    "channels": [{"id": one.pk, "name": one.name} for one in channels],
                    "scopes": sorted(token.rights if token else RIGHTS),
                    "authMethod": "bearer" if token else "apikey",
                    "tokenExpiresAt": fields.moment(token.expires_at) if token else None,
                }
            }
        )


def _named_alike(data):
    """Return the body with the names of OAuth's habit as those of the login."""
    if not isinstance(data, dict):
        return data
    alike = {"clientId": "username", "clientSecret": "password"}
    return {alike.get(name, name): value for name, value in data.items()}


def _opened(sent, application, *, address, at) -> logins.Opened:
    """Open what the login is for; one that failed too often is not even looked at."""
    opened = logins.log_in(
        sent["username"],
        sent["password"],
        dialect=auth.DIALECT,
        address=address,
        terms=logins.Terms(RIGHTS, LIFE),
        at=at,
        fits=lambda partner: _uses(partner, application),
    )
    if opened is None and application is None:
        raise auth.wrong_application()
    if opened is None:
        raise Refused(401, 9004, "BAD_CREDENTIALS", "Username or password is wrong.")
    return opened


def _uses(partner, application):
    if application is None and not partner.configuration.get(auth.OPTIONAL):
        raise auth.wrong_application()
    return application in (partner, None)


def _session(token, text):
    return {
        "token": text,
        "sessionToken": text,
        "tokenType": DEFAULTS["login.tokenType"].value,
        "expiresIn": int(LIFE.total_seconds()),
        "expiresAt": fields.moment(token.expires_at),
    }
