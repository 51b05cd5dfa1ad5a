"""Sales orders, asked for in every way that the pages of XStak leave open."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.integrations.xstak.conftest import ORDERS, get_with_body, json_of, numbers, refusal

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def test_x_f_the_parameters_may_stand_in_the_query_or_in_the_body_of_the_get(
    client, delivered, asked
):
    assert numbers(client.get(ORDERS, asked())) == [delivered.number]
    assert numbers(get_with_body(client, json_of(asked()))) == [delivered.number]


def test_x_f_the_query_wins(client, delivered, asked):
    body = json_of(asked(order_status="pending", start_date="2030-01-01"))

    answer = get_with_body(client, body, query=asked())

    assert numbers(answer) == [delivered.number]
    assert "X-OMS-Notice" not in answer


def test_x_f_what_the_query_lacks_the_body_gives(client, delivered, asked):
    whole = asked()
    query = {"order_status": whole.pop("order_status")}

    assert numbers(get_with_body(client, json_of(whole), query=query)) == [delivered.number]


@pytest.mark.parametrize("kind", [JSON, FORM, "text/plain", "", "multipart/form-data"])
def test_x_g_json_is_read_whatever_the_content_type_says(client, delivered, asked, kind):
    body = json_of(asked(start_date="2026-11-21T05:10:06+5:00"))

    answer = get_with_body(client, f"\n {body} \n", kind=kind)

    assert numbers(answer) == [delivered.number]


def test_x_g_a_real_form_is_read_as_one(client, delivered, asked):
    form = "&".join(f"{name}={quote(value)}" for name, value in asked().items())

    assert numbers(get_with_body(client, form, kind=FORM)) == [delivered.number]


def test_x_h_the_start_may_be_a_number(client, delivered, asked):
    placed = int(factories.NOON.timestamp())

    for start in (placed, placed * 1000):
        assert numbers(client.get(ORDERS, asked(start_date=str(start)))) == [delivered.number]
        assert numbers(get_with_body(client, json_of(asked(start_date=start)))) == [
            delivered.number
        ]
        assert numbers(client.get(ORDERS, asked(start_date=str(start + 1000)))) == []


def test_x_h_the_start_itself_is_in_and_the_end_is_not(client, delivered, asked):
    def between(start, end):
        dates = {"start_date": start.isoformat(), "end_date": end.isoformat()}
        return numbers(client.get(ORDERS, asked(**dates)))

    second, noon = timedelta(seconds=1), factories.NOON
    assert between(noon, noon + second) == [delivered.number]
    assert between(noon - second, noon) == []
    assert between(noon + second, noon + 2 * second) == []


def test_x_i_a_naive_start_is_in_karachi_and_the_answer_says_so(client, delivered, asked):
    noon_in_karachi = "2026-11-21T17:00:00"

    answer = client.get(ORDERS, asked(start_date=noon_in_karachi))

    assert numbers(answer) == [delivered.number]
    assert answer["X-OMS-Notice"] == "start_date had no offset"
    later = client.get(ORDERS, asked(start_date="2026-11-21T17:00:01"))
    assert numbers(later) == []


def test_x_i_a_partner_may_live_in_another_zone(member, delivered, asked):
    client = member(time_zone="Asia/Kolkata").client()

    answer = client.get(ORDERS, asked(start_date="2026-11-21T17:30:00"))

    assert numbers(answer) == [delivered.number]
    assert answer.json()["orders"][0]["createdAt"] == "2026-11-21T17:30:00+05:30"
    assert numbers(client.get(ORDERS, asked(start_date="2026-11-21T17:30:01"))) == []


@pytest.mark.parametrize("word", ["Asia", "Nowhere/Land", "../etc/passwd", "PKT+5"])
def test_x_i_a_zone_that_nobody_knows_is_karachi(member, delivered, asked, word):
    client = member(time_zone=word).client()

    (order,) = client.get(ORDERS, asked()).json()["orders"]

    assert order["createdAt"] == "2026-11-21T17:00:00+05:00"


def test_x_i_both_naive_dates_are_noticed(client, asked):
    answer = client.get(ORDERS, asked(start_date="2026-11-21", end_date="2026-11-22"))

    assert answer["X-OMS-Notice"] == "start_date had no offset; end_date had no offset"


def test_x_j_a_plus_that_nobody_escaped_is_a_plus(client, delivered, asked):
    query = "&".join(f"{name}={value}" for name, value in asked(start_date=None).items())
    for offset in ("+5:00", "+05:00", "%2B5:00", "+0500", "+05"):
        for time, found in (("17:00:00", [delivered.number]), ("17:00:01", [])):
            path = f"{ORDERS}?{query}&start_date=2026-11-21T{time}{offset}"
            answer = client.get(path)
            assert numbers(answer) == found
            assert "X-OMS-Notice" not in answer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token", "{}"),
        ("token", "Bearer {}"),
        ("token", "bearer  {}"),
        ("authorization", "Bearer {}"),
        ("authorization", "bearer {}"),
    ],
)
def test_x_k_the_token_may_stand_in_either_header(client, delivered, asked, name, value):
    sent = Client(headers={name: value.format(client.defaults["HTTP_TOKEN"])})

    assert numbers(sent.get(ORDERS, asked())) == [delivered.number]


def test_x_l_the_location_is_named_by_either_name_as_text_or_number(
    client, delivered, asked, store
):
    for location in ({"locationId": store.pk}, {"location_code": 67890}):
        named = {"locationId": None} | location
        text = {name: value and str(value) for name, value in named.items()}
        assert numbers(client.get(ORDERS, asked(**text))) == [delivered.number]
        assert numbers(get_with_body(client, json_of(asked(**named)))) == [delivered.number]


def test_x_l_both_names_must_mean_the_same_location(client, delivered, asked):
    other = factories.location(erp_code="11111")

    assert numbers(client.get(ORDERS, asked(location_code="67890"))) == [delivered.number]
    assert numbers(client.get(ORDERS, asked(location_code=other.erp_code))) == []
    assert numbers(client.get(ORDERS, asked(locationId=str(other.pk), location_code="67890"))) == []


def test_x_l_a_location_may_be_named_by_its_code_where_its_id_is_asked_for(member, asked):
    north, south = (factories.location(erp_code=code) for code in ("WH-N", "WH-S"))
    order = factories.order(channel=factories.channel(default_location=north))
    client = member(locations=[north.pk]).client()

    def found(**names):
        return numbers(client.get(ORDERS, asked(**names)))

    assert found(locationId="WH-N") == [order.number]
    assert found(locationId="WH-N", location_code="WH-N") == [order.number]
    assert found(locationId="WH-N", location_code="WH-S") == []
    assert found(locationId=str(north.pk), location_code="WH-S") == []
    assert found(locationId="WH-S") == found(locationId=str(south.pk)) == []


def test_x_l_without_any_location_nothing_is_answered(client, asked):
    answer = client.get(ORDERS, asked(locationId=None))

    assert refusal(answer) == (400, "invalid_request")
    assert answer.json()["error_description"] == "Missing: locationId."


@pytest.mark.parametrize("name", ["0", "-1", "abc", "１", "9" * 18, "9" * 40, "1e3", "1.0"])
def test_x_l_a_location_that_nobody_has_has_no_orders(client, delivered, asked, name):
    answer = client.get(ORDERS, asked(locationId=name))

    assert answer.json() == {
        "orders": [],
        "page": {"number": 1, "size": 10, "totalPages": 1, "totalElements": 0},
    }


@pytest.mark.parametrize(
    "word", ["completed", "COMPLETED", " Completed ", "delivered", "all", "ALL"]
)
def test_x_m_a_tab_or_a_state_has_any_case(client, delivered, asked, word):
    assert numbers(client.get(ORDERS, asked(order_status=word))) == [delivered.number]


@pytest.mark.parametrize("word", ["pending", "shipped", "Cancelled"])
def test_x_m_another_tab_or_state_does_not_have_it(client, delivered, asked, word):
    assert numbers(client.get(ORDERS, asked(order_status=word))) == []


def test_x_m_an_unknown_tab_is_refused_with_those_that_there_are(client, asked):
    answer = client.get(ORDERS, asked(order_status="finished"))

    assert refusal(answer) == (400, "invalid_request")
    assert answer.json()["error_description"] == (
        "order_status is one of all, pending, processing, packed, dispatched,"
        " completed, cancelled, returned, or the name of a state."
    )


def test_x_n_the_orders_answer_has_orders_and_page_and_the_login_has_neither(client, asked):
    assert list(client.get(ORDERS, asked()).json()) == ["orders", "page"]


def test_an_order_that_waits_for_its_store_is_pending_there(client, shop, asked):
    package = factories.package(state=PackageStatus.WAITING, channel=shop)

    assert package.order.state == OrderStatus.APPROVED
    assert numbers(client.get(ORDERS, asked(order_status="pending"))) == [package.order.number]
