"""A host that differs is reported with the place and the difference, and the exit status is 1."""

import json
import re
import socket

import pytest
from django.core.management import CommandError, call_command
from werkzeug import Request, Response

from integrations.conformance import runner
from integrations.conformance.registry import DIALECTS

TOKEN = {"access_token": "0a1b2c3d-canary", "status": "SUCCESS", "expires_in": 3600}
FAILED = {"status": "FAILED", "errorMessage": "Bad credentials"}
PASSWORD = "pass-canary"
WRONG = "not-the-password-of-anybody"


class Pos:
    """A point of sale that keeps to the pages, but for the answers that a test replaces."""

    def __init__(self):
        self.token = Response(json.dumps(TOKEN), content_type="application/json")
        self.refusal = None
        self.asked = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if request.path == "/v1/auth/Token":
            known = request.headers["password"] == PASSWORD
            return self.token if known else self.json(FAILED)
        if request.headers["Authorization"] == "bearer 0":
            return self.json({"successful": False}, 401)
        if self.refusal:
            return self.json(self.refusal)
        taken = request.data not in (b"{", b"{}")
        errors = [] if taken else [{"code": 1, "message": "NO", "description": "No."}]
        return self.json({"successful": taken, "message": None, "errors": errors, "warnings": None})

    def json(self, body, status=200):
        return Response(json.dumps(body), status, content_type="application/json")


@pytest.fixture
def pos(httpserver):
    pos = Pos()
    httpserver.expect_request(re.compile(".*")).respond_with_handler(pos)
    return pos


@pytest.fixture
def contract(httpserver, capsys):
    """Run the command against the host; return its exit status and the lines that it printed."""

    def run(dialect="pos", **options):
        given = {"base_url": httpserver.url_for(""), "username": "pos", "password": PASSWORD}
        status = 0
        try:
            call_command("contract", dialect, **(given | {"write": True} | options))
        except CommandError as error:
            status = error.returncode
        return status, capsys.readouterr().out.splitlines()

    return run


def differing(lines):
    """Return {case: first difference} of the table."""
    heading = lines[0]
    verdict, last = heading.index("verdict"), heading.index("first difference")
    evidence = heading.index("evidence")
    return {
        line[:evidence].strip(): line[last:]
        for line in lines[1:]
        if line[verdict:].startswith("differs")
    }


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


def test_no_secret_is_printed_even_where_it_is_what_differs(pos, contract):
    told = [{"description": f"{PASSWORD} and {TOKEN['access_token']} are wrong"}]
    pos.refusal = {"successful": False, "message": None, "errors": told, "warnings": []}

    status, lines = contract(all=True)

    assert status == 1
    assert "$.successful: false, with ******** and ******** are wrong" in differing(lines).values()
    assert "canary" not in "\n".join(lines)


def test_a_long_difference_is_cut_and_no_part_of_a_secret_is_left_by_the_cut(pos, contract):
    secret = "canary-" * 20
    pos.token = pos.json(TOKEN | {"access_token": secret, "status": f"{'x' * 130}{secret}"})

    _status, lines = contract(all=True)

    assert differing(lines)["a token"] == f"$.status: '{'x' * 130}********' is none …"
    assert "canary" not in "\n".join(lines)


def test_secrets_come_from_a_file_or_the_environment(pos, contract, tmp_path, monkeypatch):
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    assert contract(password=None, password_file=file)[0] == 0

    monkeypatch.setenv("CONTRACT_PASSWORD", PASSWORD)
    assert contract(password=None)[0] == 0
    assert {r.headers.get("password") for r in pos.asked} == {None, PASSWORD, WRONG}


def test_a_login_that_the_machine_keeps_for_the_host_is_not_used(
    pos, contract, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    contract()

    sent = {request.headers.get("Authorization") for request in pos.asked}
    assert sent == {None, "bearer 0", f"bearer {TOKEN['access_token']}"}


def test_a_dialect_says_what_it_needs_to_be_given(httpserver):
    with pytest.raises(
        CommandError, match="A point of sale needs a username and a password, or a token"
    ):
        call_command("contract", "pos", base_url=httpserver.url_for(""))


def test_a_host_that_does_not_answer_is_left_alone(contract):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
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

    told = {"the same dispatch again": "status: 401 (application/json), not 200"}
    assert (status, differing(lines)) == (1, told)
    assert lines[-1] == "5 conform, 1 differ, 3 skipped."


def test_every_case_has_a_name_of_its_own_and_names_its_evidence():
    for dialect in DIALECTS.values():
        names = [case.name for case in dialect.cases]
        assert len(set(names)) == len(names)
        assert all(case.evidence for case in dialect.cases)
