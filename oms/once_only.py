"""`Idempotency-Key` on a write: a repeat gets the first answer, byte for byte, and acts once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions

LONGEST_KEY = 255
HEADER = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description=(
        f"At most {LONGEST_KEY} printable ASCII characters of yours. A repeat under the same key "
        "within 24 hours, by the same token, acts no second time and gets the first answer, with "
        "`Idempotent-Replayed: true`; what was refused may be tried again. The same key for "
        "another request is 422, and 409 while the first is still being worked on."
    ),
)


@dataclass(frozen=True)
class Answer:
    """What a write is answered with; `replayed` says that it was done before."""

    body: bytes
    status: int = 200
    replayed: bool = False


class KeyReused(exceptions.APIException):
    """The key was used before, for something else."""

    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used for another request."


class KeyInFlight(exceptions.APIException):
    """A request with this key is being worked on just now."""

    status_code = 409
    default_code = "idempotency_key_in_flight"
    default_detail = "A request with this Idempotency-Key is being worked on. Ask again."
    wait = 1


def once_only(handler: Callable) -> Callable:
    """Make the handler of a write keep its answer, in the transaction of what it does."""
    return _kept_by("together", handler)


def once_only_apart(handler: Callable) -> Callable:
    """Make the handler of a write that calls out keep its answer, with no transaction around it."""
    return _kept_by("apart", handler)


def _kept_by(way: str, handler: Callable) -> Callable:
    @wraps(handler)
    def keyed(view, request, *args, **kwargs):
        if (key := request.headers.get("idempotency-key")) is None:
            return handler(view, request, *args, **kwargs)
        if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
            text = f"1 to {LONGEST_KEY} printable ASCII characters."
            raise exceptions.ValidationError({"Idempotency-Key": [text]})
        answer = import_string(settings.ANSWERS_KEPT[way])(
            request.auth,
            key=key,
            request=[request.method, request.get_full_path(), request.data],
            work=lambda: _rendered(view, request, handler(view, request, *args, **kwargs)),
        )
        return _response(answer)

    return extend_schema(parameters=[HEADER])(keyed)


def _rendered(view, request, response) -> Answer:
    context = view.get_renderer_context()
    write = request.accepted_renderer.render
    empty = response.data is None
    body = b"" if empty else write(response.data, request.accepted_media_type, context)
    return Answer(body, response.status_code)


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if not answer.body:
        del response["Content-Type"]
    if answer.replayed:
        response["Idempotent-Replayed"] = "true"
    return response
