"""What cannot be blocked is refused by its code, and nothing is held."""

from uuid import uuid4

import pytest

from orders.models import StockReservation
from tests.integrations.vijaysales.arranged import (
    a_block,
    blocked,
    refusal,
    shelf,
)

pytestmark = pytest.mark.django_db
BLOCK = "inventory/block"


@pytest.mark.parametrize(
    ("changes", "code", "symbol"),
    [
        ({"pincode": "560001"}, 9020, "PINCODE_NOT_SERVICEABLE"),
        ({"deliveryType": "EXPRESS"}, 9020, "PINCODE_NOT_SERVICEABLE"),
        ({"storeCode": "GONE"}, 9011, "VALIDATION_FAILED"),
        ({"ttlSeconds": 59}, 9011, "VALIDATION_FAILED"),
        ({"ttlSeconds": 3601}, 9011, "VALIDATION_FAILED"),
        ({"pincode": "012345"}, 9011, "VALIDATION_FAILED"),
        ({"deliveryType": "DRONE"}, 9011, "VALIDATION_FAILED"),
        ({"referenceId": "x" * 65}, 9011, "VALIDATION_FAILED"),
        ({"items": [{"vanNo": "245179", "quantity": 0}]}, 9011, "VALIDATION_FAILED"),
        ({"items": [{"vanNo": "245179", "quantity": "1.5"}]}, 9011, "VALIDATION_FAILED"),
        ({"items": [{"vanNo": "a b", "quantity": 1}]}, 9011, "VALIDATION_FAILED"),
        ({"items": [{"vanNo": f"S{n}", "quantity": 1} for n in range(51)]}, 9011,
         "VALIDATION_FAILED"),
        ({"items": []}, 9011, "VALIDATION_FAILED"),
    ],
)  # fmt: skip
def test_what_cannot_be_blocked_is_refused_and_holds_nothing(shop, vijay, changes, code, symbol):
    answer = vijay.post(BLOCK, a_block(("245179", 1)) | changes)

    assert refusal(answer) == (422, code, symbol)
    assert (shelf(shop.phone), StockReservation.objects.count()) == ((3, 0), 0)


@pytest.mark.parametrize(
    ("without", "field"),
    [("referenceId", "referenceId"), ("items", "items"), ("pincode", "pincode")],
)
def test_what_is_missing_is_named(shop, vijay, without, field):
    body = a_block(("245179", 1))
    del body[without]

    answer = vijay.post(BLOCK, body)

    assert refusal(answer) == (400, 9010, "MISSING_PARAMETER")
    assert [told["field"] for told in answer.json()["details"]] == [field]


def test_all_lines_that_are_short_are_told_and_nothing_is_held(shop, vijay):
    answer = vijay.post(BLOCK, a_block(("C-1", 11), ("245179", 4)))

    assert refusal(answer) == (422, 9021, "INSUFFICIENT_STOCK")
    assert sorted(answer.json()["details"], key=lambda told: told["field"]) == [
        {"field": "items[0]", "message": "11 asked for, available 10.", "vanNo": "C-1",
         "requested": 11, "available": 10},
        {"field": "items[1]", "message": "4 asked for, available 3.", "vanNo": "245179",
         "requested": 4, "available": 3},
    ]  # fmt: skip
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 0), (10, 0))


def test_more_than_one_order_may_have_is_refused_with_the_limit(shop, vijay):
    answer = vijay.post(BLOCK, a_block(("245179", 6)))

    assert refusal(answer) == (422, 9011, "VALIDATION_FAILED")
    assert answer.json()["details"] == [
        {"field": "items[0]", "message": "6 asked for, limit 5.", "vanNo": "245179",
         "requested": 6, "limit": 5},
    ]  # fmt: skip


def test_every_unknown_sku_is_told(shop, vijay):
    answer = vijay.post(BLOCK, a_block(("X-1", 1), ("245179", 1), ("X-2", 1)))

    assert refusal(answer) == (422, 9022, "UNKNOWN_SKU")
    assert [(told["field"], told["vanNo"]) for told in answer.json()["details"]] == [
        ("items[0].vanNo", "X-1"),
        ("items[2].vanNo", "X-2"),
    ]
    assert shelf(shop.phone) == (3, 0)


def test_a_client_may_hold_a_thousand_blocks(shop, vijay):
    block = blocked(vijay, ("245179", 1))
    row = StockReservation.objects.get()
    facts = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    del facts["id"]
    StockReservation.objects.bulk_create(
        StockReservation(**facts | {"block_id": uuid4(), "reference": f"c{n}"}) for n in range(999)
    )

    assert refusal(vijay.post(BLOCK, a_block(("C-1", 1), reference="x"))) == (
        422,
        9027,
        "BLOCK_LIMIT",
    )
    vijay.send("DELETE", f"{BLOCK}/{block['blockId']}")
    assert blocked(vijay, ("C-1", 1), reference="x")["status"] == "ACTIVE"


@pytest.mark.parametrize("mode", ["HOME_DELIVERY", "EXPRESS"])
@pytest.mark.parametrize("store", [None, "MUM1"])
def test_goods_that_are_brought_need_the_place(shop, vijay, mode, store):
    body = a_block(("245179", 1), pincode=None, storeCode=store, deliveryType=mode)

    answer = vijay.post(BLOCK, body)

    assert refusal(answer) == (400, 9010, "MISSING_PARAMETER")
    assert [told["field"] for told in answer.json()["details"]] == ["pincode"]
    assert shelf(shop.phone) == (3, 0)
