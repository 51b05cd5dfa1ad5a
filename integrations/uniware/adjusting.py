"""Counts of goods as a partner tells them (Uniware: Adjust Inventory - Bulk page)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from integrations.models import AccessToken
from integrations.uniware import envelope
from integrations.uniware.defaults import complete
from integrations.uniware.described import TEXT, WHOLE, call
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import UniwareView, missing, text
from orders.commands import stock
from orders.naming import Names, Unknown
from orders.scope import Scope

MOST = 1000
LARGEST = 2**31 - 1
OF_64_BITS = 2**63
LONGEST_REMARK = 255
GOOD = "GOOD_INVENTORY"
TYPES = (GOOD, "BAD_INVENTORY", "QC_REJECTED", "VIRTUAL_INVENTORY")
KINDS = ("ADD", "REMOVE", "REPLACE", "TRANSFER")
PATH = "inventoryAdjustmentResponses.facilityInventoryAdjustment"
ROW = {
    "type": "object",
    "properties": {
        "itemSKU": TEXT,
        "quantity": WHOLE | {"minimum": 0},
        "shelfCode": TEXT,
        "inventoryType": TEXT | {"enum": list(TYPES), "default": GOOD},
        "transferToShelfCode": TEXT,
        "adjustmentType": TEXT | {"enum": list(KINDS)},
        "remarks": TEXT | {"maxLength": LONGEST_REMARK},
        "facilityCode": TEXT,
        "sla": {"type": "number"},
    },
    "required": ["itemSKU", "quantity", "shelfCode", "adjustmentType", "facilityCode"],
}


@dataclass(frozen=True)
class Adjustment:
    """One row that can be understood: so many pieces of a SKU at a facility, and what of them."""

    facility: str
    sku: str
    shelf: str
    kind: str
    quantity: int


@call(
    "Adjust the inventory",
    required=("inventoryAdjustments",),
    inventoryAdjustments={"type": "array", "items": ROW, "minItems": 1, "maxItems": MOST},
)
class InventoryAdjust(UniwareView):
    """
    Each row is done or refused by itself, in the order given; see its own `successful`.

    The answer fails only when every row did. Counts are kept for a facility, of what can be sold,
    and not for its shelves: TRANSFER and other kinds of inventory are refused, and so is REPLACE
    on two shelves. REPLACE tells all that lie there, with those that are promised.
    """

    route = "inventory/adjust/bulk"
    right = AccessToken.Right.COMMAND

    def answer(self, body):
        """Return inventoryAdjustmentResponses, one for each row."""
        rows = _rows(body)
        failures = _done([_read(row) for row in rows], self.request.scope)
        answers = [_answer(row, failure) for row, failure in zip(rows, failures, strict=True)]
        return _frame(failures) | {"inventoryAdjustmentResponses": answers}


def _rows(body: Mapping) -> list[Mapping]:
    rows = body.get("inventoryAdjustments")
    if rows is None:
        raise missing("inventoryAdjustments")
    whole = isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)
    if not whole or not 1 <= len(rows) <= MOST:
        said = f"inventoryAdjustments must be a list of 1 to {MOST} objects"
        raise Failure(Code.INVALID_API_REQUEST, said, field="inventoryAdjustments")
    return rows


def _read(row: Mapping) -> Adjustment | Failure:
    try:
        adjustment = Adjustment(
            facility=text(row, "facilityCode"),
            sku=text(row, "itemSKU"),
            shelf=text(row, "shelfCode"),
            kind=_one_of(row, "adjustmentType", KINDS),
            quantity=_quantity(row),
        )
        text(row, "remarks", required=False, longest=LONGEST_REMARK)
        text(row, "transferToShelfCode", required=False)
        _require_repeatable(row)
        _require_kept(adjustment, row)
    except Failure as failure:
        return failure
    return adjustment


def _require_kept(adjustment: Adjustment, row: Mapping) -> None:
    """Raise Failure for what we do not tell apart."""
    if row.get("inventoryType") is not None and _one_of(row, "inventoryType", TYPES) != GOOD:
        said = f"Only {GOOD} is counted here"
        raise Failure(Code.FEATURE_NOT_SUPPORTED, said, field="inventoryType")
    if adjustment.kind == "TRANSFER":
        said = "Shelves are not told apart here"
        raise Failure(Code.FEATURE_NOT_SUPPORTED, said, field="adjustmentType")


def _require_repeatable(row: Mapping) -> None:
    """Raise Failure for a time to deliver that not every client can read when it is repeated."""
    value = row.get("sla")
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if value is not None and not (number and abs(value) < OF_64_BITS):
        said = "sla must be a number of at most 64 bits"
        raise Failure(Code.INVALID_API_REQUEST, said, field="sla")


def _one_of(row: Mapping, name: str, known: Sequence[str]) -> str:
    if (word := text(row, name)) not in known:
        said = f"{name} must be one of {', '.join(known)}"
        raise Failure(Code.INVALID_API_REQUEST, said, field=name)
    return word


def _quantity(row: Mapping) -> int:
    """Return how many; 12.0 is 12."""
    value = row.get("quantity")
    if value is None:
        raise missing("quantity")
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not number or not 0 <= value <= LARGEST or value != int(value):
        said = f"quantity must be an integer from 0 to {LARGEST}"
        raise Failure(Code.INVALID_API_REQUEST, said, field="quantity")
    return int(value)


def _done(read: list[Adjustment | Failure], scope: Scope) -> list[Failure | None]:
    """Write what can be written, and return what is wrong with each row, if anything is."""
    sound = [each for each in read if isinstance(each, Adjustment)]
    names = Names(
        codes=[each.facility for each in sound], skus=[each.sku for each in sound], scope=scope
    )
    shelves = _shelves(sound)
    named = [
        _level(each, names, shelves) if isinstance(each, Adjustment) else each for each in read
    ]
    results = iter(stock.set_levels([one for one in named if isinstance(one, stock.Level)]))
    return [_refusal(next(results)) if isinstance(one, stock.Level) else one for one in named]


def _shelves(sound: list[Adjustment]) -> Mapping[tuple[str, str], set[str]]:
    """Return on which shelves a SKU of a facility is counted anew."""
    found = defaultdict(set)
    for each in sound:
        if each.kind == "REPLACE":
            found[each.facility, each.sku].add(each.shelf)
    return found


def _level(each: Adjustment, names: Names, shelves) -> stock.Level | Failure:
    try:
        place = names.location(each.facility)
    except Unknown:
        return Failure(Code.INVALID_FACILITY_CODE, field="facilityCode")
    try:
        product = names.product(each.sku)
    except Unknown as error:
        return Failure(Code.INVALID_ITEM_TYPE, str(error), field="itemSKU")
    if each.kind == "REPLACE":
        if len(shelves[each.facility, each.sku]) > 1:
            said = "Shelves are not told apart here: tell the count of all in one row"
            return Failure(Code.INVALID_SHELF_CODE, said, field="shelfCode")
        return stock.Level(place, product, on_hand=each.quantity)
    more = each.quantity if each.kind == "ADD" else -each.quantity
    return stock.Level(place, product, change=more)


def _refusal(result: stock.Result) -> Failure | None:
    if not result.error:
        return None
    return Failure(Code.INVENTORY_NOT_AVAILABLE, result.error, field="quantity")


def _frame(failures: list[Failure | None]) -> dict:
    """Return what the frame says when every row failed."""
    wrong = [failure for failure in failures if failure is not None]
    if len(wrong) < len(failures):
        return {}
    return {"successful": False, "errors": envelope.failure(*wrong)["errors"]}


def _answer(row: Mapping, failure: Failure | None) -> dict:
    told = {name: row.get(name) for name in ROW["properties"]}
    facts = {name: _plain(value) for name, value in told.items()}
    facts["inventoryType"] = facts["inventoryType"] or GOOD
    return {
        "facilityInventoryAdjustment": complete(PATH, facts),
        "successful": failure is None,
        "errors": envelope.failure(failure)["errors"] if failure else [],
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | Decimal) else None
