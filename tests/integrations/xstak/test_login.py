"""A token for a login, in every spelling that the pages of XStak leave open."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from integrations.models import AccessToken
from tests.integrations.xstak.conftest import ORDERS, TOKEN, refusal, tell

FORM = "application/x-www-form-urlencoded"


def test_the_answer_has_the_eight_fields_and_whole_numbers(one):
    one.row.user.email = "erp@example.com"
    one.row.user.save()

    answer = tell(one.login)

    body = dict(answer.json())
    token = body.pop("access_token")
    assert answer.status_code == 200
    assert body == {
        "userName": f"service-account-{one.login['clientId']}",
        "email": "erp@example.com",
        "expires_in": 300,
        "refresh_expires_in": 0,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": "email profile",
    }
    assert list(answer.json()) == [
        "userName",
        "email",
        "access_token",
        "expires_in",
        "refresh_expires_in",
        "token_type",
        "not-before-policy",
        "scope",
    ]
    assert (answer["Cache-Control"], answer["Pragma"]) == ("no-store", "no-cache")
    assert AccessToken.objects.get().prefix == token[:8]


def test_the_life_of_a_token_is_a_setting(one, settings):
    settings.XSTAK_TOKEN_SECONDS = 60
    before = timezone.now()

    assert tell(one.login).json()["expires_in"] == 60

    token = AccessToken.objects.get()
    assert timedelta(seconds=60) <= token.expires_at - before < timedelta(seconds=120)
    assert token.rights == ["read"]


def test_every_login_makes_a_token_and_leaves_the_others(one):
    first, second = (tell(one.login).json()["access_token"] for _ in range(2))

    assert first != second
    assert AccessToken.objects.filter(revoked_at=None).count() == 2


@pytest.mark.parametrize("where", ["query", "JSON", "form", "form type around JSON", "no type"])
def test_x_a_the_parameters_may_stand_in_query_json_or_form(one, where):
    login = one.login | {"grantType": "client_credentials"}
    answer = {
        "query": lambda: tell(query=login),
        "JSON": lambda: tell(login),
        "form": lambda: tell(query_of(login), content_type=FORM),
        "form type around JSON": lambda: tell(json_of(login), content_type=FORM),
        "no type": lambda: tell(json_of(login), content_type=""),
    }[where]()

    assert answer.status_code == 200


def test_x_a_part_in_the_query_and_part_in_the_body_is_one_login(one):
    secret = {"clientSecret": one.login["clientSecret"]}
    rest = {name: one.login[name] for name in ("clientId", "companyCode")}

    assert tell(secret, query=rest).status_code == 200
    assert tell(one.login, query=rest).status_code == 200


@pytest.mark.parametrize("name", ["clientId", "clientSecret", "companyCode"])
def test_x_a_query_and_body_that_contradict_are_refused(one, name):
    assert refusal(tell(one.login, query={name: "other"})) == (400, "invalid_request")
    assert refusal(tell(query=one.login, body={name: "other"})) == (400, "invalid_request")
    assert not AccessToken.objects.exists()


def test_x_a_one_name_with_two_values_in_the_query_is_refused(one):
    twice = {**one.login, "clientId": [one.login["clientId"], "other"]}

    assert refusal(tell(query=twice)) == (400, "invalid_request")


@pytest.mark.parametrize("name", ["grantType", "grant type", "grant_type"])
def test_x_b_the_grant_has_three_names_and_one_value(one, name):
    assert tell(one.login | {name: "client_credentials"}).status_code == 200
    assert refusal(tell(one.login | {name: "password"})) == (400, "unsupported_grant_type")
    both = one.login | {name: "client_credentials"}
    other = "grantType" if name != "grantType" else "grant_type"
    assert refusal(tell(both | {other: "password"})) == (400, "invalid_request")


def test_x_b_without_a_grant_it_is_the_only_one_there_is(one):
    assert "grantType" not in one.login
    assert tell(one.login).status_code == 200


@pytest.mark.parametrize(
    "path", [TOKEN, "/v1/admin/serviceaccount/token", "/auth/token"], ids=["page", "curl", "other"]
)
def test_x_c_the_path_has_three_spellings(one, path):
    assert tell(one.login, path=path).status_code == 200


@pytest.mark.parametrize("name", ["companyCode", "company_code", "realm_id", "realmId"])
def test_x_d_the_company_has_four_names(one, name):
    login = one.login.copy()
    login[name] = login.pop("companyCode")

    assert tell(login).status_code == 200
    assert refusal(tell(login | {name: "other"})) == (401, "invalid_client")


def test_x_e_the_client_may_be_named_as_oauth_does(one):
    renamed = {
        "client_id": one.login["clientId"],
        "client_secret": one.login["clientSecret"],
        "companyCode": one.login["companyCode"],
    }

    assert tell(renamed).status_code == 200
    assert refusal(tell(renamed | {"clientId": "other"})) == (400, "invalid_request")


def test_x_e_the_client_may_come_by_http_basic(one):
    company = {"companyCode": one.login["companyCode"]}
    right = basic(one.login["clientId"], one.login["clientSecret"])

    assert tell(company, headers=right).status_code == 200
    assert tell(one.login, headers=right).status_code == 200
    contradiction = tell(one.login, headers=basic("other", one.login["clientSecret"]))
    assert refusal(contradiction) == (400, "invalid_request")


def test_what_oauth_does_not_know_is_ignored(one):
    assert tell(one.login | {"scope": "everything"}).status_code == 200


def test_a_token_of_a_login_opens_the_orders_and_no_native_route(one, asked):
    token = tell(one.login).json()["access_token"]

    assert Client(headers={"token": token}).get(ORDERS, asked()).status_code == 200
    native = Client(headers={"authorization": f"Token {token}"}).get("/api/v1/oms/orders/")
    assert native.status_code == 401


def basic(identifier, secret):
    pair = base64.b64encode(f"{identifier}:{secret}".encode()).decode()
    return {"authorization": f"Basic {pair}"}


def query_of(values):
    return "&".join(f"{name}={value}" for name, value in values.items())


def json_of(values):
    inside = ", ".join(f'"{name}": "{value}"' for name, value in values.items())
    return f"{{{inside}}}"
