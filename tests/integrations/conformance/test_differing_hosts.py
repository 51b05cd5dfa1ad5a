"""A host that differs is reported with the place and the difference, and the exit status is 1."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from werkzeug import Response

from integrations.conformance.cases import MARKS
from integrations.conformance.registry import DIALECTS
from tests.integrations.conformance.pretending import TOKEN, differing


def test_a_host_that_keeps_to_the_pages_conforms(pos, contract):
    status, lines = contract()

    assert (status, differing(lines)) == (0, {})
    assert lines[-1] == "9 conform, 0 differ, 0 skipped."


@pytest.mark.parametrize(
    ("answer", "difference"),
    [
        (json.dumps(TOKEN | {"expires_in": "3600"}), "$.expires_in: '3600' is not a number"),
        (
            json.dumps({"status": "SUCCESS"}),
            "$.access_token: the key is missing",
        ),
        (json.dumps(TOKEN | {"status": "FAILED"}), "$.status: 'FAILED' is none of SUCCESS"),
        ("<html>", "$: the body is not JSON"),
        ('{"access_token": "a", "access_token": "b"}', "$: the body is not JSON"),
        (json.dumps([TOKEN]), "$: a list is not an object"),
    ],
)
def test_another_body_is_a_difference_with_its_place(pos, contract, answer, difference):
    pos.token = Response(answer, content_type="application/json")

    status, lines = contract()

    assert status == 1
    assert differing(lines)["a token"] == difference


@pytest.mark.parametrize(
    ("answer", "difference"),
    [
        (Response("<h1>Not Found</h1>", 404), "status: 404 (text/plain), not 200"),
        (
            Response("", 301, {"Location": "/v1/auth/Token/"}),
            "status: 301 to /v1/auth/Token/ (text/plain), not 200",
        ),
        (
            Response(json.dumps(TOKEN), content_type="text/html"),
            "content type: text/html, not application/json",
        ),
        (Response("Oh", 500), "status: 500 (text/plain), not 200"),
        (
            Response('{"error":\n "The till is closed."}', 503, content_type="application/json"),
            'status: 503 (application/json), not 200: {"error": "The till is closed."}',
        ),
        (
            Response("Oh", 502, content_type="text/html\x1b[31m"),
            "status: 502 (text/html\ufffd[31m), not 200",
        ),
    ],
)
def test_another_kind_of_answer_is_a_difference(pos, contract, answer, difference):
    pos.token = answer

    status, lines = contract()

    assert status == 1
    assert differing(lines)["a token"] == difference


def test_a_redirect_is_not_followed(pos, contract):
    pos.token = Response("", 302, {"Location": "/elsewhere"})

    contract()

    asked = {request.path for request in pos.asked}
    assert asked == {"/v1/auth/Token", "/v1/shipment/CONTRACT-NO-TOKEN"}


def test_without_leave_nothing_is_changed_and_what_was_skipped_is_counted(pos, contract):
    status, lines = contract(write=False)

    assert status == 0
    assert lines[-1] == "4 conform, 0 differ, 5 skipped."
    assert sum("skipped  it changes the host; give --write" in line for line in lines) == 5
    assert not any("PREPAID" in request.path for request in pos.asked)


def test_what_cannot_be_asked_for_want_of_a_fact_says_so(pos, contract):
    pos.token = pos.json(TOKEN | {"access_token": None})

    status, lines = contract()

    assert status == 1
    assert sum("skipped  no token is known" in line for line in lines) == 5
    assert lines[-1] == "2 conform, 2 differ, 5 skipped."


def test_a_dialect_says_what_it_needs_to_be_given(httpserver):
    with pytest.raises(
        CommandError, match="A point of sale needs a username and a password, or a token"
    ):
        call_command("contract", "pos", base_url=httpserver.url_for(""))


def test_every_case_has_a_name_of_its_own_and_names_its_evidence():
    for dialect in DIALECTS.values():
        names = [case.name for case in dialect.cases]
        assert len(set(names)) == len(names)
        assert all(case.evidence for case in dialect.cases)


def test_every_mark_of_the_evidence_is_explained():
    for dialect in DIALECTS.values():
        used = {mark for c in dialect.cases for mark in re.findall(r"\[(\w+)\]", c.evidence)}
        assert used - {*MARKS, *dialect.marks} == set()
        assert set(dialect.marks) <= used


def test_marks_are_explained_under_the_table_where_they_stand_in_it(pos, contract):
    _status, lines = contract()

    assert lines[-2:] == [
        "[INF] inferred: no page says so",
        "9 conform, 0 differ, 0 skipped.",
    ]
