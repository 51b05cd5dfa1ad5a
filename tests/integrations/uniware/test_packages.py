"""Searching packages, the details of one, and the codes of a status."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.uniware import reading
from orders.commands import cancelling
from orders.models import Order, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import differences, exact, golden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
SEARCH = "/oms/shippingPackage/search"
DETAILS = "/oms/shippingPackage/getShippingPackageDetails"
BY_STATUS = "/oms/shippingPackage/getShippingPackages"


@pytest.fixture
def search(api):
    """Search as a partner who sees everything, and return the codes that are found."""
    client = api()

    def found(**body):
        said = client.ask(SEARCH, body)
        assert said["successful"] is True, said
        assert said["totalRecords"] == len(said["elements"])
        return [one["code"] for one in said["elements"]]

    return found


def test_a_search_has_every_key_and_type_of_the_contract(api):
    package = arranged.taxed()
    factories.package(order=factories.order())

    body = exact(api().post(SEARCH, {"statuses": ["CREATED", "DELIVERED"]}))

    assert differences(body, golden("shipping_package_search")["answer"]) == []
    assert body["totalRecords"] == 2
    first = body["elements"][0]
    assert (first["code"], first["trackingNumber"]) == (package.number, "AWB-0009")
    assert "trackingLink" not in first


@pytest.mark.parametrize(
    ("spelled", "method"),
    [("STORE_PICKUP", "Pickup"), ("Click-and-Collect", "PKP"), ("EXPRESS", "Express-Prepaid")],
)
def test_a_package_is_found_by_how_it_travels_however_that_is_spelled(spelled, method, search):
    mine = factories.package(order=factories.order(delivery_type=spelled))
    factories.package(order=factories.order(delivery_type="standard"))

    assert search(shippingMethod=method) == [mine.number]


def test_each_filter_finds_its_package_and_not_the_other(search):
    mine = arranged.delivered(
        arranged.full_order(payment_type="cod", delivery_type="fast_delivery")
    )
    other = factories.package(state=PackageStatus.PACKED)
    Order.objects.filter(pk=mine.order_id).update(held_at=NOON)
    Package.objects.filter(pk=mine.pk).update(
        created_date=NOON + timedelta(days=1), shipped_at=NOON + timedelta(days=2)
    )

    for filters in (
        {"shippingPackageCode": mine.number},
        {"saleOrderCode": mine.order.code},
        {"channelCode": mine.order.channel.name},
        {"statuses": ["DELIVERED"]},
        {"statuses": ["DELIVERED", "MANIFESTED"]},
        {"createTime": {"start": "2026-11-22", "textRange": "TODAY"}},
        {"dispatchTime": {"start": "2026-11-23T12:00:00Z", "end": "2026-11-23T12:00:00Z"}},
        {"onHold": True},
        {"shippingProvider": "BlueDart"},
        {"shippingMethod": "Express-COD"},
        {"shippingMethod": "EXP"},
        {"trackingNumber": "AWB-0009"},
        {"invoiceCode": mine.invoice.number},
        {"cashOnDelivery": True},
        {"itemTypeSkuCode": "KURTA"},
        {"searchOptions": {"searchKey": "AWB-0009"}},
    ):
        assert search(**filters) == [mine.number], filters
    for filters in (
        {"cashOnDelivery": False},
        {"onHold": False},
        {"shippingMethod": "Standard-Prepaid"},
        {"shippingMethod": "STD"},
        {"createTime": {"end": "2026-11-21T12:00:00Z"}},
    ):
        assert search(**filters) == [other.number], filters
    assert search(paymentReconciled=False) == sorted([mine.number, other.number])
    assert search(paymentReconciled=True) == []
    assert search(statuses=["MANIFESTED"]) == search(shippingMethod="Express-Prepaid") == []


def test_packages_with_units_that_were_cancelled_are_found(search):
    whole, part = arranged.full_order(), arranged.full_order()
    first = part.orderitem_set.order_by("pk")[0]
    cancelling.cancel(part.pk, items=[first.pk], reason="no more", by="test", at=NOON)

    assert search(containsCancelledItems=True) == [f"{part.code}P1"]
    assert search(containsCancelledItems=False) == [f"{whole.code}P1"]


@time_machine.travel(NOON + timedelta(hours=1), tick=False)
def test_what_changed_within_the_last_minutes_is_found(search):
    package = factories.package()

    assert search(updatedSinceInMinutes=60) == [package.number]
    assert search(updatedSinceInMinutes=59) == []


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, 1001, None),
        ({"statuses": []}, 1001, None),
        ({"createTime": {"textRange": "TODAY"}}, 1001, None),
        ({"statuses": ["COMPLETE"]}, 100085, None),
        ({"statuses": "CREATED"}, 100085, "statuses"),
        ({"createTime": "2026-11-22"}, 100085, "createTime"),
        ({"createTime": {"start": "soon"}}, 100028, "start"),
        ({"updatedSinceInMinutes": 20161}, 100085, "updatedSinceInMinutes"),
        ({"onHold": "yes"}, 100085, "onHold"),
    ],
)
def test_a_search_for_nothing_or_with_a_wrong_value_is_a_failure(body, code, field, api):
    said = api().ask(SEARCH, body)

    assert said["successful"] is False
    assert [(e["code"], e["fieldName"]) for e in said["errors"]] == [(code, field)]


def test_the_facility_of_the_header_is_all_that_is_searched(api):
    here, there = factories.package(), factories.package()
    client = api(facility=here.stock_location.erp_code)

    said = client.ask(SEARCH, {"statuses": ["CREATED"]})
    assert [one["code"] for one in said["elements"]] == [here.number]
    assert client.ask(BY_STATUS, {"statusCode": "CREATED"})["shippingPackages"] == [here.number]
    missing = client.post(DETAILS, {"shippingPackageCode": "no such package"})
    elsewhere = client.post(DETAILS, {"shippingPackageCode": there.number})
    assert (elsewhere.status_code, elsewhere.content) == (200, missing.content)


def test_seven_packages_cost_the_statements_of_one(api):
    client = api()
    client.ask(SEARCH, {"statuses": ["PACKED"]})  # the first use of a token is written down
    asked = {SEARCH: {"statuses": ["PACKED"]}, BY_STATUS: {"statusCode": "PACKED"}}
    costs = {}

    for number in (1, 7):
        for n in range(number - Package.objects.count()):
            units = [factories.item() for _ in range(n + 1)]
            factories.package(state=PackageStatus.PACKED, items=units)
        for path, body in asked.items():
            with CaptureQueriesContext(connection) as log:
                said = client.ask(path, body)
            assert len(said.get("elements") or said["shippingPackages"]) == number
            costs[number, path] = len(log)

    assert costs[7, SEARCH] == costs[1, SEARCH]
    assert costs[7, BY_STATUS] == costs[1, BY_STATUS]


def test_the_details_have_every_key_and_type_of_the_contract(api):
    package = arranged.taxed(to=factories.DELHI, payment_type="cod")

    body = exact(api().post(DETAILS, {"shippingPackageCode": package.number}))

    assert differences(body, golden("shipping_package_details")["answer"]) == []
    shown = body["shippingPackageDetailDTO"]
    assert (shown["code"], shown["saleOrderCode"]) == (package.number, package.order.code)
    assert (shown["statusCode"], shown["shippingProvider"]) == ("DELIVERED", "BlueDart")
    assert [u["code"] for u in shown["saleOrderItems"]] == ["KURTA-0", "KURTA-1", "SARI-0"]
    assert [u["saleOrderItemCode"] for u in shown["saleOrderItems"]] == [
        u["code"] for u in shown["saleOrderItems"]
    ]
    first = package.order.orderitem_set.order_by("pk")[0]
    assert shown["saleOrderItems"][0]["saleOrderItemId"] == first.pk
    assert shown["saleOrderItems"][0]["itemTypeImageUrl"] == "https://x/1.jpg"
    assert shown["collectableAmount"] == Decimal("825.01")
    assert shown["saleOrderDetails"]["displayOrderCode"] == package.order.number


def test_the_details_of_a_package_hold_its_own_units_only(api):
    order = arranged.full_order()
    first = order.orderitem_set.order_by("pk")[0]
    package = Package.objects.get(order=order)
    package.packageitem_set.filter(order_item=first).delete()

    said = api().ask(DETAILS, {"shippingPackageCode": package.number})

    units = said["shippingPackageDetailDTO"]["saleOrderItems"]
    assert [unit["code"] for unit in units] == ["KURTA-1", "SARI-0"]


def test_seven_units_of_a_package_cost_the_statements_of_one(api):
    client, costs = api(), []
    client.ask(DETAILS, {"shippingPackageCode": "x"})
    for number in (1, 7):
        package = arranged.taxed(items=arranged.units(*[f"S{n}" for n in range(number)]))
        with CaptureQueriesContext(connection) as log:
            client.ask(DETAILS, {"shippingPackageCode": package.number})
        costs.append(len(log))

    assert costs[0] == costs[1]


def test_an_unknown_package_is_a_failure(api):
    said = api().ask(DETAILS, {"shippingPackageCode": "no such package"})

    assert (said["successful"], said["shippingPackageDetailDTO"]) == (False, None)
    assert said["errors"][0]["message"] == "INVALID_SHIPPING_PACKAGE_CODE"


def test_the_codes_of_a_status_are_texts_oldest_first(api, monkeypatch):
    codes = [factories.package().number for _ in range(3)]
    packed = factories.package(state=PackageStatus.PACKED)
    client = api()

    body = exact(client.post(BY_STATUS, {"statusCode": "CREATED"}))

    assert differences(body, golden("shipping_packages")["answer"]) == []
    assert body["shippingPackages"] == codes
    assert client.ask(BY_STATUS, {"statusCode": "PACKED"})["shippingPackages"] == [packed.number]
    assert client.ask(BY_STATUS, {"statusCode": "MERGED"})["shippingPackages"] == []
    monkeypatch.setattr(reading, "MOST_CODES", 2)
    assert client.ask(BY_STATUS, {"statusCode": "CREATED"})["shippingPackages"] == codes[1:]


@pytest.mark.parametrize("body", [{}, {"statusCode": "COMPLETE"}, {"statusCode": ["CREATED"]}])
def test_a_status_must_be_one(body, api):
    assert api().ask(BY_STATUS, body)["successful"] is False
