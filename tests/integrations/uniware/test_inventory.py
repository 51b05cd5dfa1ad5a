"""What lies at the facilities: sums by SKU, of whom, since when, and what a client may ask."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.uniware import inventory
from integrations.uniware.defaults import DEFAULTS
from orders.models import OrderItem, Product
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER, NOON
from tests.integrations.uniware.arranged import lay
from tests.integrations.uniware.shapes import differences, exact, golden
from tests.integrations.uniware.speech import refusal

pytestmark = pytest.mark.django_db
PATH = "/inventory/inventorySnapshot/get"


def shown(client, **body):
    answer = client.ask(PATH, body)
    assert answer["successful"] is True, answer
    return {
        row["itemTypeSKU"]: (row["inventory"], row["inventoryBlocked"], row["openSale"])
        for row in answer["inventorySnapshots"]
    }


def test_an_answer_has_every_key_and_type_of_the_contract(desk):
    lay("KURTA", factories.location(), 5)

    body = exact(desk.post(PATH, {"itemTypeSKUs": ["KURTA"]}))

    assert differences(body, golden("inventory_snapshot")["answer"]) == []
    (row,) = body["inventorySnapshots"]
    defaults = [path for path in DEFAULTS if path.startswith("inventorySnapshots.")]
    assert len(defaults) == 6
    for path in defaults:
        assert row[path.partition(".")[2]] == DEFAULTS[path].value


def test_what_can_be_sold_and_what_is_blocked_is_what_lies_there(desk):
    place = factories.location()
    lay("A", place, 12, reserved=3, safety=2)
    lay("B", place, 2, reserved=1, safety=4)
    lay("C", place, 0)

    assert shown(desk, itemTypeSKUs=["C", "A", "B", "unknown"]) == {
        "A": (7, 5, 0),
        "B": (0, 2, 0),
        "C": (0, 0, 0),
    }


def test_the_skus_come_in_order(desk):
    place = factories.location()
    for sku in ("B", "C", "A"):
        lay(sku, place, 1)

    assert list(shown(desk, itemTypeSKUs=["B", "A", "C"])) == ["A", "B", "C"]


def test_a_facility_that_lacks_something_takes_nothing_from_another(desk):
    lay("A", factories.location(), 1, safety=5)
    lay("A", factories.location(), 4)

    assert shown(desk, itemTypeSKUs=["A"]) == {"A": (4, 1, 0)}


def test_the_header_names_one_facility_and_without_it_all_of_the_partner_are_summed(api):
    here, there, foreign = (factories.location() for _ in range(3))
    for place, number in ((here, 1), (there, 10), (foreign, 100)):
        lay("A", place, number)
    lay("B", foreign, 5)
    mine = [here.pk, there.pk]

    assert shown(api(locations=mine), itemTypeSKUs=["A", "B"]) == {"A": (11, 0, 0)}
    one = api(locations=mine, facility=there.erp_code)
    assert shown(one, itemTypeSKUs=["A"]) == {"A": (10, 0, 0)}
    assert shown(api(), itemTypeSKUs=["A"]) == {"A": (111, 0, 0)}
    assert api(locations=mine, facility=foreign.erp_code).post(PATH, {}).status_code == 403


@time_machine.travel(LATER, tick=False)
def test_what_changed_lately_is_summed_over_all_facilities(desk):
    old, new = factories.location(), factories.location()
    lay("A", old, 3, at=NOON - timedelta(days=3))
    lay("A", new, 4, at=NOON)
    lay("B", old, 5, at=NOON - timedelta(minutes=1))

    assert shown(desk, updatedSinceInMinutes=60) == {"A": (7, 0, 0)}
    assert shown(desk, updatedSinceInMinutes=61) == {"A": (7, 0, 0), "B": (5, 0, 0)}
    assert shown(desk, updatedSinceInMinutes=60, itemTypeSKUs=["B"]) == {}
    assert shown(desk, updatedSinceInMinutes=0, itemTypeSKUs=["B"]) == {"B": (5, 0, 0)}


def test_what_waits_in_packages_without_a_piece_of_stock_is_an_open_sale(api):
    waiting = factories.package(items=[factories.item(product=factories.product(sku="A"))])
    place, product = waiting.stock_location, Product.objects.get(sku="A")
    held = factories.product(omnitron_id=product.omnitron_id, sku="A")
    packed = factories.package(state=PackageStatus.PACKED, items=[factories.item(product=held)])
    sent = factories.package(state=PackageStatus.SHIPPED, items=[factories.item(product=held)])
    stock = lay("A", place, 9, reserved=1)
    for package in (packed, sent):
        lay("A", package.stock_location, 0)

    assert shown(api(), itemTypeSKUs=["A"]) == {"A": (8, 1, 2)}
    assert shown(api(locations=[place.pk]), itemTypeSKUs=["A"]) == {"A": (8, 1, 1)}
    OrderItem.objects.filter(order=waiting.order).update(reserved_stock=stock)
    assert shown(api(), itemTypeSKUs=["A"]) == {"A": (8, 1, 1)}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, (1001, "MISSING_REQUIRED_PARAMETERS", None)),
        ({"itemTypeSKUs": []}, (1001, "MISSING_REQUIRED_PARAMETERS", None)),
        ({"updatedSinceInMinutes": 0}, (1001, "MISSING_REQUIRED_PARAMETERS", None)),
        ({"itemSKU": "A"}, (1001, "MISSING_REQUIRED_PARAMETERS", None)),
        ({"updatedSinceInMinutes": 1441}, (100085, "INVALID_API_REQUEST", "updatedSinceInMinutes")),
        ({"updatedSinceInMinutes": "9"}, (100085, "INVALID_API_REQUEST", "updatedSinceInMinutes")),
        ({"itemTypeSKUs": "A"}, (100085, "INVALID_API_REQUEST", "itemTypeSKUs")),
        ({"itemTypeSKUs": ["A"] * 10_001}, (100085, "INVALID_API_REQUEST", "itemTypeSKUs")),
    ],
)
def test_a_body_that_asks_for_nothing_or_too_much_is_a_failure(desk, body, told):
    assert refusal(desk.ask(PATH, body))[:3] == told


def test_ten_thousand_skus_and_a_whole_day_may_be_asked_for(desk):
    lay("A", factories.location(), 1)
    skus = ["A", *(f"none-{n}" for n in range(inventory.MOST_SKUS - 1))]

    assert shown(desk, itemTypeSKUs=skus) == {"A": (1, 0, 0)}
    assert shown(desk, itemTypeSKUs=["A"], updatedSinceInMinutes=1440) in ({}, {"A": (1, 0, 0)})


def test_seven_skus_cost_the_statements_of_one(desk):
    place, costs = factories.location(), []
    for n in range(7):
        lay(f"S{n}", place, n)
    desk.ask(PATH, {"itemTypeSKUs": ["S0"]})
    for number in (1, 7):
        with CaptureQueriesContext(connection) as log:
            assert len(shown(desk, itemTypeSKUs=[f"S{n}" for n in range(number)])) == number
        costs.append(len(log))

    assert costs[0] == costs[1]
