"""Counts that a partner tells: each row by itself, at its own facilities only, and no more."""

import pytest

from integrations.models import AccessToken
from orders.models import Stock
from tests import factories
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import differences, exact, golden
from tests.integrations.uniware.speech import framed, refusal

pytestmark = pytest.mark.django_db
PATH = "/inventory/adjust/bulk"


@pytest.fixture
def place(db):
    elsewhere = factories.location(is_active=False)
    for sku in "AB":
        arranged.lay(sku, elsewhere, 0).delete()
    return factories.location(erp_code="MUM1")


def row(sku="A", quantity=5, kind="REPLACE", **more):
    named = {"itemSKU": sku, "quantity": quantity, "shelfCode": "DEFAULT"}
    return named | {"adjustmentType": kind, "facilityCode": "MUM1"} | more


def counts():
    rows = Stock.objects.order_by("product__sku", "location")
    return list(rows.values_list("product__sku", "on_hand", "reserved"))


def test_an_answer_has_every_key_and_type_of_the_contract_and_repeats_the_row(desk, place):
    sent = row(remarks="counted", inventoryType=None)

    body = exact(desk.post(PATH, {"inventoryAdjustments": [sent]}))

    assert differences(body, golden("inventory_adjust")["answer"]) == []
    (answer,) = body["inventoryAdjustmentResponses"]
    assert (body["successful"], answer["successful"], answer["errors"]) == (True, True, [])
    assert answer["facilityInventoryAdjustment"] == sent | {
        "inventoryType": "GOOD_INVENTORY",
        "transferToShelfCode": None,
        "sla": None,
        "batchCode": None,
        "forceAllocate": True,
    }
    assert counts() == [("A", 5, 0)]


def test_rows_are_done_in_their_order(desk, place):
    arranged.lay("A", place, 1)
    rows = [row(quantity=4), row(quantity=3, kind="ADD"), row(quantity=2, kind="REMOVE")]

    answer = desk.ask(PATH, {"inventoryAdjustments": [*rows, row("B", 7, "ADD")]})

    assert answer["successful"] is True
    assert counts() == [("A", 5, 0), ("B", 7, 0)]


def test_of_a_good_and_a_bad_row_the_good_one_is_done_and_the_bad_one_says_why(desk, place):
    arranged.lay("A", place, 9, reserved=3)

    answer = desk.ask(PATH, {"inventoryAdjustments": [row(quantity=2), row("B", 1)]})

    assert (answer["successful"], answer["errors"]) == (True, [])
    first, second = answer["inventoryAdjustmentResponses"]
    assert second["successful"] is True
    assert first["successful"] is False
    assert first["errors"] == [
        {
            "code": 60004,
            "fieldName": "quantity",
            "description": "3 pieces are promised: there cannot be 2.",
            "message": "INVENTORY_NOT_AVAILABLE",
            "errorParams": None,
        }
    ]
    assert counts() == [("A", 9, 3), ("B", 1, 0)]


def test_more_than_there_is_cannot_be_removed(desk, place):
    arranged.lay("A", place, 2)

    answer = desk.ask(PATH, {"inventoryAdjustments": [row(quantity=3, kind="REMOVE")]})

    assert refusal(answer)[:3] == (60004, "INVENTORY_NOT_AVAILABLE", "quantity")
    assert counts() == [("A", 2, 0)]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"itemSKU": "C"}, (10001, "INVALID_ITEM_TYPE", "itemSKU")),
        ({"itemSKU": None}, (1001, "MISSING_REQUIRED_PARAMETERS", "itemSKU")),
        ({"facilityCode": "none"}, (200001, "INVALID_FACILITY_CODE", "facilityCode")),
        ({"facilityCode": ""}, (1001, "MISSING_REQUIRED_PARAMETERS", "facilityCode")),
        ({"shelfCode": None}, (1001, "MISSING_REQUIRED_PARAMETERS", "shelfCode")),
        ({"quantity": None}, (1001, "MISSING_REQUIRED_PARAMETERS", "quantity")),
        ({"quantity": -1}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"quantity": 1.5}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"quantity": "5"}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"quantity": True}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"quantity": 2**31}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"quantity": 1e15}, (100085, "INVALID_API_REQUEST", "quantity")),
        ({"adjustmentType": None}, (1001, "MISSING_REQUIRED_PARAMETERS", "adjustmentType")),
        ({"adjustmentType": "add"}, (100085, "INVALID_API_REQUEST", "adjustmentType")),
        ({"adjustmentType": "TRANSFER"}, (500001, "FEATURE_NOT_SUPPORTED", "adjustmentType")),
        ({"inventoryType": "BAD_INVENTORY"}, (500001, "FEATURE_NOT_SUPPORTED", "inventoryType")),
        ({"inventoryType": "OLD"}, (100085, "INVALID_API_REQUEST", "inventoryType")),
        ({"remarks": "x" * 256}, (100085, "INVALID_API_REQUEST", "remarks")),
        ({"remarks": []}, (100085, "INVALID_API_REQUEST", "remarks")),
    ],
)
def test_a_row_that_cannot_be_done_says_why_and_changes_nothing(desk, place, wrong, told):
    arranged.lay("A", place, 2)

    answer = desk.ask(PATH, {"inventoryAdjustments": [row() | wrong]})

    assert refusal(answer)[:3] == told
    (only,) = answer["inventoryAdjustmentResponses"]
    assert (only["successful"], only["errors"]) == (False, answer["errors"])
    assert counts() == [("A", 2, 0)]


def test_a_whole_number_may_be_written_with_a_fraction(desk, place):
    assert desk.ask(PATH, {"inventoryAdjustments": [row(quantity=12.0)]})["successful"] is True
    assert counts() == [("A", 12, 0)]


def test_one_sku_counted_on_two_shelves_is_refused_on_both(desk, place):
    arranged.lay("A", place, 2)
    rows = [row(shelfCode="S1"), row(shelfCode="S2"), row("B", shelfCode="S2")]

    answer = desk.ask(PATH, {"inventoryAdjustments": rows})

    told = [each["successful"] for each in answer["inventoryAdjustmentResponses"]]
    assert told == [False, False, True]
    codes = [
        error["code"] for each in answer["inventoryAdjustmentResponses"] for error in each["errors"]
    ]
    assert codes == [30003, 30003]
    assert counts() == [("A", 2, 0), ("B", 5, 0)]


@pytest.mark.parametrize(
    "rows", [None, [], {}, "A", [1], [[]], [row()] * 1001], ids=lambda rows: str(rows)[:9]
)
def test_what_is_no_list_of_rows_is_a_failure(desk, place, rows):
    answer = desk.ask(PATH, {"inventoryAdjustments": rows})

    code = 1001 if rows is None else 100085
    assert refusal(answer)[0::2][:1] == (code,)
    assert refusal(answer)[2] == "inventoryAdjustments"
    assert counts() == []


def test_a_foreign_facility_is_answered_as_one_that_does_not_exist(api, place):
    theirs = factories.location(erp_code="DEL1")
    desk = api(locations=[place.pk])

    foreign, missing = (
        desk.ask(PATH, {"inventoryAdjustments": [row(facilityCode=code)]})["errors"]
        for code in (theirs.erp_code, "none")
    )

    assert foreign == missing
    assert foreign[0]["message"] == "INVALID_FACILITY_CODE"
    assert counts() == []


def test_a_row_may_be_of_another_facility_than_the_header(api, place):
    factories.location(erp_code="DEL1")

    answer = api(facility="DEL1").ask(PATH, {"inventoryAdjustments": [row()]})

    assert answer["successful"] is True
    assert counts() == [("A", 5, 0)]


def test_a_token_that_may_only_read_counts_nothing(desk, place):
    AccessToken.objects.update(rights=["read"])

    answer = desk.post(PATH, {"inventoryAdjustments": [row()]})

    assert framed(answer, 403)[1] == "ACCESS_DENIED"
    assert counts() == []
