"""Login, logout, and who is logged in."""

from datetime import datetime

import pytest
import time_machine

from integrations.models import AccessToken
from tests import factories
from tests.integrations.partners import every_word
from tests.integrations.vijaysales.conftest import partner_of
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

KEY, APPLICATION, REST = "vs-partner-apikey", "X-Parse-Application-Id", "X-Parse-REST-API-Key"
NO_APPLICATION = {APPLICATION: None, REST: None}
BAD_LOGIN, BAD_APPLICATION = (401, 9004, "BAD_CREDENTIALS"), (401, 9003, "INVALID_APP_KEYS")
BAD_TOKEN, THROTTLED = (401, 209, "INVALID_TOKEN"), (429, 155, "RATE_LIMITED")


@pytest.fixture
def login(vijay):
    return {"username": vijay.told["username"], "password": vijay.told["password"]}


def log_in(caller, body, **headers):
    return caller.post("login", body, **{KEY: None}, **headers)


def bearer(answer):
    return {KEY: None, "authorization": f"Bearer {answer.json()['data']['token']}"}


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
def test_a_login_gives_a_token_for_seven_days(vijay, login):
    answer = log_in(vijay, login)

    told = answer.json()["data"]
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert len(told["token"]) == 43
    assert told == {
        "token": told["token"],
        "sessionToken": told["token"],
        "tokenType": "Bearer",
        "expiresIn": 604800,
        "expiresAt": "2026-11-28T15:30:00+05:30",
    }
    assert told["token"] not in every_word()
    me = vijay.get("me", **bearer(answer)).json()["data"]
    assert (me["authMethod"], me["tokenExpiresAt"]) == ("bearer", told["expiresAt"])


def test_each_login_gives_another_token_and_the_old_one_stays_good(vijay, login):
    first, second = log_in(vijay, login), log_in(vijay, login)

    assert first.json()["data"]["token"] != second.json()["data"]["token"]
    assert vijay.get("me", **bearer(first)).status_code == 200
    assert vijay.get("me", **bearer(second)).status_code == 200


def test_the_names_of_oauth_are_taken_too(vijay, login):
    body = {"clientId": login["username"], "clientSecret": login["password"]}

    assert log_in(vijay, body).status_code == 200


@pytest.mark.parametrize("missing", ["username", "password"])
@pytest.mark.parametrize("value", ["absent", "", None])
def test_a_field_that_is_missing_is_a_400(vijay, login, missing, value):
    body = {name: text for name, text in login.items() if name != missing}
    body |= {} if value == "absent" else {missing: value}

    answer = log_in(vijay, body)

    assert refusal(answer) == (400, 9010, "MISSING_PARAMETER")
    assert [one["field"] for one in answer.json()["details"]] == [missing]


def test_an_unknown_user_and_a_wrong_password_get_the_same_words(vijay, login):
    same = {"X-Request-Id": "the-same"}
    unknown = log_in(vijay, login | {"username": "nobody"}, **same)
    wrong = log_in(vijay, login | {"password": "wrong"}, **same)

    assert wrong.status_code == 401
    assert wrong.json()["code"] == 9004
    assert unknown.content == wrong.content
    assert not AccessToken.objects.exists()


def test_a_login_needs_the_partners_own_application(vijay, login):
    other = partner_of(factories.channel(), name="Other")
    theirs = {APPLICATION: other.told["applicationId"], REST: other.told["restApiKey"]}

    assert refusal(log_in(vijay, login, **NO_APPLICATION)) == BAD_APPLICATION
    assert refusal(log_in(vijay, login, **{REST: "wrong"})) == BAD_APPLICATION
    assert refusal(log_in(vijay, login, **theirs)) == BAD_LOGIN
    wrong = login | {"password": "wrong"}
    assert refusal(log_in(vijay, wrong, **NO_APPLICATION)) == BAD_APPLICATION
    assert not AccessToken.objects.exists()


def test_a_partner_may_be_let_off_the_application(vijay, login):
    vijay.partner.configuration = {"application_optional": True}
    vijay.partner.save(update_fields=["configuration"])

    answer = log_in(vijay, login, **NO_APPLICATION)

    assert vijay.get("me", **bearer(answer), **NO_APPLICATION).status_code == 200


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(vijay, login):
    wrong = login | {"password": "wrong"}
    told = [refusal(log_in(vijay, wrong)) for _ in range(5)]
    assert told == [BAD_LOGIN] * 5

    answer = log_in(vijay, login)

    assert refusal(answer) == THROTTLED
    assert 840 <= int(answer["Retry-After"]) <= 901
    assert not AccessToken.objects.exists()
    assert vijay.get("me").status_code == 200


def test_fifty_failures_from_an_address_are_enough_whoever_they_name(vijay, login):
    for n in range(50):
        assert refusal(log_in(vijay, {"username": f"u{n}", "password": "x"})) == BAD_LOGIN

    assert refusal(log_in(vijay, login)) == THROTTLED


def test_after_a_logout_the_token_is_good_no_more_and_the_others_are(vijay, login):
    one, two = bearer(log_in(vijay, login)), bearer(log_in(vijay, login))

    answer = vijay.post("logout", **one)

    assert (answer.status_code, answer.json()) == (200, {"data": {}})
    assert refusal(vijay.get("me", **one)) == BAD_TOKEN
    assert refusal(vijay.post("logout", **one)) == BAD_TOKEN
    assert vijay.get("me", **two).status_code == 200


def test_a_logout_by_key_ends_nothing(vijay, login):
    token = bearer(log_in(vijay, login))

    assert vijay.post("logout").json() == {"data": {}}
    assert vijay.get("me").status_code == 200
    assert vijay.get("me", **token).status_code == 200


@pytest.mark.parametrize("path", ["me", "user", "users/me"])
def test_who_asks_is_told_who_it_is_and_no_secret(shop, vijay, path):
    answer = vijay.get(path)

    assert answer.json() == {
        "data": {
            "id": str(vijay.partner.pk),
            "username": "vijay",
            "name": "Vijay",
            "email": None,
            "partnerCode": "Vijay",
            "channels": [{"id": shop.channel.pk, "name": shop.channel.name}],
            "scopes": ["command", "read"],
            "authMethod": "apikey",
            "tokenExpiresAt": None,
        }
    }
    secrets = ("password", "partnerKey", "restApiKey", "applicationId")
    assert not any(vijay.told[name].encode() in answer.content for name in secrets)


def test_every_channel_of_a_partner_is_named_and_no_other(shop):
    second, _foreign = factories.channel(), factories.channel()
    caller = partner_of(shop.channel, second, name="Both")

    told = caller.get("me").json()["data"]["channels"]

    assert [one["id"] for one in told] == [shop.channel.pk, second.pk]


def test_the_end_of_a_token_is_told_with_indias_offset(vijay, login):
    told = log_in(vijay, login).json()["data"]["expiresAt"]

    assert datetime.fromisoformat(told).utcoffset().total_seconds() == 5.5 * 3600
