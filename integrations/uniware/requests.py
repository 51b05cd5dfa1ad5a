"""What every view of this dialect does the same way: who, where, what was sent, in which frame."""

from collections.abc import Mapping

from rest_framework.exceptions import ParseError, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from integrations.uniware import auth, envelope
from integrations.uniware.envelope import Code, Failure
from oms.strictjson import StrictJSONParser
from orders.models import Order, StockLocation
from orders.scope import Scope

LONGEST_CODE = 180


class AnyTypeParser(StrictJSONParser):
    """Reads JSON whatever the request calls it."""

    media_type = "*/*"


class UniwareView(APIView):
    """
    One POST, answered with a dict that `answer(body)` returns, or with the Failure that it raises.

    `route` is the path by which a partner's access can be taken away. `nulls` are the keys that
    a failure shows as null. On a view of facility level the `Facility` header narrows what is
    seen; on the others it must only be one that the partner may use.
    """

    http_method_names = ["post"]
    authentication_classes = [auth.Bearer]
    permission_classes = [auth.MayCall]
    parser_classes = [AnyTypeParser]
    renderer_classes = [envelope.Numbers]
    route = ""
    nulls: tuple[str, ...] = ()
    facility_level = False

    def answer(self, body: dict) -> dict:
        """Return what success holds besides the frame."""
        raise NotImplementedError

    def post(self, request):
        """Read the body, and frame the answer."""
        if not isinstance(request.data, Mapping):
            raise ParseError("Send a JSON object.", code="malformed")
        return Response(envelope.success(**self.answer(dict(request.data))))

    def initial(self, request, *args, **kwargs):
        """Check the Facility header after everything else that may refuse a request."""
        super().initial(request, *args, **kwargs)
        if code := request.headers.get("facility", "").strip():
            here = _facility(code, request.scope)
            if self.facility_level:
                request.scope = request.scope & Scope(None, frozenset({here}))

    def handle_exception(self, exc):
        """Frame a Failure; the house answers the rest."""
        if not isinstance(exc, Failure):
            return super().handle_exception(exc)
        set_rollback()
        return Response(envelope.failure(exc, **dict.fromkeys(self.nulls)))


def text(body: Mapping, name: str, *, required: bool = True, longest: int = LONGEST_CODE) -> str:
    """Return a text of the body, "" for one that is not there and need not be; or raise Failure."""
    value = "" if body.get(name) is None else body[name]
    if not isinstance(value, str):
        raise Failure(Code.INVALID_API_REQUEST, f"{name} must be a string", field=name)
    if len(value) > longest:
        described = f"{name} must have at most {longest} characters"
        raise Failure(Code.INVALID_API_REQUEST, described, field=name)
    if required and not value.strip():
        raise missing(name)
    return value.strip()


def texts(body: Mapping, name: str, *, most: int = 1000) -> list[str]:
    """Return a list of texts of the body, empty when it is not there; or raise Failure."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Failure(Code.INVALID_API_REQUEST, f"{name} must be a list of strings", field=name)
    if len(value) > most:
        described = f"{name} must have at most {most} entries"
        raise Failure(Code.INVALID_API_REQUEST, described, field=name)
    return [one.strip() for one in value]


def flag(body: Mapping, name: str, *, default: bool | None = None) -> bool | None:
    """Return a boolean of the body, or `default` when it is not there; or raise Failure."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise Failure(Code.INVALID_API_REQUEST, f"{name} must be a boolean", field=name)
    return value


def integer(
    body: Mapping, name: str, *, least: int, most: int, default: int | None = None
) -> int | None:
    """Return a whole number of the body, or `default` when it is not there; or raise Failure."""
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        described = f"{name} must be an integer from {least} to {most}"
        raise Failure(Code.INVALID_API_REQUEST, described, field=name)
    return value


def order_named(code: str, scope: Scope) -> Order:
    """Return the order of this code; unknown and out of scope are one Failure."""
    order = Order.objects.visible_to(scope).filter(code=code).first()  # unique
    if order is None:
        raise Failure(Code.INVALID_SALE_ORDER_CODE)
    return order


def missing(name: str) -> Failure:
    """Return the Failure for a field that must be there and is not."""
    return Failure(Code.MISSING_REQUIRED_PARAMETERS, f"{name} is required", field=name)


def _facility(code, scope):
    seen = StockLocation.objects.visible_to(scope).filter(erp_code=code)
    if (key := seen.values_list("pk", flat=True).first()) is None:  # unique
        raise PermissionDenied({"Facility": ["Access denied, facility is not accessible."]})
    return key
