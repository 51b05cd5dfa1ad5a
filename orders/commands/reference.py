"""Reference rows of the hub, kept in step: carriers, stores, places, products, people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orders import drafts
from orders.commands.fingerprint import digest
from orders.commands.intake_notes import keep_for_rows
from orders.commands.people import UnknownReference, address_facts, columns_of, write_versions
from orders.commands.succession import settle
from orders.models import (
    Address,
    CargoCompany,
    City,
    Country,
    District,
    PriceList,
    Product,
    ProductImage,
    StockList,
    StockLocation,
    Township,
)

OURS_TOO = {"hsn_code"}  # typed here where the hub does not tell it


def sync_cargo_companies(rows: Sequence[drafts.CargoCompanyDraft], *, at: datetime) -> int:
    """Bring the carriers in step with the hub, and return how many rows changed."""
    carriers = mirror(CargoCompany, rows, at=at)
    heard = [row.omnitron_id for row in rows]
    notes = [note for row in rows for note in row.intake_notes]
    keep_for_rows(CargoCompany, carriers.keys, notes, heard=heard, at=at)
    return carriers.written


def sync_locations(rows: Sequence[drafts.LocationDraft], *, at: datetime) -> int:
    """Bring stores and warehouses in step with the hub, and return how many rows changed."""
    places = Places.of([row.address for row in rows if row.address], at=at)
    known = {row.omnitron_id: row for row in StockLocation.objects.select_related("address")}
    by_code = {row.erp_code: row for row in known.values()}
    by_code |= {row.erp_code: row for row in StockLocation.objects.filter(omnitron_id=None)}
    written = sum(_sync_location(row, known, by_code, places, at) for row in rows)
    keys = {row.omnitron_id: known[row.omnitron_id].pk for row in rows}
    notes = [note for row in rows for note in row.intake_notes]
    keep_for_rows(StockLocation, keys, notes, heard=list(keys), at=at)
    return written


@dataclass
class Mirror:
    """Our keys of mirrored rows by the hub's, and how many rows were written to get there."""

    keys: dict[int, int] = field(default_factory=dict)
    written: int = 0

    def __getitem__(self, reference) -> int | None:
        """Return our key for a draft or a bare key of the hub, or raise UnknownReference."""
        if reference is None:
            return None
        key = reference if isinstance(reference, int) else reference.omnitron_id
        if key not in self.keys:
            raise UnknownReference(f"The hub's key {key} is not known here.")
        return self.keys[key]


def mirror(
    model: Any,
    references: Iterable,
    *,
    at: datetime,
    relations: Callable[[Any], dict] = lambda draft: {},
) -> Mirror:
    """
    Write the drafts among `references` that differ from our rows, sorted by the hub's key.

    Bare keys are looked up only. A draft whose own relations are unknown is left out.
    """
    wanted = {_key(r): r for r in references if r is not None and not isinstance(r, int)}
    keys = sorted({_key(r) for r in references if r is not None})
    held: dict[int, Any] = {
        row.omnitron_id: row for row in model.objects.filter(omnitron_id__in=keys)
    }
    result = Mirror({key: row.pk for key, row in held.items()})
    rows, columns = [], set()
    for key in sorted(wanted):
        try:
            values = columns_of(model, wanted[key]) | relations(wanted[key])
        except UnknownReference:
            continue
        values |= _not_erased(held.get(key), values)
        columns |= values.keys()
        if _differs(held.get(key), values):
            stamps = _stamps(model, values, held.get(key), at)
            rows.append(model(omnitron_id=key, **(values | stamps)))
            columns |= stamps.keys()
    if rows:
        _upsert(model, rows, sorted(columns - {"created_date"}))
        found = model.objects.filter(omnitron_id__in=[row.omnitron_id for row in rows])
        result.keys |= dict(found.values_list("omnitron_id", "pk"))
        result.written = len(rows)
    return result


@dataclass(frozen=True)
class Places:
    """Our keys of every place that some addresses name."""

    countries: Mirror
    cities: Mirror
    townships: Mirror
    districts: Mirror

    @classmethod
    def of(cls, addresses: Sequence[drafts.AddressDraft], *, at: datetime) -> "Places":
        districts = [a.district for a in addresses]
        townships = [a.township for a in addresses] + _inner(districts, "township")
        cities = [a.city for a in addresses] + _inner([*townships, *districts], "city")
        countries = [a.country for a in addresses] + _inner(cities, "country")
        lands = mirror(Country, countries, at=at)
        towns = mirror(City, cities, at=at, relations=lambda d: {"country_id": lands[d.country]})
        wards = mirror(Township, townships, at=at, relations=lambda d: {"city_id": towns[d.city]})
        return cls(
            lands,
            towns,
            wards,
            mirror(
                District,
                districts,
                at=at,
                relations=lambda d: {"city_id": towns[d.city], "township_id": wards[d.township]},
            ),
        )

    def columns(self, address: drafts.AddressDraft) -> dict:
        return {
            "country_id": self.countries[address.country],
            "city_id": self.cities[address.city],
            "township_id": self.townships[address.township],
            "district_id": self.districts[address.district],
        }


@dataclass(frozen=True)
class References:
    """Our keys of everything that the orders of one page name."""

    places: Places
    products: Mirror
    price_lists: Mirror
    stock_lists: Mirror

    @classmethod
    def of(cls, page: Sequence[drafts.OrderDraft], *, at: datetime) -> "References":
        items = [item for draft in page for item in draft.items]
        addresses = [a for d in page for a in (d.shipping_address, d.billing_address)]
        products = mirror(Product, [item.product for item in items], at=at)
        if products.written:
            settle(i.product.sku for i in items if not isinstance(i.product, int))
        _images([item.product for item in items], products)
        return cls(
            Places.of([a for a in addresses if not isinstance(a, int)], at=at),
            products,
            mirror(PriceList, [item.price_list for item in items], at=at),
            mirror(StockList, [item.stock_list for item in items], at=at),
        )

    def keep_notes(self, page: Sequence[drafts.OrderDraft], *, at: datetime) -> None:
        """Bring the notes on products, lists and places in step with what the page says."""
        notes: dict[str, list[drafts.NoteDraft]] = {}
        for note in (note for draft in page for note in draft.intake_notes if note.about):
            notes.setdefault(note.about[0], []).append(note)
        products = [i.product for d in page for i in d.items if not isinstance(i.product, int)]
        heard = sorted({product.omnitron_id for product in products})
        for kind, (model, mirror_of) in self._kinds().items():
            mine = notes.get(kind, [])
            if mine or (kind == "product" and heard):
                told = heard if kind == "product" else []
                keep_for_rows(model, mirror_of.keys, mine, heard=told, at=at)

    def _kinds(self) -> dict[str, tuple[Any, Mirror]]:
        return {
            "product": (Product, self.products),
            "price_list": (PriceList, self.price_lists),
            "stock_list": (StockList, self.stock_lists),
            "country": (Country, self.places.countries),
            "city": (City, self.places.cities),
            "township": (Township, self.places.townships),
            "district": (District, self.places.districts),
        }


def _key(reference) -> int:
    return reference if isinstance(reference, int) else reference.omnitron_id


def _inner(references: Iterable, name: str) -> list:
    return [getattr(r, name) for r in references if r is not None and not isinstance(r, int)]


def _differs(row, values: dict) -> bool:
    if row is None:
        return True
    older = values.get("remote_modified_date")
    if older and row.remote_modified_date and older < row.remote_modified_date:
        return False
    given = {name: v for name, v in values.items() if not (v is None and name in _OURS)}
    return any(getattr(row, name) != value for name, value in given.items())


_OURS = {"created_date", "modified_date"}  # ours, where the hub does not say


def _not_erased(row, values: dict) -> dict:
    """Return what the house knows of a row, and a copy that says nothing of it must not erase."""
    return {
        name: getattr(row, name) for name in OURS_TOO & values.keys() if row and not values[name]
    }


def _stamps(model, values: dict, row, at: datetime) -> dict:
    if not hasattr(model, "modified_date"):
        return {}
    created = values.get("created_date") or (row.created_date if row else at)
    return {"created_date": created, "modified_date": values.get("modified_date") or at}


def _upsert(model, rows, columns) -> None:
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["omnitron_id"], update_fields=columns
    )


def _images(references: Iterable, products: Mirror) -> None:
    """Bring the pictures of the products in step, where they differ."""
    wanted = {products[r]: r.images for r in references if not isinstance(r, int)}
    held: dict[int, dict[str, ProductImage]] = {key: {} for key in wanted}
    for image in ProductImage.objects.filter(product__in=wanted):
        held[image.product_id][image.url] = image
    for key, images in wanted.items():
        urls = {image.url for image in images}
        if gone := [image.pk for url, image in held[key].items() if url not in urls]:
            ProductImage.objects.filter(pk__in=gone).delete()
        ProductImage.objects.bulk_create(
            ProductImage(product_id=key, omnitron_id=i.omnitron_id, order=i.order, url=i.url)
            for i in images
            if i.url not in held[key]
        )


def _sync_location(draft: drafts.LocationDraft, known: dict, by_code: dict, places, at) -> int:
    row = known.get(draft.omnitron_id) or by_code.get(draft.erp_code)
    taken = row is not None and row.omnitron_id not in (None, draft.omnitron_id)
    if row is None or taken:
        row = StockLocation(created_date=at)
    values = columns_of(StockLocation, draft) | {"omnitron_id": draft.omnitron_id}
    if taken or (draft.erp_code in by_code and by_code[draft.erp_code] is not row):
        values["erp_code"] = f"{draft.erp_code}-{draft.omnitron_id}"
    values |= _kept(row, draft, places, at)
    if row.pk and not any(getattr(row, name) != value for name, value in values.items()):
        return 0
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "modified_date"] if row.pk else None)
    known[draft.omnitron_id] = by_code[row.erp_code] = row
    return 1


def _kept(row: StockLocation, draft: drafts.LocationDraft, places: "Places", at) -> dict:
    """Return the address as a key, and the state's code only where the hub knows it."""
    values = {"state_code": draft.state_code or row.state_code}
    if draft.address is not None:
        facts = address_facts(draft.address, None, places)
        held = row.address
        if held is not None and held.content_hash == digest(facts):
            values["address_id"] = held.pk
        else:
            values["address_id"] = write_versions(Address, [facts], at=at)[0]
    return values
