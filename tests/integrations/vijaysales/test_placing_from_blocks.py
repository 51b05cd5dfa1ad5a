"""Orders from blocks, and from what no block holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order, ServiceArea, StockReservation
from tests.integrations.vijaysales.arranged import (
    CABLE,
    PHONE,
    PICKUP,
    a_block,
    blocked,
    order_of,
    placed,
    refusal,
    second_location,
    shelf,
)
from tests.integrations.vijaysales.conftest import ADDRESS, an_order, partner_of

pytestmark = pytest.mark.django_db


def test_a_block_becomes_the_order_and_is_used_up(shop, vijay):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))

    order = order_of(placed(vijay, blockId=block["blockId"]))

    held = StockReservation.objects.get()
    assert (held.status, held.order) == ("consumed", order)
    assert shelf(shop.phone) == (3, 2)
    again = an_order(blockId=block["blockId"], partnerOrderId="VS-2")
    assert refusal(vijay.post("orders", again)) == (422, 9024, "BLOCK_ALREADY_USED")
    assert shelf(shop.phone) == (3, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"items": [PHONE, CABLE], "shippingCharge": 0, "orderAmount": "70490"},
        {"items": [PHONE | {"quantity": 2}], "shippingCharge": 0, "orderAmount": "139980"},
        {"shippingAddress": ADDRESS | {"pincode": "400002"}},
        {"storeCode": "MUM1"},
        PICKUP,
    ],
)
def test_an_order_must_be_what_was_blocked(shop, vijay, changes):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))

    answer = vijay.post("orders", an_order(blockId=block["blockId"]) | changes)

    assert refusal(answer) == (422, 9025, "BLOCK_MISMATCH")
    assert StockReservation.objects.get().status == "active"
    assert Order.objects.count() == 0


@pytest.mark.parametrize("store", ["", "MUM1"])
def test_a_block_is_for_one_way_of_delivery(shop, vijay, store):
    block = blocked(vijay, ("245179", 2), ("C-1", 1), storeCode=store)

    order = an_order(blockId=block["blockId"], deliveryType="EXPRESS", storeCode=store)

    assert refusal(vijay.post("orders", order)) == (422, 9025, "BLOCK_MISMATCH")
    assert StockReservation.objects.get().status == "active"


def test_a_block_for_the_counter_becomes_the_order_that_is_fetched_there(shop, vijay):
    asked = {"pincode": None, "storeCode": "MUM1", "deliveryType": "STORE_PICKUP"}
    block = blocked(vijay, ("245179", 2), ("C-1", 1), **asked)

    order = order_of(placed(vijay, **PICKUP, blockId=block["blockId"], payment={"mode": "COD"}))

    assert StockReservation.objects.get().order == order


def test_a_block_for_the_counter_near_a_pin_code_is_fetched_where_its_goods_lie(shop, vijay):
    block = blocked(vijay, ("245179", 2), ("C-1", 1), deliveryType="STORE_PICKUP")
    assert {item["locationCode"] for item in block["items"]} == {"MUM1"}
    goa = second_location(shop, (shop.phone, 5), (shop.cable, 5), is_pickup_location=True)
    asked = an_order(**PICKUP, blockId=block["blockId"])

    elsewhere = vijay.post("orders", asked | {"storeCode": goa.erp_code})

    assert refusal(elsewhere) == (422, 9025, "BLOCK_MISMATCH")
    assert order_of(placed(vijay, **PICKUP, blockId=block["blockId"])).retail_store == shop.location


def test_goods_for_the_counter_lie_at_one_store_or_are_not_blocked(shop, vijay):
    goa = second_location(shop, (shop.phone, 5))  # has no cable
    ServiceArea.objects.create(location=goa, pincode="4000", mode="STORE_PICKUP")

    answer = vijay.post(
        "inventory/block", a_block(("245179", 4), ("C-1", 1), deliveryType="STORE_PICKUP")
    )

    assert refusal(answer) == (422, 9021, "INSUFFICIENT_STOCK")
    details = answer.json()["details"]
    assert [(one["vanNo"], one["requested"], one["available"]) for one in details] == [
        ("245179", 4, 3)
    ]
    assert (shelf(shop.phone, goa), shelf(shop.cable)) == ((5, 0), (10, 0))


def test_a_block_where_no_cash_is_taken_makes_no_order_that_is_paid_at_the_door(shop, vijay):
    second_location(shop, (shop.phone, 5))  # takes none
    goods = [PHONE | {"quantity": 4}]
    block = blocked(vijay, ("245179", 4))["blockId"]
    order = an_order(items=goods, shippingCharge=0, orderAmount="279960", blockId=block)

    answer = vijay.post("orders", order | {"payment": {"mode": "COD"}})

    assert refusal(answer) == (422, 9020, "PINCODE_NOT_SERVICEABLE")
    assert (StockReservation.objects.get().status, Order.objects.count()) == ("active", 0)
    assert vijay.post("orders", order).status_code == 200


def test_a_block_whose_time_is_over_makes_no_order(shop, vijay):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))
    StockReservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = vijay.post("orders", an_order(blockId=block["blockId"]))

    assert refusal(answer) == (422, 9023, "BLOCK_EXPIRED")
    assert Order.objects.count() == 0


def test_another_partners_block_makes_no_order(shop, vijay):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))
    other = partner_of(shop.channel, name="Other")

    answer = other.post("orders", an_order(blockId=block["blockId"]))

    assert refusal(answer) == (422, 9031, "BLOCK_NOT_FOUND")
    assert StockReservation.objects.get().status == "active"


def test_an_order_without_a_block_takes_what_is_left(shop, vijay):
    assert refusal(vijay.post("inventory/block", a_block(("245179", 4))))[1] == 9021
    placed(vijay)

    answer = vijay.post("orders", an_order(partnerOrderId="VS-2"))

    assert refusal(answer) == (422, 9021, "INSUFFICIENT_STOCK")
    assert answer.json()["details"] == [
        {"field": "items[0]", "message": "2 asked for, available 1.", "vanNo": "245179",
         "requested": 2, "available": 1},
    ]  # fmt: skip
    assert shelf(shop.phone) == (3, 2)
