"""What the kit was given or told in confidence is printed nowhere, however it comes back."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from werkzeug import Response

from integrations.conformance.cases import Facts
from tests.integrations.conformance.pretending import PASSWORD, TOKEN, WRONG, differing

ODD = 's3cr/t+can="ry ü'


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


def test_a_redirect_that_repeats_the_query_repeats_no_secret(httpserver, contract):
    def onward(request):
        return Response("", 301, {"Location": f"https://elsewhere.example{request.full_path}"})

    httpserver.expect_request(re.compile(".*")).respond_with_handler(onward)

    _status, lines = contract("xstak", client_id="c", client_secret=ODD, company_code="d", all=True)

    told = differing(lines)["token: a query"]
    assert "clientSecret=********&grantType" in told
    assert "s3cr" not in "\n".join(lines)


def test_a_host_that_echoes_what_it_was_sent_makes_nobody_print_it(httpserver, contract):
    def echo(request):
        said = {"error": f"{request.data.decode()} {dict(request.form)} {request.headers}"}
        return Response(json.dumps(said), 400, content_type="application/json")

    httpserver.expect_request(re.compile(".*")).respond_with_handler(echo)

    _status, lines = contract("xstak", client_id="c", client_secret=ODD, company_code="d", all=True)

    assert "********" in differing(lines)["token: a JSON body as printed"]
    found = [line for line in lines if re.search("s3cr|can%|YzpzM2Ny", line)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a pre-secret-word b", "a pre-******** b"),
        ("SECRET%2FLONG", "********"),
        ("Basic YzpzM2Ny, Basic authentication", "Basic ********, Basic authentication"),
        ("nothing", "nothing"),
    ],
)
def test_every_spelling_of_a_secret_is_hidden_the_longest_first(text, told):
    facts = Facts({"token": "secret", "password": "secret-word", "client secret": "secret/long"})
    facts.learn("refresh token", "")

    assert facts.hide(text) == told


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path):
    file = tmp_path / "token"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CommandError, match="token holds no text in UTF-8"):
        call_command("contract", "pos", base_url="http://127.0.0.1", token_file=file)
