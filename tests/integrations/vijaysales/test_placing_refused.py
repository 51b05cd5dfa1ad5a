"""What is wrong with an order is told by its code, and leaves nothing behind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from orders.models import Order, OrderEvent, ServiceArea
from tests.integrations.vijaysales.arranged import (
    CABLE,
    PHONE,
    PICKUP,
    order_of,
    placed,
    refusal,
    second_location,
    shelf,
)
from tests.integrations.vijaysales.conftest import ADDRESS, an_order

pytestmark = pytest.mark.django_db

PREPAID = {"mode": "PREPAID", "transactionId": "T1"}


def nothing_was_written(shop):
    assert (Order.objects.count(), OrderEvent.objects.count()) == (0, 0)
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 0), (10, 0))


@pytest.mark.parametrize(
    ("changes", "code", "symbol"),
    [
        ({"orderAmount": "140479.01"}, 9028, "AMOUNT_MISMATCH"),
        ({"shippingCharge": "49.01"}, 9028, "AMOUNT_MISMATCH"),
        ({"payment": {"mode": "PREPAID", "transactionId": "T", "amount": "140478.99"}}, 9028,
         "AMOUNT_MISMATCH"),
        ({"payment": {"mode": "COD", "amount": "140478.99"}}, 9028, "AMOUNT_MISMATCH"),
        ({"payment": {"mode": "COD", "amount": "0.01"}}, 9028, "AMOUNT_MISMATCH"),
        ({"gstin": "27AAPFU0939F1ZW", "companyName": "Rao Ltd"}, 9029, "GSTIN_INVALID"),
        ({"blockId": "6c2de7d1-0000-4000-8000-000000000000"}, 9031, "BLOCK_NOT_FOUND"),
        ({"blockId": "mine"}, 9031, "BLOCK_NOT_FOUND"),
        ({"items": [PHONE | {"vanNo": "X-1"}], "shippingCharge": 0, "orderAmount": 69990}, 9022,
         "UNKNOWN_SKU"),
        ({"items": [PHONE | {"quantity": 4}], "shippingCharge": 0, "orderAmount": 279960}, 9021,
         "INSUFFICIENT_STOCK"),
        ({"items": [PHONE | {"quantity": 6}], "shippingCharge": 0, "orderAmount": 419940}, 9011,
         "VALIDATION_FAILED"),
        ({"shippingAddress": ADDRESS | {"pincode": "560001"}}, 9020, "PINCODE_NOT_SERVICEABLE"),
        ({"deliveryType": "EXPRESS"}, 9020, "PINCODE_NOT_SERVICEABLE"),
        ({"storeCode": "GONE"}, 9011, "VALIDATION_FAILED"),
        ({"orderDate": "2026-11-20T10:00:00"}, 9011, "VALIDATION_FAILED"),
        ({"shippingAddress": ADDRESS | {"state": "Bavaria"}}, 9011, "VALIDATION_FAILED"),
        ({"shippingAddress": ADDRESS | {"country": "US"}}, 9011, "VALIDATION_FAILED"),
        ({"shippingAddress": ADDRESS | {"pincode": "4000"}}, 9011, "VALIDATION_FAILED"),
        ({"customer": {"firstName": "A", "mobile": "12"}}, 9011, "VALIDATION_FAILED"),
        ({"orderAmount": "140479.001"}, 9011, "VALIDATION_FAILED"),
        ({"orderAmount": "-1"}, 9011, "VALIDATION_FAILED"),
        ({"partnerOrderId": "x" * 65}, 9011, "VALIDATION_FAILED"),
        ({"partnerOrderId": "VS/1"}, 9011, "VALIDATION_FAILED"),
        ({"partnerOrderId": ".."}, 9011, "VALIDATION_FAILED"),
        ({"partnerOrderId": "status"}, 9011, "VALIDATION_FAILED"),
        ({"notes": "x" * 501}, 9011, "VALIDATION_FAILED"),
        ({"items": [PHONE, CABLE | {"lineId": "a"}]}, 9011, "VALIDATION_FAILED"),
        ({"items": [PHONE | {"discount": "69990.01"}]}, 9011, "VALIDATION_FAILED"),
        ({"items": [PHONE | {"serialNumbers": ["1", "2"]}]}, 9011, "VALIDATION_FAILED"),
        ({"payment": {"mode": "CHEQUE"}}, 9011, "VALIDATION_FAILED"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing_behind(shop, vijay, changes, code, symbol):
    assert refusal(vijay.post("orders", an_order(**changes))) == (422, code, symbol)
    nothing_was_written(shop)
    assert vijay.post("orders", an_order()).status_code == 200  # the id is not used up


def test_an_order_date_may_be_five_minutes_ahead_and_no_more(shop, vijay):
    now = timezone.now()
    ahead = (now + timedelta(minutes=6)).isoformat()

    assert refusal(vijay.post("orders", an_order(orderDate=ahead)))[1] == 9011
    nothing_was_written(shop)
    assert placed(vijay, orderDate=(now + timedelta(minutes=4)).isoformat())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"partnerOrderId": None}, "partnerOrderId"),
        ({"shippingAddress": None}, "shippingAddress"),
        (PICKUP | {"storeCode": ""}, "storeCode"),
        ({"gstin": "27AAPFU0939F1ZV"}, "companyName"),
        ({"payment": {"mode": "PREPAID"}}, "payment.transactionId"),
        ({"items": [{"vanNo": "C-1", "quantity": 1}]}, "items[0].unitPrice"),
        ({"customer": {"firstName": "Asha"}}, "customer.mobile"),
    ],
)
def test_what_is_missing_is_named(shop, vijay, changes, field):
    answer = vijay.post("orders", an_order(**changes))

    assert refusal(answer) == (400, 9010, "MISSING_PARAMETER")
    assert [told["field"] for told in answer.json()["details"]] == [field]
    nothing_was_written(shop)


@pytest.mark.parametrize("store", ["", "GOA1"])
def test_goods_paid_at_the_door_come_from_where_cash_is_taken(shop, vijay, store):
    goa = second_location(shop, (shop.phone, 5))
    four = {"items": [PHONE | {"quantity": 4}], "shippingCharge": 0, "orderAmount": "279960"}
    cash = four | {"payment": {"mode": "COD"}, "storeCode": store}

    answer = vijay.post("orders", an_order(**cash))

    symbol = (9020, "PINCODE_NOT_SERVICEABLE") if store else (9021, "INSUFFICIENT_STOCK")
    assert refusal(answer) == (422, *symbol)
    assert shelf(shop.phone, goa) == (5, 0)
    ServiceArea.objects.filter(location=goa).update(cod=True)
    order = order_of(placed(vijay, **cash))
    assert order.packages.get().stock_location == goa


def test_cash_that_only_a_slower_location_takes_is_promised_by_its_day(shop, vijay):
    cash = {"items": [PHONE], "shippingCharge": 0, "orderAmount": "69990"}
    second_location(shop, (shop.phone, 5))  # four days
    days = [
        placed(vijay, **cash, partnerOrderId=number, payment=payment)["items"][0]["promisedBy"]
        for number, payment in [("VS-1", PREPAID), ("VS-2", {"mode": "COD"})]
    ]

    first, second = map(date.fromisoformat, days)
    assert first - second == timedelta(days=2)
