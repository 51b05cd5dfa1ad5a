"""Every error on an API path as JSON, in the envelope of the dialect that the path belongs to."""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.module_loading import import_string
from django.views import defaults
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.views import set_rollback

from oms.strictjson import Malformed

logger = logging.getLogger(__name__)

AGAIN = {"Retry-After": "5"}
CUT_OFF, STOOD_IDLE = "57014", "25P03"  # PostgreSQL's sqlstates
TOO_SLOW = "This takes too long now. Ask for less, or try again in a moment."


@dataclass(frozen=True)
class Problem:
    """What went wrong, before a dialect puts it into its own words: `detail`, or `fields`."""

    status: int
    code: str
    detail: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class NotAcceptableNow(exceptions.APIException):
    """A business rule refuses what was asked; the same request may pass another day."""

    status_code = 406
    default_detail = "This cannot be done now."
    default_code = "not_acceptable_now"


class Negotiation(DefaultContentNegotiation):
    """Answers 406 for a `format` that we do not write, where the framework answers 404."""

    def filter_renderers(self, renderers, format):
        """Return the renderers that write `format`."""
        if not (found := [renderer for renderer in renderers if renderer.format == format]):
            raise exceptions.NotAcceptable
        return found


def native(problem: Problem, *, request: HttpRequest) -> tuple[int, dict]:
    """Render as the Akinon OMS does: detail or the fields, and always a code."""
    if not problem.fields:
        return problem.status, {"detail": problem.detail, "code": problem.code}
    fields = dict(problem.fields)
    if "code" in fields:  # the key is taken: a message about a field of that name moves over
        fields["non_field_errors"] = [*fields.get("non_field_errors", []), *fields.pop("code")]
    return problem.status, {**fields, "code": problem.code}


def exception_handler(exc, context):
    """Answer what a REST view raised; what nobody foresaw goes on to `server_error`."""
    if (problem := _problem(exc)) is None:
        return None
    set_rollback()
    status, body, headers = _rendered(problem, context["request"])
    return Response(body, status=status, headers=headers)


def bad_request(request, exception):
    """Answer a request that Django itself refused."""
    if not is_api(request.path):
        return defaults.bad_request(request, exception)
    return answer(_problem(exception) or _plain(400), request)


def permission_denied(request, exception):
    """Answer a request that is not allowed."""
    if not is_api(request.path):
        return defaults.permission_denied(request, exception)
    return answer(_plain(403), request)


def not_found(request, exception):
    """Answer an unknown path, and name the slash when only that is missing."""
    if not is_api(request.path):
        return defaults.page_not_found(request, exception)
    detail = "Not found."
    if not request.path.endswith("/") and is_valid_path(f"{request.path_info}/"):
        detail = f"Not found: did you mean {request.path}/ ?"
    return answer(Problem(404, "not_found", detail), request)


def server_error(request):
    """Answer for our own failure; a database that is away, or too slow, is 503."""
    problem = _problem(sys.exc_info()[1]) or _plain(500)
    if is_api(request.path):
        return answer(problem, request)
    return _page(problem) if problem.status == 503 else defaults.server_error(request)


class JsonErrors:
    """Middleware: no error page leaves an API path as HTML, whoever wrote it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_api(request.path):
            return self.get_response(request)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return answer(Problem(413, "too_large", "Send the body's Content-Length."), request)
        response = self.get_response(request)
        if response.status_code < 400 or "json" in response.get("Content-Type", ""):
            return response
        kept = ("Allow", "Retry-After", "WWW-Authenticate")
        headers = {name: response[name] for name in kept if name in response}
        return answer(_plain(response.status_code, headers), request)


def is_api(path: str) -> bool:
    """Tell whether errors on this path are answered in JSON."""
    return _prefix(path) is not None


def answer(problem: Problem, request) -> JsonResponse:
    """Return the problem in the words of the dialect that the request's path belongs to."""
    status, body, headers = _rendered(problem, request)
    return JsonResponse(body, status=status, headers=headers)


def _page(problem):
    text = render_to_string(
        "503.html", {"code": problem.code}
    )  # no request: it may ask the database
    return HttpResponse(text, status=503, headers=problem.headers)


def _rendered(problem, request):
    prefix = _prefix(request.path)
    render = import_string(settings.API_ENVELOPES[prefix]) if prefix else native
    status, body, *headers = render(problem, request=request)  # a dialect may have headers too
    return status, body, dict(problem.headers) | dict(*headers)


def _prefix(path):
    path = f"{path}/".lower()  # some dialects take their paths in any case
    prefixes = [prefix for prefix in settings.API_ENVELOPES if path.startswith(prefix)]
    return max(prefixes, key=len, default=None)


_CODES = {401: "not_authenticated", 403: "permission_denied", 500: "error"}


def _plain(status, headers=None):
    phrase = HTTPStatus(status).phrase
    code = _CODES.get(status, phrase.lower().replace(" ", "_"))
    return Problem(status, code, f"{phrase}.", headers=headers or {})


def _problem(error):
    match error:
        case exceptions.APIException():
            return _of_rest(error)
        case Http404():
            return Problem(404, "not_found", "Not found.")
        case PermissionDenied():
            return Problem(403, "permission_denied", "This is not allowed.")
        case Malformed():
            return Problem(400, "malformed", str(error))
        case RequestDataTooBig():
            return Problem(413, "too_large", "The body is too large.")
        case SuspiciousOperation() | UnreadablePostError():
            return Problem(400, "bad_request", "This request cannot be read.")
        case DataError():
            return Problem(400, "invalid", "A value does not fit.")
        case OperationalError() if _sqlstate(error) == CUT_OFF:
            logger.warning("A statement was cut off", extra={"error": str(error).strip()})
            return Problem(503, "too_slow", TOO_SLOW, headers=AGAIN)
        case OperationalError() | InterfaceError():
            return _away(error)
        case InternalError() if _sqlstate(error) == STOOD_IDLE:
            return _away(error)
    return None


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", "")


def _away(error):
    logger.error("The database did not answer", exc_info=error)
    return Problem(503, "unavailable", "Please try again in a moment.", headers=AGAIN)


# Sentences of ours where the framework's repeat what was sent, or tell kinds of bad tokens apart.
_SENTENCES = {
    exceptions.NotAuthenticated: ("not_authenticated", "Authentication is required."),
    exceptions.AuthenticationFailed: ("not_authenticated", "Authentication is required."),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This method is not allowed here."),
    exceptions.UnsupportedMediaType: (
        "unsupported_media_type",
        "Send JSON in UTF-8, as application/json, without a Content-Encoding.",
    ),
    exceptions.Throttled: ("throttled", "Too many requests."),
}


def _of_rest(error):
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(error.wait)
    for kind, (code, sentence) in _SENTENCES.items():
        if isinstance(error, kind):
            return Problem(error.status_code, code, sentence, headers=headers)
    codes = set(_leaves(error.get_codes()))
    code = codes.pop() if len(codes) == 1 else "invalid"
    if isinstance(error.detail, Mapping):
        return Problem(error.status_code, code, fields=error.detail, headers=headers)
    if isinstance(error.detail, list):
        fields = {"non_field_errors": error.detail}
        return Problem(error.status_code, code, fields=fields, headers=headers)
    return Problem(error.status_code, code, str(error.detail), headers=headers)


def _leaves(codes):
    if isinstance(codes, Mapping):
        codes = list(codes.values())
    if not isinstance(codes, Sequence) or isinstance(codes, str):
        return [codes]
    return [leaf for code in codes for leaf in _leaves(code)]
