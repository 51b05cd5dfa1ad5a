"""Searching orders: every filter, and the windows."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from orders.models import Customer, Order
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware.shapes import differences, exact, golden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
PATH = "/oms/saleOrder/search"


@pytest.fixture
def search(api):
    """Search as a partner who sees everything, and return the codes that are found."""
    client = api()

    def found(**body):
        said = client.ask(PATH, body)
        assert said["successful"] is True, said
        codes = [one["code"] for one in said["elements"]]
        assert said["totalRecords"] >= len(codes)
        return codes

    return found


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


def stamp(order, **moments):
    Order.objects.filter(pk=order.pk).update(**moments)


def test_an_answer_has_every_key_and_type_of_the_contract(api):
    order = factories.order()

    body = exact(api().post(PATH, {"displayOrderCode": order.number}))

    assert differences(body, golden("sale_order_search")["answer"]) == []
    assert body["totalRecords"] == 1
    assert body["elements"][0]["displayOrderCode"] == order.number


def test_each_filter_finds_its_order_and_not_the_other(search):
    person = factories.customer(
        email="mira@example.com", phone_number="+911", first_name="Mira", last_name="Sen"
    )
    mine = factories.order(customer=person, payment_type="cod")
    other = factories.order()
    stamp(mine, held_at=NOON)

    for filters in (
        {"displayOrderCode": mine.number},
        {"channel": mine.channel.name},
        {"customerEmailOrMobile": "mira@example.com"},
        {"customerEmailOrMobile": "+911"},
        {"customerName": "mira sen"},
        {"customerName": "Sen"},
        {"cashOnDelivery": True},
        {"onHold": True},
        {"searchOptions": {"searchKey": mine.code}},
        {"facilityCodes": [mine.packages.get().stock_location.erp_code]},
        {"status": "PROCESSING", "onHold": True},
    ):
        assert search(**filters) == [mine.code], filters
    assert search(cashOnDelivery=False) == search(onHold=False) == [other.code]
    assert search(status="PROCESSING") == [mine.code, other.code]


def test_no_word_on_cash_is_no_filter(search):
    both = [factories.order(payment_type=kind).code for kind in ("cod", "credit_card")]

    assert search(status="PROCESSING", cashOnDelivery=None) == both


def test_a_status_finds_what_an_order_says_of_itself(search, api):
    away = factories.channel(default_location=factories.location(is_active=False))
    for status in OrderStatus:
        factories.order(status=status)
    factories.order(channel=away)
    factories.package(state=PackageStatus.PACKED)
    client = api()

    found = []
    for status in ("PENDING_VERIFICATION", "CREATED", "PROCESSING", "COMPLETE", "CANCELLED"):
        elements = client.ask(PATH, {"status": status})["elements"]
        assert {one["status"] for one in elements} == {status}
        found += [one["code"] for one in elements]

    assert sorted(found) == sorted(Order.objects.values_list("code", flat=True))


def test_a_window_holds_both_of_its_ends_in_every_form_of_a_date(search):
    order = factories.order()
    stamp(order, created_date=datetime.fromisoformat("2026-06-20T10:00:00Z"))

    for since, until in (
        ("2026-06-20", "2026-06-21"),
        ("2026-06-20T10:00:00", "2026-06-20T10:00:00"),
        ("2026-06-20T10:00:00Z", "2026-06-20T10:00:00.000Z"),
        ("2026-06-20T15:30:00+05:30", "2026-06-20T15:30:00+0530"),
    ):
        assert search(fromDate=since, toDate=until) == [order.code]
    assert search(fromDate="2026-06-20T10:00:00.001Z", toDate="2026-06-21") == []
    assert search(fromDate="2026-06-19", toDate="2026-06-20T09:59:59.999Z") == []


def test_the_kind_of_date_says_which_moment_is_meant(search):
    order = factories.order()
    stamp(order, modified_date=NOON + timedelta(days=60))
    window = {"fromDate": "2027-01-20", "toDate": "2027-01-21"}

    assert search(**window) == search(**window, dateType="CREATED") == []
    assert search(**window, dateType="UPDATED") == [order.code]
    assert search(**window, dateType="CREATED,UPDATED") == [order.code]
    assert search(**window, dateType="FULFILLMENT_TAT") == []


def test_a_window_is_at_most_thirty_days(search, refused):
    wide = (300216, "SALE_ORDER_SEARCH_DATE_RANGE_LIMIT_EXCEEDED", None)

    assert search(fromDate="2026-06-01T00:00:00Z", toDate="2026-07-01T00:00:00Z") == []
    assert refused(fromDate="2026-06-01T00:00:00Z", toDate="2026-07-01T00:00:01Z") == wide


def test_a_window_without_an_end_ends_now(search, refused):
    order, now = factories.order(), timezone.now().replace(microsecond=0)
    stamp(order, created_date=now - timedelta(days=30))

    with time_machine.travel(now, tick=False):
        assert search(fromDate=f"{now - timedelta(days=30):%Y-%m-%dT%H:%M:%S}") == [order.code]
        assert (
            refused(fromDate=f"{now - timedelta(days=30, seconds=1):%Y-%m-%dT%H:%M:%S}")[0]
            == 300216
        )
    assert search(fromDate="2090-01-01") == []


@time_machine.travel(NOON + timedelta(hours=1), tick=False)
def test_what_changed_within_the_last_minutes_is_found(search, refused):
    order = factories.order()

    assert search(updatedSinceInMinutes=60) == [order.code]
    assert search(updatedSinceInMinutes=59) == []
    assert search(updatedSinceInMinutes=20160) == [order.code]
    assert refused(updatedSinceInMinutes=20161)[2] == "updatedSinceInMinutes"


def test_a_customer_is_found_by_what_we_keep_of_them(search):
    order = factories.order()
    Customer.objects.filter(pk=order.customer_id).update(email="new@example.com")

    assert search(customerEmailOrMobile="new@example.com") == [order.code]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("neha.gupta@example.com", "NEHA.gupta@Example.COM"),
        ("Neha@Example.com", "neha@example.com"),
        ("neha_x@example.com", "neha_x@example.com"),
    ],
)
def test_an_address_is_found_in_whichever_capitals(search, stored, asked):
    order = factories.order(customer=factories.customer(email=stored))
    factories.order(customer=factories.customer(email="nehaXx@example.com"))

    assert search(customerEmailOrMobile=asked) == [order.code]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("+91 9874862000", "9874862000"),
        ("9874862000", "+919874862000"),
        ("+919874862000", "098748-62000"),
        ("+91 (98748) 62-000", "00919874862000"),
        ("98.748.62000", "9874862000"),
    ],
)
def test_a_mobile_is_found_by_its_last_ten_digits(search, stored, asked):
    order = factories.order(customer=factories.customer(phone_number=stored))
    factories.order(customer=factories.customer(phone_number="+919874862001"))
    factories.order(customer=factories.customer(phone_number=None))

    assert search(customerEmailOrMobile=asked) == [order.code]


@pytest.mark.parametrize("asked", ["62000", "874862000", "mobile", "+", "%", "_"])
def test_a_part_of_a_mobile_finds_nobody(search, asked):
    factories.order(customer=factories.customer(phone_number="+919874862000"))

    assert search(customerEmailOrMobile=asked) == []
