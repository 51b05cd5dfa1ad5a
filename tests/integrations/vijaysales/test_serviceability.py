"""Serviceability: by SKU, in the shape that the shop's page reads, within what a partner sees."""

from datetime import time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Product, ServiceArea, Stock, StockReservation
from tests.factories import NOON
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

UNFIT, MISSING = (422, 9011, "VALIDATION_FAILED"), (400, 9010, "MISSING_PARAMETER")
PATH = "serviceability?pincode=400001&vanNo="


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
def test_each_way_is_told_with_its_promise(shop, vijay):
    shop.location.service_areas.filter(mode="HOME_DELIVERY").update(cutoff=time(17), charge=49)

    told = vijay.get(PATH + "245179").json()

    assert told == {
        "data": {
            "245179": {
                "isServiceable": True,
                "maxQuantity": 3,
                "shippingModes": [
                    {
                        "mode": "HOME_DELIVERY",
                        "deliveryType": "HOME_DELIVERY",
                        "promisedFrom": "2026-11-23",
                        "promisedTo": "2026-11-23",
                        "cutoffAt": "2026-11-21T17:00:00+05:30",
                        "charge": "49.00",
                        "codAvailable": True,
                    },
                    {
                        "mode": "STORE_PICKUP",
                        "deliveryType": "STORE_PICKUP",
                        "promisedFrom": "2026-11-21",
                        "promisedTo": "2026-11-21",
                        "cutoffAt": None,
                        "charge": "0.00",
                        "codAvailable": True,
                    },
                ],
                "storePickupList": [],
                "reason": None,
            }
        }
    }


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
def test_stores_are_listed_when_they_are_asked_for(shop, vijay):
    (store,) = vijay.get(PATH + "C-1&storeList=true").json()["data"]["C-1"]["storePickupList"]

    assert store == {
        "storeCode": "MUM1",
        "name": "Mumbai One",
        "address": "",
        "pincode": "",
        "latitude": None,
        "longitude": None,
        "availableQuantity": 10,
        "readyAt": "2026-11-21T15:30:00+05:30",
    }


@pytest.mark.parametrize(
    ("pincode", "sku", "quantity", "most", "reason"),
    [
        ("400001", "245179", 3, 3, None),
        ("400001", "245179", 4, 3, "OUT_OF_STOCK"),
        ("400001", "245179", 6, 3, "QUANTITY_EXCEEDS_LIMIT"),
        ("400001", "C-1", 10, 10, None),
        ("400001", "777", 1, 0, "UNKNOWN_SKU"),
        ("560001", "245179", 1, 0, "PINCODE_NOT_COVERED"),
        ("999999", "245179", 1, 0, "PINCODE_NOT_COVERED"),
    ],
)
def test_a_negative_answer_is_a_200_with_its_reason(vijay, pincode, sku, quantity, most, reason):
    body = {"pincode": pincode, "items": [{"vanNo": sku, "quantity": quantity}]}
    query = f"serviceability?pincode={pincode}&vanNo={sku}&quantity={quantity}"

    answers = [vijay.post("serviceability", body), vijay.get(query)]

    for answer in answers:
        told = answer.json()["data"][sku]
        assert answer.status_code == 200
        assert (told["maxQuantity"], told["reason"]) == (most, reason)
        assert told["isServiceable"] is (reason is None)
        assert bool(told["shippingModes"]) is (reason is None)


def test_every_sku_that_was_asked_stands_once_in_the_answer(vijay):
    told = vijay.get("servicability?pincode=400001&sku=C-1,777,C-1,%20245179,").json()["data"]

    assert list(told) == ["C-1", "777", "245179"]


def test_the_same_sku_twice_is_one_quantity(vijay):
    items = [{"vanNo": 245179, "quantity": 2}, {"vanNo": "245179", "quantity": 2}]

    told = vijay.post("serviceability", {"pincode": 400001, "items": items}).json()["data"]

    assert told["245179"]["reason"] == "OUT_OF_STOCK"


def test_a_sku_of_two_products_names_none(shop, vijay):
    Product.objects.create(name="Twin", sku="C-1", created_date=NOON, modified_date=NOON)

    assert vijay.get(PATH + "C-1").json()["data"]["C-1"]["reason"] == "UNKNOWN_SKU"


def test_cash_is_taken_only_where_it_is(shop, vijay):
    told = vijay.get(PATH + "C-1&paymentMode=COD").json()["data"]["C-1"]
    ways = ["HOME_DELIVERY", "STORE_PICKUP"]  # over its counter a store takes it always
    assert [one["mode"] for one in told["shippingModes"]] == ways
    assert all(one["codAvailable"] for one in told["shippingModes"])

    ServiceArea.objects.update(cod=False)
    told = vijay.get(PATH + "C-1&paymentMode=COD").json()["data"]["C-1"]
    assert [one["mode"] for one in told["shippingModes"]] == ["STORE_PICKUP"]

    ServiceArea.objects.filter(mode="STORE_PICKUP").delete()
    told = vijay.get(PATH + "C-1&paymentMode=COD").json()["data"]["C-1"]
    assert (told["isServiceable"], told["reason"]) == (False, "PINCODE_NOT_COVERED")


def test_a_partner_sees_its_own_locations_only(shop, vijay):
    vijay.partner.locations = []
    vijay.partner.save(update_fields=["locations"])

    told = vijay.get(PATH + "C-1&storeList=true").json()["data"]["C-1"]

    assert (told["maxQuantity"], told["storePickupList"]) == (0, [])
    assert told["reason"] == "PINCODE_NOT_COVERED"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("pincode=400001", MISSING),
        ("vanNo=1", MISSING),
        ("pincode=400001&vanNo=", MISSING),
        ("pincode=40001&vanNo=1", UNFIT),
        ("pincode=040001&vanNo=1", UNFIT),
        ("pincode=400001&vanNo=a b", UNFIT),
        ("pincode=400001&vanNo=1&quantity=0", UNFIT),
        ("pincode=400001&vanNo=1&quantity=x", UNFIT),
        ("pincode=400001&vanNo=1&paymentMode=GOLD", UNFIT),
        ("pincode=400001&vanNo=1&storeList=maybe", UNFIT),
        ("pincode=400001&vanNo=" + ",".join(map(str, range(51))), UNFIT),
    ],
)
def test_a_question_that_is_none_is_refused(vijay, query, expected):
    assert refusal(vijay.get(f"serviceability?{query}")) == expected


@pytest.mark.parametrize(
    ("body", "expected", "field"),
    [
        ({"items": [{"vanNo": "1"}]}, MISSING, "pincode"),
        ({"pincode": "400001"}, MISSING, "items"),
        ({"pincode": "400001", "items": []}, UNFIT, "items"),
        ({"pincode": "400001", "items": [{"quantity": 1}]}, MISSING, "items[0].vanNo"),
        ({"pincode": "400001", "items": [{"vanNo": "1", "quantity": 0}]}, UNFIT,
            "items[0].quantity"),
        ({"pincode": "400001", "items": [{"vanNo": "1"}, 5]}, UNFIT, "items[1]"),
        ({"pincode": "400001", "items": [{"vanNo": str(n)} for n in range(51)]}, UNFIT, "items"),
        ({"pincode": "400001", "items": {"vanNo": "1"}}, UNFIT, "items"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_question_names_the_field(vijay, body, expected, field):
    answer = vijay.post("serviceability", body)

    assert refusal(answer) == expected
    assert [told["field"] for told in answer.json()["details"]] == [field]


def test_fifty_skus_cost_the_queries_of_one_and_nothing_is_written(shop, vijay):
    skus = [str(100_000 + n) for n in range(49)]
    products = Product.objects.bulk_create(
        Product(name=sku, sku=sku, created_date=NOON, modified_date=NOON) for sku in skus
    )
    Stock.objects.bulk_create(
        Stock(product=product, location=shop.location, on_hand=1, modified_date=NOON)
        for product in products
    )
    vijay.get(PATH + "C-1&storeList=true")
    with CaptureQueriesContext(
        connection,
    ) as one:
        vijay.get(PATH + "C-1&storeList=true")
    with CaptureQueriesContext(connection) as fifty:
        told = vijay.get(PATH + ",".join(["C-1", *skus]) + "&storeList=true").json()["data"]

    assert len(told) == 50
    assert all(verdict["isServiceable"] for verdict in told.values())
    assert len(fifty) == len(one)
    assert not [q for q in fifty if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not StockReservation.objects.exists()
