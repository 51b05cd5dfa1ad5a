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


def test_null_is_as_good_as_absent(vijay):
    nulls = {"ttlSeconds": None, "deliveryType": None, "storeCode": None, "note": None}

    first = vijay.post(BLOCK, a_block(("C-1", 1), **nulls)).json()["data"]

    assert (first["ttlSeconds"], first["blockId"]) == (900, blocked(vijay, ("C-1", 1))["blockId"])


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


def test_a_store_is_blocked_at_by_its_code(shop, vijay):
    told = blocked(
        vijay, ("245179", 1), pincode=None, storeCode="MUM1", deliveryType="STORE_PICKUP"
    )

    assert told["items"] == [{"vanNo": "245179", "quantity": 1, "locationCode": "MUM1"}]
