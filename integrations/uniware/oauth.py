"""`/oauth/token`: a login or a refresh token in, an access token out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.parsers import FormParser
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations import logins
from integrations.uniware.auth import NAME
from integrations.uniware.described import login as described
from integrations.uniware.dialect import DIALECT
from oms.strictjson import StrictJSONParser, refuse_encoding
from oms.throttling import address_of

LIFE = timedelta(hours=12)
SCOPE = "read trust write"
NO_ACCESS = "Invalid credentials / User does not have access to any facility"


class Refused(APIException):
    """The login is answered with a code of OAuth."""

    status_code = 400

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description, code=code)


class PlainFormParser(FormParser):
    """Reads a form in UTF-8, and no other."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return what was filled in, or raise what becomes a 415."""
        refuse_encoding(media_type or "", (parser_context or {}).get("request"))
        return super().parse(stream, media_type, parser_context)


@described
class Token(APIView):
    """
    Takes its parameters from the query, a form, or JSON; the login from HTTP headers too.

    A password always makes a new access token. A refresh token stays the same until it expires.
    """

    route = "token"
    http_method_names = ["get", "post"]
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    parser_classes = [PlainFormParser, StrictJSONParser]

    def get(self, request):
        """Log in, or renew."""
        sent = _sent(request)
        _required(sent, "client_id")
        grants = {"password": _password, "refresh_token": _refresh}
        grant = grants.get(_required(sent, "grant_type"))
        if grant is None:
            raise Refused("unsupported_grant_type", "Unsupported grant type")
        body = grant(request, sent)
        return Response(body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    post = get


def _sent(request) -> dict[str, str]:
    """Return each parameter once; the same one twice is refused."""
    found: dict[str, str] = {}
    body: Any = request.data if request.method == "POST" else {}
    for source in (request.query_params, body):
        if not isinstance(source, dict):
            raise Refused("invalid_request", "Send a JSON object or a form")
        for name in source:
            values = source.getlist(name) if hasattr(source, "getlist") else [source[name]]
            if len(values) > 1 or name in found:
                raise Refused("invalid_request", "A parameter was sent twice")
            if not isinstance(values[0], str) or "\x00" in values[0]:
                raise Refused("invalid_request", "A parameter is not a text")
            found[name] = values[0]
    return found


def _password(request, sent):
    login = sent
    if not sent.keys() & {"username", "password"}:
        login = {name: request.headers.get(name, "") for name in ("username", "password")}
    username, password = _required(login, "username"), _required(login, "password")
    opened = logins.log_in(
        username,
        password,
        dialect=NAME,
        address=address_of(request),
        terms=_terms(),
        at=timezone.now(),
        fits=lambda partner: partner.locations != [],
    )
    return _body(opened, opened and opened.refresh_text)


def _refresh(request, sent):
    text = sent.get("refresh_token", "")
    return _body(logins.renew(text, dialect=NAME, terms=_terms(), at=timezone.now()), text)


def _terms():
    return logins.Terms(DIALECT.rights, LIFE, text=str(uuid4()), refreshable=True)


def _body(opened, refresh_text):
    if opened is None:
        raise Refused("invalid_grant", NO_ACCESS)
    return {
        "access_token": opened.text,
        "token_type": "bearer",
        "refresh_token": refresh_text,
        "expires_in": int(LIFE.total_seconds()),
        "scope": SCOPE,
    }


def _required(sent, name):
    if not (value := sent.get(name, "")):
        raise Refused("invalid_request", f"Missing parameter: {name}")
    return value
