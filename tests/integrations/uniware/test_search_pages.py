"""Searching orders: the pages, what they cost, and what is no search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from tests import factories
from tests.integrations.uniware.arranged import copy

pytestmark = pytest.mark.django_db
PATH = "/oms/saleOrder/search"


@pytest.fixture
def refused(api):
    """Search for what is refused, and return number, NAME and field of the error."""
    client = api()

    def error(**body):
        said = client.ask(PATH, body)
        assert said["successful"] is False
        (one,) = said["errors"]
        return one["code"], one["message"], one["fieldName"]

    return error


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"searchOptions": {"displayLength": 10, "displayStart": 0}},
        {"status": "", "channel": None, "facilityCodes": [], "customerName": "  "},
        {"page": 3},
    ],
)
def test_a_body_that_asks_for_nothing_is_a_failure(body, refused):
    assert refused(**body) == (1001, "MISSING_REQUIRED_PARAMETERS", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "SHIPPED"),
        ("status", "created"),
        ("status", 7),
        ("dateType", "PLACED"),
        ("fromDate", 1750000000000),
        ("onHold", "true"),
        ("cashOnDelivery", 1),
        ("facilityCodes", "S1"),
        ("updatedSinceInMinutes", "60"),
        ("updatedSinceInMinutes", True),
        ("updatedSinceInMinutes", -1),
        ("searchOptions", []),
    ],
)
def test_a_wrong_value_is_a_failure_that_names_its_field(name, value, refused):
    rest = {} if name == "fromDate" else {"fromDate": "2026-06-20"}
    rest = {**rest, "toDate": "2026-06-21"} if name != "toDate" else rest

    assert refused(**{**rest, name: value}) == (100085, "INVALID_API_REQUEST", name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fromDate", "20 June"),
        ("fromDate", "2026-02-30"),
        ("fromDate", "20260620"),
        ("fromDate", "2026-06-20T10"),
        ("fromDate", "0001-01-01T00:00:00+14:00"),
        ("toDate", "now"),
    ],
)
def test_a_date_that_is_none_is_a_failure_that_names_its_field(name, value, refused):
    rest = {"fromDate": "2026-06-20", "toDate": "2026-06-21"}

    assert refused(**{**rest, name: value}) == (100028, "INVALID_DATE", name)


def test_an_end_without_a_beginning_is_a_failure(refused):
    assert refused(toDate="2026-06-21") == (1001, "MISSING_REQUIRED_PARAMETERS", "fromDate")


@pytest.mark.parametrize(
    "options",
    [
        {"displayStart": -1},
        {"displayStart": "0"},
        {"displayStart": 10**30},
        {"displayLength": 0},
        {"displayLength": 1.5},
        {"displayLength": True},
    ],
)
def test_a_page_that_cannot_be_is_a_failure(options, refused):
    assert refused(onHold=False, searchOptions=options)[2] == next(iter(options))


def test_pages_are_stable_and_the_total_is_of_all_of_them(api):
    codes = [factories.order().code for _ in range(5)]
    client, seen = api(), []

    while True:
        options = {"displayStart": len(seen), "displayLength": 2, "getCount": False}
        said = client.ask(PATH, {"onHold": False, "searchOptions": options})
        assert said["totalRecords"] == 5
        if not said["elements"]:
            break
        seen += [one["code"] for one in said["elements"]]
        assert len(said["elements"]) <= 2

    assert seen == codes


def test_a_page_has_twenty_orders_unless_it_says_and_never_more_than_five_hundred(api):
    first = factories.order()
    Order.objects.bulk_create(copy(first, number=f"N{n}", code=f"N{n}") for n in range(500))
    client = api()

    for options, length in (({}, 20), ({"displayLength": 500}, 500), ({"displayLength": 501}, 500)):
        said = client.ask(PATH, {"onHold": False, "searchOptions": options})
        assert (said["totalRecords"], len(said["elements"])) == (501, length)


def test_nothing_found_is_an_empty_list_and_nought(api):
    said = api().ask(PATH, {"displayOrderCode": "no such order"})

    assert (said["successful"], said["totalRecords"], said["elements"]) == (True, 0, [])


def test_seven_orders_cost_the_statements_of_one(api):
    client, here = api(), factories.location()
    shop = factories.channel(default_location=here)
    searches = [{"onHold": False}, {"facilityCodes": [here.erp_code]}, {"status": "PROCESSING"}]
    client.ask(PATH, {"onHold": False})  # the first use of a token is written down
    costs = {}

    for number in (1, 7):
        for _ in range(number - Order.objects.count()):
            factories.order(channel=shop)
        for n, asked in enumerate(searches):
            with CaptureQueriesContext(connection) as log:
                said = client.ask(PATH, asked)
            assert len(said["elements"]) == number
            costs[number, n] = len(log)

    assert [costs[7, n] for n in range(3)] == [costs[1, n] for n in range(3)]
