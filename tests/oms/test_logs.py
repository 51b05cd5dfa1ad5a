"""Log lines and the request id in them."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from oms.celery import app
from oms.logs import JsonFormatter, RequestId, current_request_id


def line(message="Something happened", *args, error=None, **extra):
    """Return what is written for one call of a logger."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("x").makeRecord(
        "orders.relay", logging.WARNING, "f.py", 1, message, args, exc_info, extra=extra
    )
    return JsonFormatter().format(record)


def test_a_line_is_one_json_object_with_what_is_allowed():
    text = line("Event %s\nwas not relayed", 7, event_id=7, body="hush", password="hush")

    assert "\n" not in text
    said = json.loads(text)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "WARNING",
        "logger": "orders.relay",
        "message": "Event 7\nwas not relayed",
        "request_id": None,
        "task_id": None,
        "event_id": 7,
    }


def test_a_line_that_the_framework_writes_afterwards_names_the_request():
    request = RequestFactory().get("/")
    request.id = "an-earlier-request"

    assert json.loads(line(request=request))["request_id"] == "an-earlier-request"


def test_an_exception_is_its_types_and_places_without_its_words():
    try:
        try:
            raise KeyError("hush")
        except KeyError as error:
            raise ValueError("hush hush") from error
    except ValueError as error:
        text = line(error=error)

    said = json.loads(text)
    assert said["exception"] == "builtins.ValueError from builtins.KeyError"
    assert said["trace"][0].endswith("test_an_exception_is_its_types_and_places_without_its_words")
    assert "hush" not in text


def test_a_line_of_a_task_names_the_task():
    @app.task(name="tests.oms.says_something")
    def says_something():
        lines.append(json.loads(line()))

    lines = []
    says_something.apply(task_id="a-task")

    assert lines[0]["task_id"] == "a-task"


def test_every_request_has_an_id_that_its_answer_and_its_lines_carry():
    seen = []

    def view(request):
        seen.append((request.id, current_request_id(), json.loads(line())["request_id"]))
        return HttpResponse()

    answers = [RequestId(view)(RequestFactory().get("/")) for _ in range(2)]

    for answer, ids in zip(answers, seen, strict=True):
        assert set(ids) == {answer["X-Request-Id"]}
    assert len(set(seen)) == 2
    assert current_request_id() == ""


def test_a_sane_id_of_the_caller_is_kept_and_any_other_is_replaced():
    def kept(given):
        request = RequestFactory().get("/", headers={"X-Request-Id": given})
        return RequestId(lambda request: HttpResponse())(request)["X-Request-Id"] == given

    assert kept("0f8fad5b-d9cb-469f-a165-70867728950e")
    for given in ["short", "x" * 65, "a b c d e f", "naïve-naïve", '"quoted-id"', "line-one\nX: 2"]:
        assert not kept(given)


def test_the_id_is_forgotten_when_the_request_fails():
    def view(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestId(view)(RequestFactory().get("/"))

    assert current_request_id() == ""
