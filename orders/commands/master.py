"""Master data of this house: locations, products, service areas and campaigns, many at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from orders import clock, gst
from orders.commands.fingerprint import digest
from orders.commands.people import write_versions
from orders.commands.upserting import Written, held_by, one_at_a_time, write
from orders.models import (
    Address,
    City,
    Country,
    LaunchCampaign,
    Product,
    ServiceArea,
    StockLocation,
)


@dataclass(frozen=True)
class LocationFacts:
    """
    A seller's place; one that the hub knows keeps the hub's name and address.

    The name is the seller's on invoices too, unless somebody typed another one there.
    """

    code: str
    name: str
    gstin: str
    state: str
    pincode: str
    line: str
    city: str


@dataclass(frozen=True)
class ProductFacts:
    """What tax and carts ask of a product; of one that the hub knows, the name stays the hub's."""

    sku: str
    name: str
    hsn_code: str
    gst_rate: Decimal | None
    max_per_order: int | None
    serial_kind: str | None = None  # None: as it is


@dataclass(frozen=True)
class AreaFacts:
    """How a location serves a PIN code, or all that begin with these digits."""

    location_id: int
    pincode: str
    mode: str
    lead_days: int
    cutoff: time | None
    cod: bool
    charge: Decimal


@dataclass(frozen=True)
class CampaignFacts:
    """When a product is to come, and how many people may have it."""

    code: str
    product_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int


def write_locations(facts: Sequence[LocationFacts], at: datetime) -> list[Written]:
    """Make locations, or bring those of the same code in step, and say which."""
    one_at_a_time()
    codes = [fact.code for fact in facts]
    held = held_by(StockLocation.objects.select_related("address__city"), "erp_code", codes)
    homes = _homes(facts, held, at)

    def columns(fact: LocationFacts, row: StockLocation | None) -> dict:
        own = {"seller_gstin": fact.gstin, "state_code": fact.state}
        own["seller_name"] = _seller_name(fact, row)
        if fact.code in homes:
            own["address_id"] = homes[fact.code]
        return own if _is_the_hubs(row) else own | {"name": fact.name}

    def fresh(fact: LocationFacts) -> dict:
        return {"erp_code": fact.code, "time_zone": clock.INDIA}  # the columns are Indian ones

    stamps = {"modified_date": at}
    return write(StockLocation, facts, held, "code", columns, fresh, stamps, remark=_left_alone)


def write_products(facts: Sequence[ProductFacts], at: datetime) -> list[Written]:
    """Make products, or bring those of the same SKU in step, and say which."""
    one_at_a_time()
    held = held_by(Product.objects.current(), "sku", [fact.sku for fact in facts])

    def columns(fact: ProductFacts, row: Product | None) -> dict:
        kept = {"sku", "name"} if row and row.omnitron_id is not None else {"sku"}
        kept |= {"serial_kind"} if fact.serial_kind is None else set()
        return {name: value for name, value in asdict(fact).items() if name not in kept}

    def fresh(fact: ProductFacts) -> dict:
        return {"sku": fact.sku, "base_code": fact.sku, "created_date": at, "modified_date": at}

    stamps = {"modified_date": at}
    return write(Product, facts, held, "sku", columns, fresh, stamps, remark=_odd_code)


def write_areas(facts: Sequence[AreaFacts], at: datetime) -> list[Written]:
    """Make service areas, or bring those of the same place and mode in step, and say which."""
    one_at_a_time()
    areas = ServiceArea.objects.filter(location__in={fact.location_id for fact in facts})
    held = {(area.location_id, area.pincode, area.mode): [area] for area in areas}
    keyed = [_Keyed((f.location_id, f.pincode, f.mode), f) for f in facts]

    def columns(entry: _Keyed, row: ServiceArea | None) -> dict:
        return asdict(entry.fact)

    return write(ServiceArea, keyed, held, "key", columns, lambda entry: {}, {})


def write_campaigns(facts: Sequence[CampaignFacts], at: datetime) -> list[Written]:
    """Make campaigns, or bring those of the same code in step; a place once given stays given."""
    one_at_a_time()
    codes = [fact.code for fact in facts]
    held = held_by(LaunchCampaign.objects.select_for_update().order_by("pk"), "code", codes)

    def refusal(fact: CampaignFacts, row: LaunchCampaign | None) -> str:
        if row and fact.capacity < row.registered:
            return f"{row.registered} people are registered: the capacity cannot be less."
        other = row and row.signed_up and row.product_id != fact.product_id
        return "People have signed up for another product." if other else ""

    def columns(fact: CampaignFacts, row: LaunchCampaign | None) -> dict:
        return asdict(fact)

    return write(LaunchCampaign, facts, held, "code", columns, lambda fact: {}, {}, refusal)


@dataclass(frozen=True)
class _Keyed:
    key: tuple
    fact: Any


def _is_the_hubs(row: StockLocation | None) -> bool:
    return row is not None and row.omnitron_id is not None


def _seller_name(fact: LocationFacts, row: StockLocation | None) -> str:
    """Return the name for invoices: the file's, unless it is but the hub's or another was typed."""
    if row is None:
        return fact.name
    if _is_the_hubs(row):
        return row.seller_name if fact.name == row.name else fact.name
    return fact.name if row.seller_name in ("", row.name) else row.seller_name


def _left_alone(fact: LocationFacts, row: StockLocation | None) -> str:
    """Tell what of the file is not written to a location, and whom its invoices will name."""
    if row is None:
        return ""
    seller, name = _seller_name(fact, row), row.name if _is_the_hubs(row) else fact.name
    notes = [f"Invoices name the seller {seller}."] if seller not in ("", name) else []
    home = row.address
    if _is_the_hubs(row) and home is not None:
        told = {"pincode": fact.pincode, "line": fact.line, "city": fact.city}
        here = {"pincode": home.postcode, "line": home.line, "city": home.city and home.city.name}
        if kept := [name for name, value in told.items() if value and value != here[name]]:
            notes.append(f"Kept as the hub tells it: {', '.join(kept)}.")
    return " ".join(notes)


def _odd_code(fact: ProductFacts, row: Product | None) -> str:
    """Tell that a spreadsheet may have eaten the first digit of a code; the law has 4, 6 or 8."""
    if len(fact.hsn_code) % 2 == 0:
        return ""
    return f"The HSN code {fact.hsn_code} has {len(fact.hsn_code)} digits: is a 0 in front missing?"


def _homes(facts: Sequence[LocationFacts], held: dict, at: datetime) -> dict[str, int]:
    """Write the addresses that are new; one that the hub gave stays."""
    told = {}
    for fact in facts:
        row = held.get(fact.code, [None])[0]
        hubs = row is not None and _is_the_hubs(row) and row.address_id is not None
        if not hubs and (fact.line or fact.city or fact.pincode):
            told[fact.code] = _address(fact)
    standing = {
        code: rows[0].address for code, rows in held.items() if rows[0].address_id is not None
    }
    same = {
        code: standing[code].pk
        for code, address in told.items()
        if code in standing and standing[code].content_hash == digest(address)
    }
    new = [code for code in told if code not in same]
    return same | dict(
        zip(new, write_versions(Address, [told[code] for code in new], at=at), strict=True)
    )


def _address(fact: LocationFacts) -> dict:
    india, _made = Country.objects.get_or_create(
        omnitron_id=None, code="IN", defaults={"name": "India"}
    )
    return {
        "omnitron_id": None,
        "customer_id": None,
        "country_id": india.pk,
        "city_id": _city(india, fact).pk if fact.city else None,
        "address_type": "stock_location",
        "title": fact.name,
        "line": fact.line,
        "postcode": fact.pincode,
    }


def _city(country: Country, fact: LocationFacts) -> City:
    state = gst.state(fact.state) if fact.state else None
    city, _made = City.objects.get_or_create(
        omnitron_id=None,
        country=country,
        state_code=fact.state,
        name=fact.city,
        defaults={"state": state.name if state else ""},
    )
    return city
