"""Who may not come in: 401 as OAuth says it, and 403 in the frame."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from integrations import auth
from integrations.models import AccessToken, Partner
from orders.models import OrderEvent
from tests import factories
from tests.integrations.uniware.conftest import Api
from tests.integrations.uniware.speech import framed

GET = "/oms/saleorder/get"
INVALID_TOKEN = {"error": "invalid_token", "error_description": "Invalid access token"}
UNAUTHORIZED = {
    "error": "unauthorized",
    "error_description": "Full authentication is required to access this resource",
}
NO_RIGHT = "Access denied, access resource MINIMAL is needed."


def refused(answer, body):
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == body
    return answer["WWW-Authenticate"]


def test_without_a_header_full_authentication_is_asked_for(client, db):
    answer = client.post(f"/services/rest/v1{GET}", "{}", content_type="application/json")

    assert refused(answer, UNAUTHORIZED) == 'Bearer realm="oms"'


@pytest.mark.parametrize(
    "header",
    [
        "bearer",
        "bearer ",
        "bearer x",
        "bearer c5a1c1e2-0000-4000-8000-000000000000",
        "Basic dXNlcjpwYXNz",
        "Token {}",
        "{}",
        "bearer {} {}",
    ],
)
def test_a_header_that_is_no_token_of_ours_is_an_invalid_token(token, client, header):
    answer = client.post(
        f"/services/rest/v1{GET}",
        "{}",
        content_type="application/json",
        headers={"authorization": header.replace("{}", token())},
    )

    assert refused(answer, INVALID_TOKEN) == 'Bearer realm="oms", error="invalid_token"'


def test_an_expired_token_is_an_invalid_token_and_a_refresh_helps(partner, client):
    row, password = partner()
    login = {"username": row.username, "password": password, "client_id": "my-trusted-client"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        given = client.get("/oauth/token", login | {"grant_type": "password"}).json()
        clock.shift(timedelta(hours=12))
        refused(Api(given["access_token"]).post(GET, {}), INVALID_TOKEN)
        again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
        fresh = client.get("/oauth/token", login | again).json()
        replay = Api(fresh["access_token"]).post(GET, {"code": "x"})

    assert framed(replay, 200)[0] == 40005


def test_a_revoked_token_is_an_invalid_token_at_once(token):
    desk = Api(token())
    assert desk.post(GET, {}).status_code == 200

    auth.revoke(AccessToken.objects.get(), at=timezone.now())

    refused(desk.post(GET, {}), INVALID_TOKEN)


def test_a_partner_that_is_switched_off_has_no_token_any_more(desk):
    Partner.objects.update(is_active=False)

    refused(desk.post(GET, {}), INVALID_TOKEN)


def test_a_token_of_another_dialect_is_an_invalid_token(desk):
    Partner.objects.update(dialect="xstak")

    refused(desk.post(GET, {}), INVALID_TOKEN)


def test_a_token_of_uniware_opens_no_other_door(desk):
    answer = desk.client.get("/api/v1/oms/orders/")

    assert answer.status_code == 401


@pytest.mark.parametrize("path", [GET, "/oms/shippingPackage/search", "/facility/get"])
def test_a_facility_that_is_not_the_partners_is_403_as_one_that_does_not_exist(api, path, db):
    mine, theirs = factories.location(), factories.location()

    answers = [
        api(locations=[mine.pk], facility=code).post(path, {"code": "x"})
        for code in (theirs.erp_code, "no-such-facility", "x" * 500)
    ]

    assert len({answer.content for answer in answers}) == 1
    assert framed(answers[0], 403) == (
        3,
        "ACCESS_DENIED",
        "Facility",
        "Access denied, facility is not accessible.",
    )


def test_after_a_403_for_the_facility_the_same_call_without_it_works(api, db):
    order = factories.order()
    wrong = api(facility="wrong")
    assert wrong.post(GET, {"code": order.code}).status_code == 403

    wrong.client.defaults.pop("HTTP_FACILITY")

    assert wrong.ask(GET, {"code": order.code})["successful"] is True


def test_a_route_that_is_off_for_a_partner_is_403_for_known_and_unknown_orders(api, db):
    order = factories.order()
    desk = api(routes_off=["oms/saleOrder/hold"])
    before = OrderEvent.objects.count()

    answers = [
        desk.post("/oms/saleOrder/hold", {"saleOrderCode": code}) for code in (order.code, "none")
    ]

    assert answers[0].content == answers[1].content
    assert framed(answers[0], 403) == (3, "ACCESS_DENIED", None, NO_RIGHT)
    assert OrderEvent.objects.count() == before
    assert desk.post(GET, {"code": order.code}).status_code == 200


def test_a_token_that_may_only_read_gives_no_command(desk, db):
    order = factories.order()
    AccessToken.objects.update(rights=["read"])
    before = OrderEvent.objects.count()

    answer = desk.post("/oms/saleOrder/hold", {"saleOrderCode": order.code})

    assert framed(answer, 403)[3] == NO_RIGHT
    assert OrderEvent.objects.count() == before
    assert desk.post(GET, {"code": order.code}).status_code == 200
