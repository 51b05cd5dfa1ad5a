"""Blocks: all or nothing, once per reference, until they expire, are let go or become an order."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from orders.models import StockReservation
from tests.integrations.vijaysales.arranged import (
    a_block,
    blocked,
    placed,
    refusal,
    second_location,
    shelf,
)
from tests.integrations.vijaysales.conftest import partner_of

pytestmark = pytest.mark.django_db
BLOCK = "inventory/block"


def over(block):
    """Let the time of a block be over."""
    past = timezone.now() - timedelta(seconds=1)
    StockReservation.objects.filter(block_id=block["blockId"]).update(expires_at=past)


def test_a_block_is_told_whole_and_holds_its_goods(shop, vijay):
    told = blocked(vijay, ("245179", 2), ("C-1", 1), ttlSeconds=600)

    created, expires = (datetime.fromisoformat(told[name]) for name in ("createdAt", "expiresAt"))
    assert timedelta(seconds=599) <= expires - created <= timedelta(seconds=601)
    assert {told[name][-6:] for name in ("createdAt", "expiresAt")} == {"+05:30"}
    assert told == {
        "blockId": str(StockReservation.objects.get().block_id),
        "referenceId": "cart-1",
        "status": "ACTIVE",
        "createdAt": told["createdAt"],
        "expiresAt": told["expiresAt"],
        "ttlSeconds": 600,
        "items": [
            {"vanNo": "245179", "quantity": 2, "locationCode": "MUM1"},
            {"vanNo": "C-1", "quantity": 1, "locationCode": "MUM1"},
        ],
    }
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 2), (10, 1))
    assert vijay.get(f"{BLOCK}/{told['blockId']}").json() == {"data": told}


def test_an_sku_that_stands_twice_is_summed_and_may_be_a_number(shop, vijay):
    told = blocked(vijay, (245179, 1), ("245179", 1))

    assert (told["ttlSeconds"], told["items"]) == (
        900,
        [{"vanNo": "245179", "quantity": 2, "locationCode": "MUM1"}],
    )
    assert shelf(shop.phone) == (3, 2)


def test_the_same_reference_and_content_get_the_same_block_and_no_longer_time(shop, vijay):
    first = vijay.post(BLOCK, a_block(("245179", 2)))
    again = vijay.post("inventory/blocks/", a_block(("245179", 1), (" 245179", 1)))

    assert again.content == first.content
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert shelf(shop.phone) == (3, 2)


def test_a_reference_stands_for_one_content_until_it_is_free_again(shop, vijay):
    first = blocked(vijay, ("245179", 1))
    reused = vijay.post(BLOCK, a_block(("245179", 2)))
    assert refusal(reused) == (422, 9036, "REFERENCE_REUSED")

    released = vijay.post(f"{BLOCK}/{first['blockId']}/release")
    assert released.json()["data"] == first | {"status": "RELEASED"}
    second = blocked(vijay, ("245179", 2))
    over(second)
    third = blocked(vijay, ("245179", 3))

    assert len({block["blockId"] for block in (first, second, third)}) == 3
    assert shelf(shop.phone) == (3, 3)


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


def test_a_release_is_told_alike_however_often_and_frees_the_goods_once(shop, vijay):
    block = blocked(vijay, ("245179", 2))
    address = f"{BLOCK}/{block['blockId']}"

    first = vijay.send("DELETE", address)
    again = vijay.post(f"{address}/release")

    assert first.json() == {"data": block | {"status": "RELEASED"}}
    assert again.content == first.content
    assert shelf(shop.phone) == (3, 0)


def test_a_block_whose_time_is_over_is_told_as_expired_before_anybody_swept(shop, vijay):
    block = blocked(vijay, ("245179", 2))
    over(block)
    address = f"{BLOCK}/{block['blockId']}"

    assert vijay.get(address).json()["data"]["status"] == "EXPIRED"
    released = vijay.send("DELETE", address)
    assert (released.status_code, released.json()["data"]["status"]) == (200, "EXPIRED")
    assert shelf(shop.phone) == (3, 0)


def test_a_block_that_an_order_holds_is_not_let_go(shop, vijay):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))
    placed(vijay, blockId=block["blockId"])

    answer = vijay.send("DELETE", f"{BLOCK}/{block['blockId']}")

    assert refusal(answer) == (422, 9024, "BLOCK_ALREADY_USED")
    assert vijay.get(f"{BLOCK}/{block['blockId']}").json()["data"]["status"] == "CONSUMED"
    assert shelf(shop.phone) == (3, 2)


def test_another_partners_block_is_none(shop, vijay):
    block = blocked(vijay, ("245179", 1))
    other = partner_of(shop.channel, name="Other")
    missing = f"{BLOCK}/{uuid4()}"

    for method in ("GET", "DELETE"):
        foreign = other.send(method, f"{BLOCK}/{block['blockId']}")
        unknown = other.send(method, missing)
        assert refusal(foreign) == refusal(unknown) == (404, 101, "NOT_FOUND")
        assert foreign.json()["error"] == unknown.json()["error"]
    assert refusal(other.get(f"{BLOCK}/no-uuid")) == (404, 101, "NOT_FOUND")
    assert shelf(shop.phone) == (3, 1)


def test_a_reference_is_each_partners_own(shop, vijay):
    other = partner_of(shop.channel, name="Other")

    assert blocked(vijay, ("245179", 1))["blockId"] != blocked(other, ("245179", 1))["blockId"]
    assert shelf(shop.phone) == (3, 2)


def test_a_cart_that_no_location_has_whole_lies_line_by_line(shop, vijay):
    second_location(shop, (shop.phone, 5))

    told = blocked(vijay, ("245179", 4), ("C-1", 1))

    assert {line["vanNo"]: line["locationCode"] for line in told["items"]} == {
        "245179": "GOA1",
        "C-1": "MUM1",
    }


@pytest.mark.parametrize("mode", ["HOME_DELIVERY", "EXPRESS"])
@pytest.mark.parametrize("store", [None, "MUM1"])
def test_goods_that_are_brought_need_the_place(shop, vijay, mode, store):
    body = a_block(("245179", 1), pincode=None, storeCode=store, deliveryType=mode)

    answer = vijay.post(BLOCK, body)

    assert refusal(answer) == (400, 9010, "MISSING_PARAMETER")
    assert [told["field"] for told in answer.json()["details"]] == ["pincode"]
    assert shelf(shop.phone) == (3, 0)


def test_a_store_is_blocked_at_by_its_code(shop, vijay):
    told = blocked(
        vijay, ("245179", 1), pincode=None, storeCode="MUM1", deliveryType="STORE_PICKUP"
    )

    assert told["items"] == [{"vanNo": "245179", "quantity": 1, "locationCode": "MUM1"}]
