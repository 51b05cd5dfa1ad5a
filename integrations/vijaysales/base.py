"""What all views of this dialect do alike: who asks, what was sent, once, and in which words."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView, set_rollback

from integrations import idempotency
from integrations.idempotency import Answer
from integrations.vijaysales import auth
from integrations.vijaysales.envelope import MISSING, Refused, unprocessable
from orders.models import Channel

LONGEST_KEY = 255


class JsonAlways(DefaultContentNegotiation):
    """Answers are JSON, whatever a client says that it accepts."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type


class View(APIView):
    """
    A view names its `route`, by which a partner's access to it can be switched off.

    `routes` may name another one for a method. One that only `asks` changes nothing by any method.
    """

    authentication_classes = [auth.Authentication]
    permission_classes = [auth.IsPartner]
    content_negotiation_class: type = JsonAlways
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    request: Any  # authentication gives it `scope` and `by`
    route = ""
    routes: Mapping[str, str] = {}
    asks = False

    def route_of(self, method: str) -> str:
        """Return the name of the route that this method takes."""
        return self.routes.get(method, self.route)

    @property
    def channel(self) -> Channel:
        """The channel that the partner's orders are placed on: the first of its own."""
        channels = Channel.objects.visible_to(self.request.scope).order_by("pk")
        if (channel := channels.first()) is None:
            raise unprocessable(9011, "VALIDATION_FAILED", "No channel is open to you.")
        return channel

    def handle_exception(self, exc):
        """Answer a refusal of this dialect here, and leave the others to the house."""
        if not isinstance(exc, Refused):
            return super().handle_exception(exc)
        set_rollback()
        response = Response(exc.body(self.request), status=exc.status_code)
        response.exception = True
        self.headers |= exc.headers
        if exc.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    def finalize_response(self, request, response, *args, **kwargs):
        """Let nobody on the way keep what a partner was told, and tell it no news twice."""
        response.setdefault("Cache-Control", "no-store")
        answer = super().finalize_response(request, response, *args, **kwargs)
        known = parse_etags(request.headers.get("if-none-match", ""))
        if answer.get("ETag") not in {tag.removeprefix("W/") for tag in known}:
            return answer
        kept = {name: answer[name] for name in ("ETag", "Cache-Control")}
        return HttpResponseNotModified(headers=kept)

    def read(self, serializer: type[Serializer], data: Any) -> dict:
        """Return what was sent, as `serializer` reads it: 400 for what is missing, else 422."""
        if not isinstance(data, Mapping):
            raise Refused(400, 9010, "MISSING_PARAMETER", "Send a JSON object.")
        sent = serializer(data=data, context={"request": self.request})
        if sent.is_valid():
            return sent.validated_data
        details = list(_details(sent.errors))
        missing = [told for told, code in details if code in MISSING]
        if missing:
            text = f"Missing: {', '.join(told['field'] for told in missing)}."
            raise Refused(400, 9010, "MISSING_PARAMETER", text, details=missing)
        told = [told for told, _code in details]
        text = "; ".join(f"{one['field']}: {one['message']}" for one in told)
        raise unprocessable(9011, "VALIDATION_FAILED", text, details=told)

    def once(self, asked: Any, work: Callable[[], dict | Answer]) -> HttpResponse:
        """Do a write, once if it came with an Idempotency-Key, and answer with its `data`."""
        key = self.request.headers.get("idempotency-key") or self.request.headers.get(
            "x-parse-request-id", ""
        )
        if not key:
            return answered(_answer(work()))
        if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            text = f"Idempotency-Key: at most {LONGEST_KEY} printable ASCII characters."
            raise unprocessable(9011, "VALIDATION_FAILED", text)
        try:
            answer = idempotency.once(
                self.request.auth.partner,
                scope=f"{auth.DIALECT}:{self.route_of(self.request.method)}",
                key=key,
                request=asked,
                at=timezone.now(),
                work=lambda: _answer(work()),
            )
        except idempotency.Reused:
            text = "This Idempotency-Key was used for another request."
            raise unprocessable(9026, "IDEMPOTENCY_KEY_REUSED", text) from None
        return answered(answer)


def rendered(data: Any) -> bytes:
    """Return the bytes of a success; money and moments are texts by then."""
    return orjson.dumps({"data": data})


def _answer(done: dict | Answer) -> Answer:
    return done if isinstance(done, Answer) else Answer(rendered(done))


def answered(answer: Answer) -> HttpResponse:
    """Make the response of a write."""
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _details(errors, path=""):
    """Yield ({"field", "message"}, code) for each error, with the path of its field."""
    if isinstance(errors, Mapping):
        for name, below in errors.items():
            yield from _details(below, _inside(path, name))
        return
    for place, below in enumerate(errors):
        if isinstance(below, Mapping):
            yield from _details(below, f"{path}[{place}]")
        else:
            yield {"field": path or "body", "message": str(below)}, below.code


def _inside(path, name):
    if name == "non_field_errors":
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name
