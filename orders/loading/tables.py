"""The tables that can be loaded: their columns, what each row means, and who writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from orders.commands import master, stock
from orders.commands.upserting import Written
from orders.loading.cells import Cells
from orders.models import Mode, Product
from orders.naming import Names

DEAREST = Decimal("99999999.99")


@dataclass(frozen=True)
class Table:
    """
    A kind of file. `key` are the columns that name its object, once in a file; `optional` those
    that may follow the others.

    `parse` turns cells into what `write` takes, or raises ValueError; `write` returns a Written
    for each, and `look` says the same without a lock where writing would hold one. Of a table
    that goes `in_parts`, good rows may be kept before the rest of the file is written.
    """

    name: str
    header: tuple[str, ...]
    key: tuple[str, ...]
    parse: Callable[[Cells, Names], Any]
    write: Callable[[Sequence, datetime], list[Written]]
    look: Callable[[Sequence], list[Written]] | None = None
    in_parts: bool = False
    optional: tuple[str, ...] = ()

    @property
    def first_line(self) -> str:
        """The header as people are told it; what may be left out stands in brackets."""
        more = ",".join(self.optional)
        return ",".join(self.header) + (f"[,{more}]" if more else "")


def _location(row: Cells, names: Names) -> master.LocationFacts:
    number, state = row.gstin("gstin"), row.state("state")
    if number and state != Cells({"state": number[:2]}).state("state"):
        raise ValueError("state: the GSTIN is of another state.")
    return master.LocationFacts(
        code=row.text("code", longest=64),
        name=row.text("name", longest=255),
        gstin=number,
        state=state,
        pincode=row.matching("pincode", "[1-9][0-9]{5}", "six digits are needed."),
        line=row.text("line", longest=500, needed=False),
        city=row.text("city", longest=100, needed=False),
    )


def _product(row: Cells, names: Names) -> master.ProductFacts:
    return master.ProductFacts(
        sku=row.text("sku", longest=128),
        name=row.text("name", longest=255),
        hsn_code=row.matching("hsn", "[0-9]{4,8}", "4 to 8 digits are needed."),
        gst_rate=row.number("gst_rate", most=Decimal(100)),
        max_per_order=row.whole("max_per_order", least=1),
        serial_kind=_serial_kind(row),
    )


def _serial_kind(row: Cells) -> str | None:
    """Return which number each unit has; None where the file has no such column."""
    if "serial_kind" not in row.cells:
        return None
    kind = row.text("serial_kind", longest=8, needed=False).lower()
    if kind not in ("", "none", *Product.SerialKind.values):
        raise ValueError("serial_kind: none, serial or imei.")
    return "" if kind == "none" else kind


def _level(row: Cells, names: Names) -> stock.Level:
    on_hand = row.whole("on_hand")
    if on_hand is None:
        raise ValueError("on_hand: this is needed.")
    location = names.location(row.text("location", longest=64))
    product = names.product(row.text("sku", longest=128))
    return stock.Level(location, product, on_hand=on_hand, safety=row.whole("safety"))


def _area(row: Cells, names: Names) -> master.AreaFacts:
    mode = row.text("mode", longest=16).upper()
    if mode not in Mode.values:
        raise ValueError(f"mode: one of {', '.join(Mode.values)}.")
    row.text("pincode", longest=6)
    return master.AreaFacts(
        location_id=names.location(row.text("location", longest=64)),
        pincode=row.matching("pincode", "[1-9][0-9]{0,5}", "1 to 6 digits, the first no 0."),
        mode=mode,
        lead_days=row.whole("lead_days", most=365) or 0,
        cutoff=row.hour("cutoff"),
        cod=row.flag("cod"),
        charge=row.number("charge", most=DEAREST) or Decimal(0),
    )


def _campaign(row: Cells, names: Names) -> master.CampaignFacts:
    starts_at, ends_at = row.moment("starts_at"), row.moment("ends_at")
    if ends_at <= starts_at:
        raise ValueError("ends_at: this is not after starts_at.")
    if (capacity := row.whole("capacity")) is None:
        raise ValueError("capacity: this is needed.")
    return master.CampaignFacts(
        code=row.text("code", longest=64),
        product_id=names.product(row.text("sku", longest=128)),
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
    )


def _write_levels(levels: Sequence[stock.Level], at: datetime) -> list[Written]:
    return [_counted(result) for result in stock.set_levels(levels)]


def _look_at_levels(levels: Sequence[stock.Level]) -> list[Written]:
    return [_counted(result) for result in stock.preview_levels(levels)]


def _counted(result: stock.Result) -> Written:
    was = f"{result.before} → " if result.before not in (None, result.on_hand) else ""
    return Written(f"on hand {was}{result.on_hand}, promised {result.reserved}", result.error)


TABLES = {
    table.name: table
    for table in (
        Table(
            "locations",
            ("code", "name", "gstin", "state", "pincode", "line", "city"),
            ("code",),
            _location,
            master.write_locations,
        ),
        Table(
            "catalogue",
            ("sku", "name", "hsn", "gst_rate", "max_per_order"),
            ("sku",),
            _product,
            master.write_products,
            optional=("serial_kind",),
        ),
        Table(
            "stock",
            ("location", "sku", "on_hand", "safety"),
            ("location", "sku"),
            _level,
            _write_levels,
            _look_at_levels,
            in_parts=True,
        ),
        Table(
            "service_areas",
            ("location", "pincode", "mode", "lead_days", "cutoff", "cod", "charge"),
            ("location", "pincode", "mode"),
            _area,
            master.write_areas,
        ),
        Table(
            "campaigns",
            ("code", "sku", "starts_at", "ends_at", "capacity"),
            ("code",),
            _campaign,
            master.write_campaigns,
        ),
    )
}
