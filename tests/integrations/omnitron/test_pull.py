"""Pulling over real HTTP: what arrives, what is asked, and what a second pull does."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from integrations.models import PullCursor, Quarantined
from integrations.omnitron import backfill, pull
from orders.models import CargoCompany, Channel, Order, OrderEvent, StockLocation
from tests.integrations.omnitron.conftest import NOW

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BASE = "/api/v1"
BY_KEY = re.compile(rf"{BASE}/(products|price_lists|stock_lists)/[0-9]+/")
EMAIL = "[email protected]"


class Writes:
    """The tables that statements write to, in order."""

    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        if found := WRITE.match(sql):
            self.tables.append(found[1])
        return execute(sql, params, many, context)


def asked(hub):
    return [(request.method, request.path, request.query) for request in hub.requests]


def test_the_second_pull_of_a_thousand_frozen_orders_writes_nothing_but_its_cursor(pulled, hub):
    hub.grow(988)
    hub.freeze()
    assert pulled() == {"new": 1000}
    hub.forget_requests()

    writes = Writes()
    with connection.execute_wrapper(writes):
        counts = pulled(since=LONG_AGO)

    assert counts == {"unchanged": 1000}
    assert set(writes.tables) == {"integrations_pullcursor"}
    assert Order.objects.count() == 1000
    assert not Quarantined.objects.exists()
    assert len(hub.requests) == 2 + 11


def test_the_two_printed_orders_arrive_with_every_printed_value(pulled):
    pulled()

    order = Order.objects.get(number="2291090711512921")
    assert order.omnitron_id == 63461
    assert order.date_placed == datetime(2023, 5, 17, 13, 45, 20, 568681, tzinfo=UTC)
    assert order.remote_modified == datetime(2023, 5, 17, 13, 45, 52, 104418, tzinfo=UTC)
    assert (order.remote_status, order.payment_type, order.currency) == (400, "credit_card", "try")
    assert (order.amount, order.discount_amount) == (Decimal("250.00"), Decimal("125.00"))
    assert (order.payment_option_slug, order.language_code) == ("credit-card", "tr-tr")
    assert (order.delivery_type, order.client_type) == ("standard", "default")
    assert (order.retail_store, order.delivery_range, order.tracking_number) == (None, None, None)
    assert (order.has_gift_box, order.gift_box_note, order.notes) == (False, None, None)
    assert (order.segment, order.cargo_company.omnitron_id) == (None, 34)
    assert (order.customer.omnitron_id, order.customer.email) == (3433, EMAIL)
    assert (order.customer.first_name, order.customer.last_name) == ("John", "Doe")
    assert (order.customer.phone_number, order.customer.erp_code) == (None, None)
    assert Order.objects.get(number="2291086068212691").omnitron_id == 63460


def test_the_printed_address_and_its_places_arrive(pulled):
    pulled()

    order = Order.objects.get(number="2291090711512921")
    address = order.shipping_address
    assert order.billing_address == address
    assert (address.omnitron_id, address.title) == (10033, "dolor sit amet")
    assert (address.line, address.postcode) == ("Viale Edoardo Jenner", "06290")
    assert (address.email, address.phone_number) == (EMAIL, "+90 555XXX0000")
    assert (address.company_name, address.tax_office, address.tax_no) == ("", "", "")
    assert (address.notes, address.e_bill_taxpayer, address.is_active) == (None, False, True)
    assert (address.country.omnitron_id, address.country.code) == (1, "it")
    assert (address.city.omnitron_id, address.city.name) == (7, "MILANO")
    assert address.city.longitude == Decimal("32.85404900")
    assert (address.township.omnitron_id, address.township.name) == (84, "20158 Milano MI")
    assert (address.district.omnitron_id, address.district.name) == (6245, "Lorem Ipsum")
    assert address.district.latitude == Decimal("39.90130400")


def test_the_printed_item_and_its_product_arrive(pulled):
    pulled()

    item = Order.objects.get(number="2291090711512921").orderitem_set.get()
    assert (item.omnitron_id, item.remote_status, item.parent_omnitron_id) == (70193, 400, None)
    assert (item.price, item.net_amount) == (Decimal("250.00"), Decimal("250.00"))
    assert (item.retail_price, item.discount_amount) == (Decimal("1000.00"), Decimal("125.00"))
    assert (item.tax_rate, item.price_currency) == (Decimal("8.00"), "try")
    assert item.extra_field == {"price_extra_field": {}, "stock_extra_field": {}}
    assert (item.price_list.omnitron_id, item.price_list.code) == (34, "pz_fiyat_list")
    assert (item.stock_list.omnitron_id, item.stock_list.code) == (34, None)
    product = item.product
    assert (product.omnitron_id, product.sku, product.base_code) == (8362, "AKN-008", "AKN-008")
    assert product.attributes == {"hallo": "Voorbeeld", "integration_kol_boyu": "kısa"}
    assert product.attributes_kwargs["hallo"]["data_type"] == "valuelabel"
    assert product.remote_modified_date == datetime(2022, 9, 7, 11, 49, 23, 777608, tzinfo=UTC)
    image = product.productimage_set.get()
    assert (image.omnitron_id, image.order) == (465, 0)


def test_carriers_and_stores_are_there_before_the_orders(pulled):
    pulled()

    assert CargoCompany.objects.get(omnitron_id=34).name == "Yurtiçi Kargo"
    warehouse = StockLocation.objects.get(erp_code="WH-BHW")
    assert (warehouse.stock_location_type, warehouse.state_code) == ("warehouse", "MH")
    store = StockLocation.objects.get(erp_code="MUM01")
    assert (store.stock_location_type, store.is_pickup_location) == ("retail_store", True)
    assert (store.address.city.name, store.email) == ("Mumbai", "mum01@stores.example.com")


def test_a_pull_makes_exactly_the_documented_calls(pulled, hub, settings):
    settings.PULL_PAGE_SIZE = 10
    pulled()

    first = {"channel": "1", "sort": "modified_date", "limit": "10"}
    since = {"modified_date__gte": "1970-01-01T00:00:00Z", "page": "1"}
    calls = asked(hub)
    assert calls[:4] == [
        ("POST", f"{BASE}/auth/login/", {}),
        ("GET", f"{BASE}/cargos/", {}),
        ("GET", f"{BASE}/retail_stores/", {}),
        ("GET", f"{BASE}/orders/", first | since),
    ]
    pages = [query for _, path, query in calls[3:] if path == f"{BASE}/orders/"]
    assert [query.keys() for query in pages] == [(first | since).keys()] * 2
    fetched = [path for _, path, _ in calls[4:] if path != f"{BASE}/orders/"]
    assert all(BY_KEY.fullmatch(path) for path in fetched)
    assert len(fetched) == len(set(fetched))


def test_the_next_pull_looks_back_by_the_overlap_and_logs_in_no_more(pulled, hub, settings):
    settings.PULL_OVERLAP = 120
    pulled()
    watermark = PullCursor.objects.get().watermark
    assert watermark == max(Order.objects.values_list("remote_modified", flat=True))
    hub.forget_requests()

    pulled()

    calls = asked(hub)
    assert [path for _, path, _ in calls] == [
        "/api/v1/cargos/",
        "/api/v1/retail_stores/",
        "/api/v1/orders/",
    ]
    since = datetime.fromisoformat(calls[2][2]["modified_date__gte"])
    assert since == watermark - timedelta(seconds=120)


def test_an_amendment_arrives_and_leaves_one_event(pulled, hub):
    pulled()
    hub.amend("2291090711512921", notes="Ring twice")

    assert pulled() == {"unchanged": 1, "changed": 1}

    order = Order.objects.get(number="2291090711512921")
    assert order.notes == "Ring twice"
    amended = OrderEvent.objects.filter(order=order, kind="order.amended")
    assert [event.data["changes"]["notes"] for event in amended] == [[None, "Ring twice"]]


def test_the_cursor_tells_how_the_pull_went(pulled):
    pulled()

    cursor = PullCursor.objects.get()
    assert cursor.last_result == {"new": 12}
    assert (cursor.last_error, cursor.failures_in_a_row, cursor.lease_token) == ("", 0, None)
    assert cursor.next_attempt_at == NOW + timedelta(seconds=55)


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=23), timedelta(days=9999)])
def test_a_stamp_from_our_future_does_not_carry_the_watermark_away(pulled, told, ahead):
    told(4)["modified_date"] = (NOW + ahead).isoformat()

    assert pulled() == {"new": 12}

    newest = datetime.fromisoformat(told(10)["modified_date"])
    assert PullCursor.objects.get().watermark == newest


def test_a_window_takes_in_what_lies_in_it_and_leaves_the_watermark(pulled, hub):
    until = datetime(2024, 1, 1, tzinfo=UTC)

    assert pulled(since=LONG_AGO, until=until) == {"new": 2}

    assert PullCursor.objects.get().watermark is None


def test_the_sweep_finds_each_active_channel_when_it_is_due(channel, pulled):
    Channel.objects.create(name="Asleep", omnitron_id=2, server="http://x.test", is_active=False)
    Channel.objects.create(name="By hand")

    assert pull.due(now=NOW) == [channel.pk]
    pulled()
    assert pull.due(now=NOW + timedelta(seconds=54)) == []
    assert pull.due(now=NOW + timedelta(seconds=55)) == [channel.pk]


def test_a_preview_names_what_would_happen_and_writes_no_order(channel, hub):
    outcomes = [
        outcome
        for page in pull.preview_channel(channel.pk, now=NOW, since=LONG_AGO)
        for outcome in page.outcomes
    ]

    assert len(outcomes) == 12
    assert {outcome.result for outcome in outcomes} <= {"new", "quarantined"}
    assert not Order.objects.exists()
    assert not CargoCompany.objects.exists()


def test_orders_of_another_channel_are_left_to_it(pulled, told):
    told(5)["channel"] = 2

    assert pulled() == {"new": 11}


@pytest.mark.parametrize("size", [1, 3, 5, 12, 100])
def test_every_order_arrives_once_whatever_the_page_size(pulled, settings, size, monkeypatch):
    settings.PULL_PAGE_SIZE = size
    monkeypatch.setattr(backfill, "PAGES", 100)

    assert pulled() == {"new": 12}
