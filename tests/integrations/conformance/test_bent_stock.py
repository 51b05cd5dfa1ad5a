"""Where an answer about stock is bent, or what should be a PDF is none, it is found."""

import re

import pytest

from integrations.conformance import runner
from integrations.conformance.asking import Host
from integrations.conformance.cases import Facts
from integrations.conformance.registry import DIALECTS
from webhooks.payloads import exact

KNOWN = {"token": "0a1b2c", "facility code": "F", "sku": "A"}
KNOWN |= {"invoice code": "I-1", "invoiced package": "P-1"}
FRAME = {"successful": True, "message": None, "errors": [], "warnings": None}
ERROR = {"code": 1, "fieldName": None, "description": "No", "message": "NO", "errorParams": None}
KEYS = ("inventory", "openSale", "openPurchase", "putawayPending", "inventoryBlocked")
MORE = ("pendingStockTransfer", "vendorInventory", "virtualInventory", "pendingInventoryAssessment")
PIECES = {"itemTypeSKU": "A"} | dict.fromkeys(KEYS + MORE, 1)
SENT = {"itemSKU": "A", "quantity": 1, "shelfCode": "D", "inventoryType": "GOOD_INVENTORY"}
SENT |= {"adjustmentType": "ADD", "facilityCode": "F", "sla": None}
SENT |= {"transferToShelfCode": None, "remarks": None}
DONE = {"facilityInventoryAdjustment": SENT, "successful": True, "errors": []}
LOST = {**DONE, "successful": False, "errors": [ERROR]}


@pytest.fixture
def found(httpserver):
    """Return a function that says what a case finds in an answer."""
    cases = {case.name: case for case in DIALECTS["uniware"].cases}

    def find(name, body, kind="application/json"):
        httpserver.clear()
        sent = body if isinstance(body, bytes) else exact(body)
        httpserver.expect_request(re.compile(".*")).respond_with_data(sent, content_type=kind)
        host, facts = Host(httpserver.url_for("")), Facts(KNOWN)
        (result,) = runner.run([cases[name]], host=host, facts=facts, writing=True)
        assert not result.reason
        return list(result.differences)

    return find


def test_the_inventory_is_held_against_the_page(found):
    name, rows = "inventorySnapshot/get: of a SKU", "$.inventorySnapshots[0]"

    def shown(row=PIECES, **changed):
        return found(name, FRAME | {"inventorySnapshots": [row | changed]})

    assert shown() == []
    assert shown(itemTypeSKU="B") == [f"{rows}.itemTypeSKU: 'B' is not asked for"]
    assert shown(inventory="9") == [f"{rows}.inventory: '9' is not a whole number"]
    without = {key: value for key, value in PIECES.items() if key != "openSale"}
    assert shown(without) == [f"{rows}.openSale: the key is missing"]


def test_a_window_that_is_too_wide_must_be_refused(found):
    name = "inventorySnapshot/get: more than a day"

    assert found(name, FRAME | {"successful": False, "errors": [ERROR]}) == []
    assert found(name, FRAME | {"inventorySnapshots": []})[0] == "$.successful: true is not false"


def test_every_row_of_an_adjustment_must_be_done_and_told_of(found):
    rows = "inventoryAdjustmentResponses"

    def shown(*answers):
        return found("inventory/adjust/bulk", FRAME | {rows: list(answers)})

    assert shown(DONE, DONE) == []
    assert shown(DONE, LOST) == [f"$.{rows}[1].successful: it was not done"]
    other = {**DONE, "facilityInventoryAdjustment": SENT | {"itemSKU": "B"}}
    assert shown(other) == [f"$.{rows}[0].facilityInventoryAdjustment.itemSKU: not what was sent"]
    assert shown() == [f"$.{rows}: the list is empty"]


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        ({"inventoryAdjustmentResponses": [LOST]}, True),
        ({"successful": False, "errors": [ERROR]}, True),
        ({"successful": False, "errors": []}, False),
        ({"inventoryAdjustmentResponses": [DONE]}, False),
        ({"inventoryAdjustmentResponses": []}, False),
        ({}, False),
    ],
)
def test_a_sku_that_does_not_exist_must_be_refused_somewhere(found, answer, fits):
    said = "$: what cannot be counted was counted, or nobody says why not"

    differences = found("inventory/adjust/bulk: an unknown SKU", FRAME | answer)

    assert differences == ([] if fits else [said])


@pytest.mark.parametrize("name", ["invoice/show", "shipment/show"])
def test_what_is_printed_must_be_a_pdf(found, name):
    assert found(name, b"%PDF-1.4 and so on", "application/pdf") == []
    assert found(name, b"<html>", "application/pdf") == ["$: it does not begin as a PDF does"]
    assert found(name, FRAME) == ["content type: application/json, not application/pdf"]
    unknown = f"{name}: an unknown {'invoice' if name == 'invoice/show' else 'package'}"
    assert found(unknown, FRAME | {"successful": False, "errors": [ERROR]}) == []
    assert found(unknown, b"%PDF-1.4", "application/pdf") == [
        "content type: application/pdf, not application/json"
    ]
