"""The login: every way that public clients of Uniware ask for a token, and how long it lasts."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from integrations import auth, credentials
from integrations.models import AccessToken, RefreshToken
from tests.integrations.uniware.speech import CLIENT, GRANT, NO_ACCESS

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def get(parameters, **headers):
    return Client(headers=headers, raise_request_exception=False).get("/oauth/token", parameters)


def renew(refresh_token):
    asked = {"grant_type": "refresh_token", "refresh_token": refresh_token} | CLIENT
    return get(asked)


def usable(access_token):
    return auth.find(access_token, dialect="uniware", at=timezone.now()) is not None


def test_a_login_in_the_query_gets_the_five_fields_in_their_types(login):
    answer = get(GRANT | login)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert UUID.fullmatch(body.pop("access_token"))
    assert UUID.fullmatch(body.pop("refresh_token"))
    assert body == {"token_type": "bearer", "expires_in": 43200, "scope": "read trust write"}
    assert answer["Cache-Control"] == "no-store"


def test_an_at_sign_in_the_query_may_arrive_as_it_is(login):
    query = "&".join(f"{name}={value}" for name, value in (GRANT | login).items())

    assert "@" in query
    assert Client().get(f"/oauth/token?{query}").status_code == 200


def test_the_login_may_stand_in_headers_and_the_rest_in_the_query(login):
    answer = get(GRANT, **login)

    assert usable(answer.json()["access_token"])


def test_the_login_may_be_a_form(login):
    answer = Client().post(
        "/oauth/token",
        "&".join(f"{name}={value}" for name, value in (GRANT | login).items()),
        content_type="application/x-www-form-urlencoded",
    )

    assert usable(answer.json()["access_token"])


def test_the_login_may_be_json(login):
    sent = json.dumps(GRANT | login)
    answer = Client().post("/oauth/token", sent, content_type="application/json")

    assert usable(answer.json()["access_token"])


def test_the_login_may_be_a_post_with_everything_in_the_query(login):
    query = "&".join(f"{name}={value}" for name, value in (GRANT | login).items())

    assert Client().generic("POST", f"/oauth/token?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/Token"])
def test_a_slash_or_a_capital_is_no_redirect(login, path):
    assert Client().get(path, GRANT | login).status_code == 200


def test_a_password_always_makes_a_new_token_and_the_old_one_stays_good(login):
    first, second = (get(GRANT | login).json() for _ in range(2))

    assert first["access_token"] != second["access_token"]
    assert first["refresh_token"] != second["refresh_token"]
    assert usable(first["access_token"])


def test_only_digests_are_kept(login):
    body = get(GRANT | login).json()

    assert AccessToken.objects.get().digest == auth.digest(body["access_token"])
    assert RefreshToken.objects.get().digest == auth.digest(body["refresh_token"])


def test_a_refresh_gives_a_new_token_and_the_same_refresh_token(login):
    first = get(GRANT | login).json()

    second = renew(first["refresh_token"])

    assert second.status_code == 200
    body = second.json()
    assert list(body) == ["access_token", "token_type", "refresh_token", "expires_in", "scope"]
    assert body["refresh_token"] == first["refresh_token"]
    assert body["access_token"] != first["access_token"]
    assert usable(body["access_token"])
    assert second["Cache-Control"] == "no-store"


def test_a_refresh_token_ends_thirty_days_after_the_first_issue_however_often_it_is_used(login):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = get(GRANT | login).json()
        clock.shift(timedelta(days=29))
        assert renew(first["refresh_token"]).status_code == 200
        clock.shift(timedelta(days=1))
        dead = renew(first["refresh_token"])

    assert (dead.status_code, dead.json()) == (400, NO_ACCESS)


def test_an_access_token_ends_after_twelve_hours(login):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        body = get(GRANT | login).json()
        clock.shift(timedelta(seconds=43199))
        assert usable(body["access_token"])
        clock.shift(timedelta(seconds=1))
        assert not usable(body["access_token"])


@pytest.mark.parametrize("name", ["username", "password"])
def test_a_wrong_login_is_one_answer_whatever_is_wrong(login, name):
    answer = get(GRANT | login | {name: "wrong"})

    assert (answer.status_code, answer.json()) == (400, NO_ACCESS)
    assert not AccessToken.objects.exists()


def test_a_partner_without_a_facility_cannot_log_in(partner):
    row, password = partner(locations=[])

    answer = get(GRANT | {"username": row.username, "password": password})

    assert (answer.status_code, answer.json()) == (400, NO_ACCESS)


def test_a_partner_of_another_dialect_or_switched_off_cannot_log_in(partner):
    stranger, secret = partner(dialect="xstak")
    gone, password = partner(is_active=False)

    for row, text in ((stranger, secret), (gone, password)):
        answer = get(GRANT | {"username": row.username, "password": text})
        assert (answer.status_code, answer.json()) == (400, NO_ACCESS)


def test_a_revoked_password_cannot_log_in(login):
    now = timezone.now()
    row = credentials.find_secret(*login.values(), dialect="uniware", at=now)
    credentials.revoke(row, at=now)

    assert get(GRANT | login).json() == NO_ACCESS


@pytest.mark.parametrize("dead", ["", "c5a1c1e2-0000-4000-8000-000000000000", "x" * 5000])
def test_a_dead_refresh_token_makes_a_client_log_in_again(login, dead):
    answer = renew(dead)

    assert (answer.status_code, answer.json()) == (400, NO_ACCESS)


def test_an_access_token_is_no_refresh_token(login):
    assert renew(get(GRANT | login).json()["access_token"]).json() == NO_ACCESS
