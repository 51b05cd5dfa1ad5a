"""Who is asking: the application's two headers, and a bearer token or the partner's key."""

from dataclasses import dataclass

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission

from integrations import credentials, logins
from integrations.auth import find
from integrations.models import AccessToken, Partner
from integrations.vijaysales.envelope import Refused
from oms.throttling import address_of
from orders.scope import Scope

DIALECT = "vijaysales"
KEY_HEADERS = (
    "vs-partner-apikey",
    "x-partner-apikey",
    "x-vs-partner-apikey",
    "vs-partner-api-key",  # as the heading of the guide spells it
)
OPTIONAL = "application_optional"  # in a partner's configuration: it need not send its application


@dataclass(frozen=True)
class Caller:
    """A partner that has proved itself, by `token` or by its key."""

    partner: Partner
    token: AccessToken | None = None

    @property
    def pk(self) -> str:
        return f"partner-{self.partner.pk}"

    @property
    def scope(self) -> Scope:
        return self.token.scope if self.token else self.partner.scope

    @property
    def may_write(self) -> bool:
        return self.token is None or AccessToken.Right.COMMAND in self.token.rights


class Authentication(BaseAuthentication):
    """Both ways of the seed; what is sent twice must name the same partner."""

    def authenticate(self, request):
        """Return the partner's user and the Caller, or refuse with 401."""
        application = application_of(request)
        caller = _by_key(request, _by_token(request))
        if caller is None:
            raise Refused(401, 9001, "AUTH_REQUIRED", "Send a bearer token, or the partner key.")
        if application is None and not caller.partner.configuration.get(OPTIONAL):
            raise wrong_application()
        if application is not None and application != caller.partner:
            raise wrong_application()
        request.scope, request.by = caller.scope, f"token:{caller.partner.name}"
        return caller.partner.user, caller

    def authenticate_header(self, request):
        """Return what a 401 asks for."""
        return "Bearer"


class IsPartner(BasePermission):
    """Lets in who has proved to be a partner that may use the view's `route`."""

    def has_permission(self, request, view):
        """Tell whether the request may go on; a route that is switched off is a 405."""
        if not isinstance(request.auth, Caller):
            return False
        if view.route_of(request.method) in request.auth.partner.routes_off:
            raise _not_enabled("This route is not enabled for you.")
        if request.method not in SAFE_METHODS and not (view.asks or request.auth.may_write):
            raise _not_enabled("This token may only read.")
        return True


def application_of(request) -> Partner | None:
    """Return the partner whose application's two values came along; None when neither did."""
    identifier = request.headers.get("x-parse-application-id", "")
    key = request.headers.get("x-parse-rest-api-key", "")
    if not identifier and not key:
        return None
    now = timezone.now()
    partner = credentials.by_application(identifier, key, dialect=DIALECT, at=now)
    if partner is None:
        raise _counted(request, wrong_application())
    return partner


def wrong_application() -> Refused:
    """Make the refusal of an application, the same for a missing and a wrong one."""
    text = "X-Parse-Application-Id and X-Parse-REST-API-Key do not name your application."
    return Refused(401, 9003, "INVALID_APP_KEYS", text)


def _by_token(request):
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    token = find(text.strip(), dialect=DIALECT, at=timezone.now())
    if scheme.lower() != "bearer" or token is None:
        raise Refused(401, 209, "INVALID_TOKEN", "This token is not good, or no longer.")
    return Caller(token.partner, token)


def _by_key(request, caller):
    keys = {request.headers[name] for name in KEY_HEADERS if name in request.headers}
    if not keys:
        return caller
    now = timezone.now()
    partner = credentials.by_key(keys.pop(), dialect=DIALECT, at=now) if len(keys) == 1 else None
    refusal = Refused(401, 9002, "INVALID_API_KEY", "This key is not good.")
    if partner is None:
        raise _counted(request, refusal)
    if caller and caller.partner != partner:
        raise refusal
    return caller or Caller(partner)


def _counted(request, refusal: Refused) -> APIException:
    """
    Count a key that is none, for the application that it came with from this address.

    Keys that are good are never made to wait: nobody shuts a partner out by sending its identifier.
    """
    application = request.headers.get("x-parse-application-id", "")
    wait = logins.login_failed(f"application {application}", address_of(request))
    return Throttled(wait=wait) if wait else refusal


def _not_enabled(text: str) -> Refused:
    # An empty Allow says that no method is open here, whatever others may do.
    return Refused(405, 9013, "ROUTE_NOT_ENABLED", text, headers={"Allow": ""})
