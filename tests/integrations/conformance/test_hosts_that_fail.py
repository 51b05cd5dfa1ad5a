"""Hosts that cannot be asked, do not answer, never end, or do not accept the token."""

import re

import pytest
from django.core.management import CommandError, call_command
from werkzeug import Response

from integrations.conformance import asking, runner
from tests.integrations.conformance.pretending import TOKEN, differing
from tests.oms.wire import Speaker, closed_port, drips

DRIPPING = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"


def test_a_host_that_does_not_answer_is_left_alone(contract):
    with closed_port() as port:
        status, lines = contract(base_url=f"http://127.0.0.1:{port}")

    assert status == 1
    assert differing(lines)["a token"] == "answer: there is none (ConnectionError)"
    assert lines[-1].endswith("skipped.")
    assert len(differing(lines)) == runner.PATIENCE


REFUSED = "the token that was given is not accepted; has it expired, or is it of another host?"


@pytest.mark.parametrize("dialect", ["akinon", "uniware", "xstak", "vijaysales"])
def test_a_token_that_the_host_refuses_is_said_once_and_nothing_more_is_asked(
    httpserver, contract, dialect
):
    asked = []

    def refuse(request):
        asked.append(request)
        return Response('{"error": "unauthorized"}', 401, content_type="application/json")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(refuse)
    known = {"application_id": "a", "application_key": "b", "location": "1"}
    known |= {"partner_key": "c"}

    status, lines = contract(dialect, username=None, password=None, token="old", **known)

    assert status == 1
    assert list(differing(lines).values()).count(f"status: 401, {REFUSED}") == 1
    with_token = [r for r in asked if "old" in str(r.headers)]
    assert len(with_token) == 1
    assert sum(line.endswith("skipped  the token is not accepted") for line in lines) > 10


def test_a_token_that_was_good_once_is_not_blamed_for_a_later_401(pos, contract, httpserver):
    def forget_at_the_second_dispatch(request):
        if sum("PREPAID" in asked.path for asked in pos.asked) == 1 and "PREPAID" in request.path:
            pos.asked.append(request)
            return pos.json({"successful": False}, 401)
        return pos(request)

    httpserver.clear_all_handlers()
    handler = httpserver.expect_request(re.compile(".*"))
    handler.respond_with_handler(forget_at_the_second_dispatch)

    status, lines = contract(username=None, password=None, token=TOKEN["access_token"])

    refused = 'status: 401 (application/json), not 200: {"successful": false}'
    told = {"the same dispatch again": refused}
    assert (status, differing(lines)) == (1, told)
    assert lines[-1] == "5 conform, 1 differ, 3 skipped."


def test_an_answer_that_never_ends_is_given_up(contract, monkeypatch):
    monkeypatch.setattr(asking, "TOTAL", 0.3)
    slow = Speaker(drips(DRIPPING))  # twenty seconds in all

    status, lines = contract(base_url=slow.url)
    heads = slow.heard(runner.PATIENCE)
    slow.close()

    assert status == 1
    assert (
        differing(lines)["a token"] == "answer: there is none (it did not end within 0.3 seconds)"
    )
    assert len(heads) == runner.PATIENCE
    assert sum(line.endswith("skipped  no answer 3 times in a row") for line in lines) == 6


@pytest.mark.parametrize("token", ["t€ken", "a\nb"])
def test_what_no_header_can_hold_is_said_and_is_no_crash(pos, contract, token):
    status, lines = contract(username=None, password=None, token=token)

    assert status == 1
    assert differing(lines)["a prepaid dispatch"] == (
        "answer: there is none (a header cannot hold what was given)"
    )
    assert token not in "".join(lines)


@pytest.mark.parametrize(
    "address",
    ["their-host", "127.0.0.1:8000", "ftp://their-host", "http://", "http://a:99999", "http://[::1",
     "https://user:pass@their-host", "https://their-host/?a=b", "https://their-host/#a"],
)  # fmt: skip
def test_a_base_url_that_is_none_is_said_before_anything_is_asked(address):
    with pytest.raises(CommandError, match="A base URL "):
        call_command("contract", "pos", base_url=address, token=TOKEN["access_token"])
