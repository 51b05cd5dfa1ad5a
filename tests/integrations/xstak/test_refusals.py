"""Whatever goes wrong is told as `error` and `error_description`, and as JSON."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from integrations import auth
from integrations.enrolment import enrol
from integrations.models import AccessToken, Partner
from integrations.xstak import sales_orders
from tests.integrations.xstak.conftest import ORDERS, TOKEN, numbers, refusal

pytestmark = pytest.mark.django_db


def test_every_bad_token_gets_the_same_401(member, client, delivered, asked):
    good = client.defaults["HTTP_TOKEN"]
    one = member()
    revoked = token_of(one.row)
    AccessToken.objects.filter(prefix=revoked[:8]).update(revoked_at=timezone.now())
    asleep = member()
    sleeping = token_of(asleep.row)
    Partner.objects.filter(pk=asleep.row.pk).update(is_active=False)
    at = timezone.now()
    uniware, _told = enrol("u", dialect="uniware", channels=None, locations=None, at=at)
    headers = [
        {},
        {"token": ""},
        {"token": "Bearer"},
        {"token": good[:-1]},
        {"token": f"{good} {good}"},
        {"token": f"Token {good}"},
        {"token": "x" * 43},
        {"token": "\xff\xfe"},
        {"token": token_of(one.row, at=at - timedelta(seconds=301))},
        {"token": revoked},
        {"token": sleeping},
        {"token": token_of(uniware)},
        {"authorization": f"Token {good}"},
        {"authorization": f"Basic {good}"},
    ]

    answers = [Client(headers=header).get(ORDERS, asked()) for header in headers]

    assert {refusal(answer) for answer in answers} == {(401, "invalid_token")}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert len(numbers(client.get(ORDERS, asked()))) == 1


def test_a_token_is_good_until_its_last_second_and_no_longer(member, asked):
    row = member().row
    fresh = token_of(row, at=timezone.now() - timedelta(seconds=240))
    stale = token_of(row, at=timezone.now() - timedelta(seconds=300))

    assert Client(headers={"token": fresh}).get(ORDERS, asked()).status_code == 200
    assert Client(headers={"token": stale}).get(ORDERS, asked()).status_code == 401


def test_a_token_in_the_query_opens_nothing(client, asked):
    answer = Client().get(ORDERS, asked(token=client.defaults["HTTP_TOKEN"]))

    assert refusal(answer) == (401, "invalid_token")


def test_all_that_is_missing_is_named(client):
    answer = client.get(ORDERS)

    assert refusal(answer) == (400, "invalid_request")
    missing = "Missing: order_status, start_date, locationId."
    assert answer.json()["error_description"] == missing


def test_an_unreadable_date_is_refused_and_not_repeated(client, asked):
    answer = client.get(ORDERS, asked(start_date="<b>yesterday</b>"))

    assert refusal(answer) == (400, "invalid_request")
    assert "yesterday" not in answer.content.decode()


def test_a_parameter_that_nobody_knows_is_refused_with_those_that_there_are(client, asked):
    for asking in (asked(orderStatus="completed"), asked(limit="5")):
        answer = client.get(ORDERS, asking)
        assert refusal(answer) == (400, "invalid_request")
        assert answer.json()["error_description"] == (
            "A parameter is not known here. These are: order_status, locationId, location_code,"
            " start_date, end_date, date_field, page, size."
        )


def test_a_format_that_we_write_is_known_and_another_is_not_acceptable(client, asked):
    assert client.get(ORDERS, asked(format="json")).status_code == 200
    assert refusal(client.get(ORDERS, asked(format="xml"))) == (406, "not_acceptable")
    html = client.get(ORDERS, asked(), headers={"accept": "text/html"})
    assert refusal(html) == (406, "not_acceptable")


@pytest.mark.parametrize("name", ["order_status", "locationId", "start_date", "page"])
def test_one_name_with_two_values_is_refused(client, asked, name):
    answer = client.get(ORDERS, asked() | {name: ["1", "2"]})

    assert refusal(answer) == (400, "invalid_request")
    expected = f"{name} is given more than once, with different values."
    assert answer.json()["error_description"] == expected


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"page": 1, "page": 1}',
        '{"page": true}',
        '{"page": [1]}',
        '{"page": {"number": 1}}',
        '{"page": 1.0}',
        '{"page": NaN}',
        '{"locationId": "\\u0000"}',
        '{"locationId": "\\ud800"}',
        '{"page": ' + "9" * 5000 + "}",
        "{" + '"a":{' * 30 + "}" * 31,
        b"{\xff\xfe}",
        b"\xef\xbb\xbf{}",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_a_body_that_cannot_be_read_is_refused(client, asked, body):
    answer = client.generic("GET", ORDERS, body, query_params=asked())

    assert refusal(answer) == (400, "invalid_request")


@pytest.mark.parametrize("query", ["locationId=%00", "order_status=%00", "%00=1", "locationId=%ff"])
def test_a_query_with_strange_bytes_is_no_fault_of_ours(client, query):
    answer = client.get(f"{ORDERS}?order_status=all&start_date=2026-11-21&{query}")

    expected = (200, None) if query.endswith("%ff") else (400, "invalid_request")
    assert (answer.status_code, answer.json().get("error")) == expected


@pytest.mark.parametrize("size", [64 * 1024 + 1, 2 * 1024 * 1024])
def test_a_body_of_more_than_64_kib_is_refused(client, asked, size):
    body = '{"page": 1, "x": "' + "x" * (size - 20) + '"}'
    assert len(body) == size

    answer = client.generic("GET", ORDERS, body, query_params=asked())

    assert refusal(answer) == (400, "invalid_request")
    description = answer.json()["error_description"]
    assert description == "The body of a GET holds no more than 64 KiB."


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("application/json; charset=klingon", {}),
        ("application/json", {"content-encoding": "gzip"}),
    ],
)
def test_a_body_of_a_get_that_is_not_plain_utf_8_is_refused(client, asked, kind, headers):
    asking = {"content_type": kind, "headers": headers, "query_params": asked()}

    answer = client.generic("GET", ORDERS, '{"page": 1}', **asking)

    assert refusal(answer) == (415, "unsupported_media_type")
    assert client.generic("GET", ORDERS, "", **asking).status_code == 200


def test_a_location_whose_number_is_too_long_is_none_though_its_beginning_is_one(
    client, delivered, asked, store
):
    number = f"{store.pk:020}"

    assert numbers(client.get(ORDERS, asked(locationId=number))) == [delivered.number]
    assert numbers(client.get(ORDERS, asked(locationId=f"{number}0"))) == []


@pytest.mark.parametrize("path", ["/V1/admin/nothing", "/Auth/x", "/OE/v2/orders"])
def test_an_unknown_path_in_capitals_is_told_in_the_frame_too(client, path):
    assert refusal(client.get(path)) == (404, "not_found")


def test_a_body_of_64_kib_is_read(client, delivered, asked):
    body = "{" + " " * (64 * 1024 - 2) + "}"

    answer = client.generic("GET", ORDERS, body, query_params=asked())

    assert numbers(answer) == [delivered.number]


def test_a_partner_that_asks_too_often_has_to_wait(member, asked):
    client = member(requests_per_minute=2).client()
    for _ in range(2):
        assert client.get(ORDERS, asked()).status_code == 200

    answer = client.get(ORDERS, asked())

    assert refusal(answer) == (429, "too_many_requests")
    assert 0 < int(answer["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("gone"), (503, "temporarily_unavailable")),
        (ZeroDivisionError("secret"), (500, "server_error")),
    ],
)
def test_our_own_failure_is_told_in_the_same_frame(client, asked, monkeypatch, error, expected):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(sales_orders, "answer", fail)

    answer = client.get(ORDERS, asked())

    assert refusal(answer) == expected
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("path", [ORDERS, TOKEN, "/auth/token", "/v1/admin/serviceaccount/token"])
def test_a_method_that_is_not_served_names_those_that_are(client, path):
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "FOO"):
        answer = client.generic(method, path)
        assert refusal(answer) == (405, "method_not_allowed")
        assert ("POST" if path != ORDERS else "GET") in answer["Allow"]


def token_of(partner, *, at=None):
    life = timedelta(seconds=300)
    _row, text = auth.grant(partner, rights=["read"], life=life, at=at or timezone.now())
    return text
