"""The other roads to an error: always JSON, never a redirect, and nothing of ours told."""

import logging

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path

from integrations.uniware.requests import UniwareView
from oms.urls import handler400, handler403, handler404, handler500  # noqa: F401
from oms.urls import urlpatterns as front
from tests.integrations.uniware.speech import framed

GET = "/oms/saleorder/get"
RAISED = {"bug": KeyError("hush"), "away": OperationalError("hush"), "gone": Http404("hush")}


class Raises(UniwareView):
    route = "raises"

    def answer(self, body):
        raise RAISED[body["what"]]


urlpatterns = [path("services/rest/v1/raises", Raises.as_view()), *front]


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head", "trace"])
def test_another_method_is_405_and_says_which_is_right(desk, method):
    answer = getattr(desk.client, method)(f"/services/rest/v1{GET}")

    assert answer["Allow"] == "POST"
    if method == "head":
        assert answer.status_code == 405
    else:
        assert framed(answer, 405)[1] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "path",
    ["/oms/saleOrder/create", "/oms/shippingPackage/getInvoice", "/", "/oms/saleorder/get//"],
)
def test_a_path_that_is_not_served_is_404_in_the_frame(desk, path):
    assert framed(desk.post(path, {}), 404) == (4, "INVALID_URI", None, "Not found.")


def test_an_answer_that_cannot_be_written_as_asked_is_406(desk):
    answer = desk.post(GET, {}, headers={"accept": "application/xml"})

    assert framed(answer, 406)[1] == "INVALID_API_REQUEST"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, */*;q=0.8"])
def test_what_clients_accept_is_json(desk, accept):
    assert desk.post(GET, {}, headers={"accept": accept}).status_code == 200


def test_too_many_requests_are_429_and_say_when_to_come_again(api, db):
    desk = api(requests_per_minute=2)

    answers = [desk.post(GET, {"code": "x"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert framed(answers[2], 429)[:2] == (900429, "TOO_MANY_REQUESTS")
    assert 0 < int(answers[2]["Retry-After"]) <= 60


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("what", "status", "name"),
    [("bug", 500, "UNKNOWN_ERROR"), ("away", 503, "UNAVAILABLE"), ("gone", 404, "INVALID_URI")],
)
def test_our_own_failures_are_json_and_tell_nothing(desk, what, status, name):
    answer = desk.post("/raises", {"what": what})

    assert framed(answer, status)[1] == name
    assert b"hush" not in answer.content
    if status == 503:
        assert answer["Retry-After"] == "5"


def test_an_error_repeats_nothing_of_what_was_sent(desk, caplog):
    with caplog.at_level(logging.DEBUG):
        for sent in ({"code": "hush"}, {"code": ["hush"]}, '{"code": hush'):
            assert b"hush" not in desk.post(GET, sent).content

    assert "hush" not in caplog.text


@pytest.mark.parametrize("path", ["/Services/rest/v1/no/such", "/SERVICES/x", "/services"])
def test_an_unknown_path_is_told_in_the_frame_however_its_beginning_is_spelled(db, path):
    code, name, _field, _text = framed(Client().post(path), 404)

    assert (code, name) == (4, "INVALID_URI")
