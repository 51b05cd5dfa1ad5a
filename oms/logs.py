"""Logs as JSON lines: allow-listed fields, each line with its request or task."""

import json
import logging
import re
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from celery import current_task

# What may be said with `extra=`. Facts of ours and numbers: never a body, a header or a person.
FIELDS = (
    "method",
    "path",
    "status",
    "status_code",
    "took_ms",
    "count",
    "kind",
    "error",
    "attempt",
    "subscriber",
    "target",
    "lane",
    "limit",
    "channel_id",
    "order_id",
    "package_id",
    "event_id",
    "webhook_id",
    "webhook_event_id",
    "cursor_id",
    "token_id",
    "user_id",
    "address",
)

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUERY = re.compile(r"(?<=\S)\?[^\s\"']+")  # of a request line: a login may stand there


def current_request_id() -> str:
    """Return the id of the request that is being answered, or an empty text outside of one."""
    return _request_id.get() or ""


class JsonFormatter(logging.Formatter):
    """One JSON object per line; of an exception its types and places: its text may hold values."""

    def format(self, record):
        """Return the line for `record`."""
        request = getattr(record, "request", None)  # the framework logs when the id is forgotten
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _QUERY.sub("?…", record.getMessage()),
            "request_id": _request_id.get() or getattr(request, "id", None),
            "task_id": current_task.request.id if current_task else None,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line |= _exception(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


class RequestId:
    """Middleware: gives every request an id, takes over a sane one, and says it in the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request.id = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        token = _request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-Id"] = request.id
        return response


def _exception(error):
    places = traceback.extract_tb(error.__traceback__)[-20:]
    return {
        "exception": " from ".join(_types(error)),
        "trace": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
    }


def _types(error):
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        error = error.__cause__
