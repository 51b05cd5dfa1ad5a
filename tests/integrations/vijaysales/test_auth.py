"""Two ways to prove oneself, beside the application's headers; every fault is a 401."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from integrations import credentials
from integrations.auth import grant, issue
from integrations.models import AccessToken, Credential
from orders.models import Order
from tests import factories
from tests.integrations.vijaysales.conftest import an_order, partner_of
from tests.integrations.vijaysales.every_call import NOTICE
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

KEY, APPLICATION, REST = "vs-partner-apikey", "X-Parse-Application-Id", "X-Parse-REST-API-Key"
NO_CREDENTIALS, BAD_KEY = (401, 9001, "AUTH_REQUIRED"), (401, 9002, "INVALID_API_KEY")
BAD_APPLICATION, BAD_TOKEN = (401, 9003, "INVALID_APP_KEYS"), (401, 209, "INVALID_TOKEN")
THROTTLED = (429, 155, "RATE_LIMITED")
WEEK = timedelta(days=7)


@pytest.fixture
def other(db):
    return partner_of(factories.channel(), name="Other")


def token_of(caller, **more):
    row, text = grant(
        caller.partner, **{"rights": ["read", "command"], "life": WEEK, "at": timezone.now()} | more
    )
    return row, f"Bearer {text}"


@pytest.mark.parametrize(
    "name", [KEY, "VS-Partner-API-Key", "X-Partner-Apikey",
             "x-vs-partner-apikey", "X-PARTNER-APIKEY"],
)  # fmt: skip
def test_the_key_is_taken_under_each_of_its_names(vijay, name):
    answer = vijay.get("me", **{KEY: None, name: vijay.told["partnerKey"]})

    assert (answer.status_code, answer.json()["data"]["authMethod"]) == (200, "apikey")


def test_two_different_keys_are_refused_and_twice_the_same_is_one(vijay, other):
    mine = vijay.told["partnerKey"]

    assert vijay.get("me", **{"X-Partner-Apikey": mine}).status_code == 200
    theirs = vijay.get("me", **{"X-Partner-Apikey": other.told["partnerKey"]})
    assert refusal(theirs) == BAD_KEY


@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000, "\xff"])
def test_a_key_that_is_none_is_refused(vijay, key):
    assert refusal(vijay.get("me", **{KEY: key})) == BAD_KEY


def test_a_token_is_enough_and_beside_a_key_both_are_of_one_partner(vijay, other):
    _row, bearer = token_of(vijay)

    alone = vijay.get("me", **{KEY: None}, authorization=bearer)
    assert alone.json()["data"]["authMethod"] == "bearer"
    assert vijay.get("me", authorization=bearer).json()["data"]["authMethod"] == "bearer"
    foreign = vijay.get("me", authorization=bearer, **{KEY: other.told["partnerKey"]})
    assert refusal(foreign) == BAD_KEY


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic {}", "{}", "Bearer {}x"])
def test_a_token_that_is_none_is_refused_though_a_good_key_stands_beside_it(vijay, header):
    _row, bearer = token_of(vijay)

    answer = vijay.get("me", authorization=header.format(bearer.removeprefix("Bearer ")))

    assert refusal(answer) == BAD_TOKEN
    assert answer["WWW-Authenticate"] == "Bearer"


def test_without_token_and_key_nothing_is_told(vijay):
    assert refusal(vijay.get("me", **{KEY: None})) == NO_CREDENTIALS
    assert refusal(vijay.get("me", **{KEY: None, APPLICATION: None, REST: None})) == NO_CREDENTIALS


@pytest.mark.parametrize("by_token", [False, True], ids=["key", "token"])
@pytest.mark.parametrize(
    "changed",
    [
        {APPLICATION: None, REST: None},
        {APPLICATION: None},
        {REST: None},
        {APPLICATION: "wrong"},
        {REST: "wrong"},
    ],
    ids=str,
)
def test_both_ways_need_the_application(vijay, by_token, changed):
    proof = {KEY: None, "authorization": token_of(vijay)[1]} if by_token else {}

    assert refusal(vijay.get("me", **proof, **changed)) == BAD_APPLICATION


def test_the_application_is_the_partners_own(vijay, other):
    theirs = {APPLICATION: other.told["applicationId"], REST: other.told["restApiKey"]}
    mixed = {REST: other.told["restApiKey"]}

    assert refusal(vijay.get("me", **theirs)) == BAD_APPLICATION
    assert refusal(vijay.get("me", **mixed)) == BAD_APPLICATION


def test_a_partner_may_be_let_off_the_application_but_a_wrong_one_is_still_wrong(vijay):
    vijay.partner.configuration = {"application_optional": True}
    vijay.partner.save(update_fields=["configuration"])

    assert vijay.get("me", **{APPLICATION: None, REST: None}).status_code == 200
    assert refusal(vijay.get("me", **{REST: "wrong"})) == BAD_APPLICATION


def test_a_token_lives_for_seven_days_to_the_second(vijay):
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        _row, bearer = token_of(vijay)
        ask = {KEY: None, "authorization": bearer}
        clock.shift(604_799)
        assert vijay.get("me", **ask).status_code == 200
        clock.shift(1)
        assert refusal(vijay.get("me", **ask)) == BAD_TOKEN


def test_a_token_of_another_dialect_is_none_here(vijay, other):
    row, bearer = token_of(other)
    row.partner.dialect = "uniware"
    row.partner.save(update_fields=["dialect"])

    assert refusal(vijay.get("me", **{KEY: None}, authorization=bearer)) == BAD_TOKEN


def test_while_keys_are_changed_both_are_good(vijay):
    now = timezone.now()
    old = Credential.objects.get(partner=vijay.partner, kind="key")
    _row, new = credentials.rotate(old, at=now)

    assert vijay.get("me").status_code == 200
    assert vijay.get("me", **{KEY: new}).status_code == 200
    with time_machine.travel(now + timedelta(days=1, seconds=1)):
        assert refusal(vijay.get("me")) == BAD_KEY
        assert vijay.get("me", **{KEY: new}).status_code == 200


def test_a_partner_that_is_switched_off_is_out_at_once(vijay):
    _row, bearer = token_of(vijay)
    vijay.partner.is_active = False
    vijay.partner.save(update_fields=["is_active"])

    assert refusal(vijay.get("me")) == BAD_APPLICATION
    nothing = {KEY: None, APPLICATION: None, REST: None}
    assert refusal(vijay.get("me", **nothing, authorization=bearer)) == BAD_TOKEN


def test_the_sixth_bad_key_is_told_to_wait_and_the_good_one_never_is(vijay):
    bad = {KEY: "wrong"}
    assert [refusal(vijay.get("me", **bad)) for _ in range(5)] == [BAD_KEY] * 5

    answer = vijay.get("me", **bad)

    assert refusal(answer) == THROTTLED
    assert 840 <= int(answer["Retry-After"]) <= 901
    assert vijay.get("me").status_code == 200


def test_the_bad_keys_of_one_application_are_not_counted_for_another(vijay, other):
    bad = {KEY: "wrong"}
    assert [refusal(vijay.get("me", **bad)) for _ in range(6)][-1] == THROTTLED

    assert refusal(other.get("me", **bad)) == BAD_KEY


def test_wrong_applications_are_counted_too(vijay):
    wrong = {REST: "wrong"}
    told = [refusal(vijay.get("me", **wrong)) for _ in range(6)]

    assert told == [BAD_APPLICATION] * 5 + [THROTTLED]


def test_a_token_that_may_only_read_asks_but_changes_nothing(shop, vijay):
    _row, text = issue(
        vijay.partner,
        rights=[AccessToken.Right.READ],
        channels=None,
        locations=None,
        days=1,
        at=timezone.now(),
    )
    ask = {KEY: None, "authorization": f"Bearer {text}"}

    assert vijay.get("orders", **ask).status_code == 200
    assert vijay.post("gstin/validate", {"gstin": "1"}, **ask).status_code == 200
    assert vijay.post("orders/status", {"orderIds": ["1"]}, **ask).status_code == 200
    refused = (405, 9013, "ROUTE_NOT_ENABLED")
    assert refusal(vijay.post("orders", an_order(), **ask)) == refused
    assert refusal(vijay.post("notify-me", NOTICE, **ask)) == refused
    assert not Order.objects.exists()
    assert vijay.post("logout", **ask).status_code == 200
    assert refusal(vijay.get("orders", **ask)) == BAD_TOKEN
