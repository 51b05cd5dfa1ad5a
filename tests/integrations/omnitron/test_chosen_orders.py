"""Pulling orders by number, at the endpoint: the published words, and nobody else's orders."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from integrations import auth
from integrations.models import Partner, Quarantined
from integrations.omnitron.chosen import Result, pull_numbers
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import NOW

URL = "/api/v1/oms/orders/pull_from_omnitron/"
FIRST, SECOND = "2291090711512921", "2291086068212691"


@pytest.fixture
def post(db, django_user_model):
    """Return a function that posts with a token of these rights and channels."""

    def send(body, *, rights=("pull",), channels=None):
        user = django_user_model.objects.create_user("erp")
        partner = Partner.objects.create(name="erp", dialect="akinon", user=user)
        _token, text = auth.issue(
            partner, rights=rights, channels=channels, locations=None, days=7, at=timezone.now()
        )
        return Browser().post(
            URL, body, content_type="application/json", headers={"Authorization": f"Token {text}"}
        )

    return send


def test_each_number_has_its_result_in_the_order_asked(post, channel):
    answer = post({"order_numbers": [FIRST, "111", FIRST]})

    assert answer.status_code == 200
    assert answer.json() == [
        {"order_number": FIRST, "success": True, "errors": []},
        {
            "order_number": "111",
            "success": False,
            "errors": ["Order not found with Order number:111"],
        },
        {"order_number": FIRST, "success": True, "errors": []},
    ]
    assert Order.objects.get().events.order_by("pk").first().by == "token:erp"


def test_a_number_that_we_hold_is_refused_without_asking_the_hub(post, channel, hub, pulled):
    pulled()
    hub.forget_requests()

    (result,) = post({"order_numbers": [FIRST]}).json()

    assert result["errors"] == [f"Order number: {FIRST} already exists in Shop channel!"]
    assert hub.requests == []


def test_an_order_under_the_floor_is_refused_in_the_published_words(post, channel, settings):
    settings.MIN_ORDER_OMNITRON_ID = 70000

    (result,) = post({"order_numbers": [FIRST]}).json()

    assert result == {
        "order_number": FIRST,
        "success": False,
        "errors": [
            "Order create operation does not allowed! Because of Order ID: 63461 lower than "
            "MIN_ORDER_OMNITRON_ID: 70000 "
        ],
    }
    assert not Order.objects.exists()
    assert not Quarantined.objects.exists()


def test_an_order_of_a_channel_off_the_list_is_refused_in_the_published_words(
    post, channel, settings
):
    settings.ALLOWED_CHANNEL_IDS = [9]

    (result,) = post({"order_numbers": [FIRST]}).json()

    assert result["errors"] == [
        "Order create operation does not allowed! Because of Channel ID:1 provided with "
        "Order ID:63461 does not allowed in the system."
    ]


def test_an_order_with_an_unknown_carrier_is_refused_and_waits_in_quarantine(post, channel, told):
    told(1)["cargo_company"] = 77

    (result,) = post({"order_numbers": [FIRST]}).json()

    expected = f"Cargo company:77 provided with order number:{FIRST} does not exists in the system."
    assert result["errors"] == [expected]
    assert Quarantined.objects.get().reason == expected


def test_a_channel_out_of_the_tokens_scope_does_not_exist(post, channel, hub):
    (result,) = post({"order_numbers": [FIRST]}, channels=[channel.pk + 1]).json()

    assert result["errors"] == [f"Order not found with Order number:{FIRST}"]
    assert hub.requests == []


def test_every_channel_of_the_token_is_tried(channel, told, hub):
    other = Channel.objects.create(
        name="Second", omnitron_id=2, server=channel.server, username="omnitron", password="sandbox"
    )
    told(1)["channel"] = 2

    results = pull_numbers([channel, other], [FIRST], by="token:erp", now=NOW)

    assert results == [Result(FIRST)]
    assert Order.objects.get().channel == other


@pytest.mark.parametrize("rights", [(), ("read", "command", "hooks")])
def test_a_token_without_the_right_is_refused_and_nothing_is_asked(rights, post, channel, hub):
    answer = post({"order_numbers": [FIRST]}, rights=rights)

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert hub.requests == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"order_numbers": []},
        {"order_numbers": FIRST},
        {"order_numbers": None},
        {"order_numbers": [2291090711512921]},
        {"order_numbers": [None]},
        {"order_numbers": [True]},
        {"order_numbers": [""]},
        {"order_numbers": ["1" * 129]},
        {"order_numbers": ["1"] * 51},
    ],
    ids=str,
)
def test_a_wrong_body_is_a_400_that_names_the_field(body, post, channel, hub):
    answer = post(body)

    assert answer.status_code == 400
    assert set(answer.json()) in ({"order_numbers", "code"}, {"non_field_errors", "code"})
    assert hub.requests == []


def test_numbers_that_were_not_reached_in_time_say_so(channel, hub):
    hub.behave("omnitron", "slow", seconds=30, path="orders/")

    first, second = pull_numbers([channel], [FIRST, SECOND], by="x", now=NOW, deadline=3)

    assert first.errors == ("Omnitron does not answer (TimeoutError).",)
    assert second.errors == (f"Order number: {SECOND} was not reached in time. Ask again.",)


def test_a_hub_that_is_down_is_asked_once_and_each_number_says_so(channel, hub):
    hub.behave("omnitron", "status", status=503)

    results = pull_numbers([channel], [FIRST, SECOND], by="x", now=NOW)

    assert {result.errors for result in results} == {("Omnitron cannot answer now (HTTP 503).",)}
    assert len(hub.requests) == 2


def test_wrong_credentials_are_one_login_for_all_numbers(channel, hub):
    channel.password = "wrong"

    results = pull_numbers([channel], [FIRST, SECOND], by="x", now=NOW + timedelta(days=1))

    told = "Omnitron refuses the user name and password of channel Shop."
    assert [result.errors for result in results] == [(told,), (told,)]
    assert len(hub.requests) == 1


def test_the_calls_for_one_order_are_the_documented_ones(channel, hub):
    pull_numbers([channel], [FIRST], by="x", now=NOW)

    calls = [(request.path.removeprefix("/api/v1"), request.query) for request in hub.requests]
    assert calls[:4] == [
        ("/auth/login/", {}),
        ("/cargos/", {}),
        ("/retail_stores/", {}),
        ("/orders/", {"number": FIRST, "channel": "1"}),
    ]
    assert sorted(calls[4:]) == [
        ("/price_lists/34/", {}),
        ("/products/8362/", {}),
        ("/stock_lists/34/", {}),
    ]
