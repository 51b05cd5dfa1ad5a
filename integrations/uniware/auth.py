"""Who is asking, as this dialect's clients say it: `Authorization: bearer <UUID>`."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from integrations.auth import HasRight, admit, find

NAME = "uniware"


class Bearer(BaseAuthentication):
    """A token of this dialect, whichever way the scheme is spelled."""

    def authenticate(self, request):
        """Return the partner's user and the token; None when no header was sent."""
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not scheme:
            return None
        token = find(text.strip(), dialect=NAME, at=timezone.now())
        if scheme.lower() != "bearer" or token is None:
            raise AuthenticationFailed
        return admit(request, token)

    def authenticate_header(self, request):
        """Return what a 401 asks for."""
        if request.META.get("HTTP_AUTHORIZATION"):
            return 'Bearer realm="oms", error="invalid_token"'
        return 'Bearer realm="oms"'


class MayCall(HasRight):
    """Lets a token in that has the view's right, unless the partner has no access to its route."""

    def has_permission(self, request, view):
        """Tell whether the request may go on to the view."""
        allowed = super().has_permission(request, view)
        return allowed and view.route not in request.auth.partner.routes_off


class BearerScheme(OpenApiAuthenticationExtension):
    """Describes the header in the OpenAPI document."""

    target_class = Bearer
    name = "bearer"

    def get_security_definition(self, auto_schema):
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}
