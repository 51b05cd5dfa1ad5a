"""Logins that fail: what is told, and what is not."""

import json

import pytest
from django.test import Client

from integrations.models import AccessToken
from tests.integrations.xstak.conftest import TOKEN, refusal, tell

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.mark.parametrize(
    "written", ["Basic", "Basic !", "Basic eA==", "Basic /////w==", "Basic AA=="]
)
def test_a_garbled_basic_header_is_no_client(one, written):
    company = {"companyCode": one.login["companyCode"]}

    answer = tell(company, headers={"authorization": written})

    assert refusal(answer) == (401, "invalid_client")


def test_nobody_learns_whether_client_secret_or_company_was_wrong(one, member):
    other = member()
    wrong = [
        {"clientId": "nobody"},
        {"clientSecret": "x" * 43},
        {"companyCode": "x"},
        {"companyCode": other.login["companyCode"]},
        {"clientSecret": other.login["clientSecret"]},
    ]

    answers = [tell(one.login | change) for change in wrong]

    assert {refusal(answer) for answer in answers} == {(401, "invalid_client")}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Basic"}
    assert not AccessToken.objects.exists()


def test_a_partner_without_a_company_cannot_log_in(one):
    one.row.company_code = None
    one.row.save()

    assert refusal(tell(one.login)) == (401, "invalid_client")


@pytest.mark.parametrize("name", ["clientId", "clientSecret", "companyCode"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_parameter_is_named(one, name, value):
    answer = tell(one.login | {name: value})

    assert refusal(answer) == (400, "invalid_request")
    assert answer.json()["error_description"] == f"Missing: {name}."


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"clientId": ', JSON),
        ('{"clientId": "a", "clientId": "b"}', JSON),
        ('["clientId"]', JSON),
        ("null", JSON),
        ('{"clientId": true}', JSON),
        ('{"clientId": ["a"]}', JSON),
        ('{"clientId": 1.5}', JSON),
        ('{"clientId": "\\u0000"}', JSON),
        ("clientId=%00&clientSecret=a&companyCode=b", FORM),
        (b'{"clientId": "\xff"}', JSON),
        ("{" * 30, JSON),
        ("<clientId/>", "text/xml"),
    ],
)
def test_a_body_that_cannot_be_read_is_an_invalid_request(db, body, kind):
    assert refusal(tell(body, content_type=kind)) == (400, "invalid_request")


@pytest.mark.parametrize("kind", [JSON, FORM])
@pytest.mark.parametrize(
    ("parameter", "headers"),
    [("; charset=klingon", {}), ("; charset=utf-16", {}), ("", {"content-encoding": "gzip"})],
)
def test_a_body_that_is_not_plain_utf_8_is_refused_as_such(one, kind, parameter, headers):
    form = "&".join(f"{name}={text}" for name, text in one.login.items())
    body = (json.dumps(one.login) if kind == JSON else form).encode()

    answer = Client().generic("POST", TOKEN, body, content_type=kind + parameter, headers=headers)

    assert refusal(answer) == (415, "unsupported_media_type")
    assert tell(body, content_type=f'{kind}; charset="UTF-8"').status_code == 200


def test_a_login_cannot_be_got(one):
    answer = Client().get(TOKEN, one.login)

    assert refusal(answer) == (405, "method_not_allowed")
    assert "POST" in answer["Allow"]


def test_a_login_that_failed_too_often_has_to_wait(one):
    wrong = one.login | {"clientSecret": "x" * 43}
    for _ in range(5):
        assert refusal(tell(wrong)) == (401, "invalid_client")

    answer = tell(one.login)

    assert refusal(answer) == (429, "too_many_requests")
    assert 0 < int(answer["Retry-After"]) <= 900
    assert not AccessToken.objects.exists()


def test_a_body_that_is_too_large_is_refused(db):
    assert refusal(tell("{" + " " * 1024 * 1024 + "}")) == (413, "too_large")
