"""What a client of Uniware expects when it reads the inventory, and when it counts."""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.conformance import uniware_shapes as of
from integrations.conformance.asking import Answer
from integrations.conformance.cases import Case, Facts
from integrations.conformance.checks import every, some
from integrations.conformance.shapes import Filled
from integrations.conformance.uniware_asking import at_facility, call

SNAPSHOT = "/inventory/inventorySnapshot/get"
ADJUST = "/inventory/adjust/bulk"
SNAPSHOT_PAGE = "Get Inventory Snapshot page"
ADJUST_PAGE = "Adjust Inventory - Bulk page; a recorded answer [F]"
A_DAY = {"updatedSinceInMinutes": 1440}
DONE = of.success(inventoryAdjustmentResponses=Filled(of.ADJUSTED))
REFUSED = {"successful": "flag", "message": "text?", "warnings": "none"}
_ASKED = every("inventorySnapshots", "itemTypeSKU", lambda v, facts: v == facts["sku"], "asked for")


def _skus(facts):
    return [facts["sku"]]


def _row(facts: Facts, kind: str, **changed: Any) -> Mapping[str, Any]:
    """Count one piece, as [F] does."""
    place = {"facilityCode": facts["facility code"], "shelfCode": "DEFAULT"}
    counted = {"itemSKU": facts["sku"], "quantity": 1, "inventoryType": "GOOD_INVENTORY"}
    return place | counted | {"adjustmentType": kind} | changed


def _adjust(*kinds, **changed):
    def ask(facts):
        rows = [_row(facts, kind, **changed) for kind in kinds]
        facility = facts["facility code"]
        return call(ADJUST, facts, {"inventoryAdjustments": rows}, Facility=facility)

    return ask


def _each_done(answer: Answer, facts: Facts) -> Iterator[str]:
    """Every row was done, and tells what was sent."""
    for n, row in enumerate(answer.body["inventoryAdjustmentResponses"]):
        where = f"$.inventoryAdjustmentResponses[{n}]"
        if not row["successful"]:
            yield f"{where}.successful: it was not done"
        if row["facilityInventoryAdjustment"]["itemSKU"] != facts["sku"]:
            yield f"{where}.facilityInventoryAdjustment.itemSKU: not what was sent"


def _none_done(answer: Answer, facts: Facts) -> Iterator[str]:
    """The answer as a whole failed, or each of its rows did; either says why."""
    rows = answer.body.get("inventoryAdjustmentResponses") or []
    told = rows if answer.body["successful"] else [answer.body]
    if not told or any(one.get("successful") or not one.get("errors") for one in told):
        yield "$: what cannot be counted was counted, or nobody says why not"


CASES = (
    Case("inventorySnapshot/get: of a SKU", f"{SNAPSHOT_PAGE}; [A], [F]",
        at_facility(SNAPSHOT, {"itemTypeSKUs": _skus}),
        shape=of.success(inventorySnapshots=[of.INVENTORY]),
        checks=(some("inventorySnapshots"), _ASKED)),
    Case("inventorySnapshot/get: of a day", f"{SNAPSHOT_PAGE}; clients send 1440 alone",
        at_facility(SNAPSHOT, A_DAY), shape=of.success(inventorySnapshots=[of.INVENTORY])),
    Case("inventorySnapshot/get: both", f"{SNAPSHOT_PAGE}; [F] sends both",
        at_facility(SNAPSHOT, A_DAY | {"itemTypeSKUs": _skus}),
        shape=of.success(inventorySnapshots=[of.INVENTORY]), checks=(_ASKED,)),
    Case("inventorySnapshot/get: an unknown SKU", "envelope rules",
        at_facility(SNAPSHOT, {"itemTypeSKUs": ["no-such-sku-0"]}),
        shape={"successful": "flag", "message": "text?", "errors": "any", "warnings": "none"}),
    Case("inventorySnapshot/get: more than a day", f"{SNAPSHOT_PAGE}: 24 hours",
        at_facility(SNAPSHOT, {"updatedSinceInMinutes": 1441}), shape=of.FAILURE),
    Case("inventory/adjust/bulk", ADJUST_PAGE, _adjust("ADD", "REMOVE"), shape=DONE,
        checks=(_each_done,), writes=True),
    Case("inventory/adjust/bulk: an unknown SKU", f"{ADJUST_PAGE}; envelope rules",
        _adjust("ADD", itemSKU="no-such-sku-0"), shape=REFUSED, checks=(_none_done,), writes=True),
    Case("inventory/adjust/bulk: a kind that is none", ADJUST_PAGE, _adjust("LOSE"),
        (200, 400), shape=REFUSED, checks=(_none_done,), writes=True),
)  # fmt: skip
