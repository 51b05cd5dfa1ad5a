"""Their reference rows into ours: places, products, lists, carriers and stores."""

import re
from collections.abc import Mapping
from dataclasses import replace

from integrations.omnitron.facts import Facts
from orders.drafts import (
    AddressDraft,
    CargoCompanyDraft,
    CityDraft,
    CountryDraft,
    DistrictDraft,
    ImageDraft,
    LocationDraft,
    PriceListDraft,
    ProductDraft,
    StockListDraft,
    TownshipDraft,
)

WAREHOUSE, RETAIL_STORE = "warehouse", "retail_store"
_HSN = re.compile("[0-9]{2,8}")


def cargo_company(raw: Mapping) -> CargoCompanyDraft:
    """Translate one row of `cargos/`."""
    row = Facts(raw)
    key = row.key()
    row.is_of("cargo_company", key, "Carrier")
    return CargoCompanyDraft(
        omnitron_id=key,
        name=row.text("name", 255),
        erp_code=row.text("erp_code", 128, None),
        shipping_company=row.text("shipping_company", 64, ""),
        intake_notes=tuple(row.notes),
    )


def location(raw: Mapping) -> LocationDraft:
    """Translate one row of `retail_stores/`; without an ERP code the hub's key serves as one."""
    row = Facts(raw)
    key = row.key()
    row.is_of("location", key, "Store")
    home = row.lenient_related("address", address)
    return LocationDraft(
        omnitron_id=key,
        name=row.text("name", 255),
        erp_code=row.name("erp_code", 64, "") or str(key),
        stock_location_type=WAREHOUSE if raw.get("store_type") == WAREHOUSE else RETAIL_STORE,
        is_active=row.flag("is_active", True),
        is_pickup_location=row.flag("click_and_collect", False),
        email=row.text("email", 254, ""),
        daytime_phone=row.text("phone_number", 64, ""),
        address=home if isinstance(home, AddressDraft) else None,
        state_code=_state_code(home),
        intake_notes=tuple(row.notes),
    )


def address(row: Facts) -> AddressDraft:
    """Translate an address, as far as it can be read."""
    if not row.about:
        row.label = row.path.rstrip(".").replace("_", " ").capitalize()
    return AddressDraft(
        omnitron_id=row.lenient_key(),
        **_places(row),
        address_type=row.text("address_type", 32, "customer"),
        title=row.text("title", 128, ""),
        is_active=row.flag("is_active", True),
        line=row.text("line", 1024, ""),
        postcode=row.text("postcode", 64, None),
        notes=row.text("notes", 512, None),
        **_recipient(row),
    )


def country(row: Facts) -> CountryDraft:
    """Translate a country."""
    return CountryDraft(**_place(row, "country"), code=row.text("code", 8, ""))


def city(row: Facts) -> CityDraft:
    """Translate a city, with the state that a tax authority asks for."""
    return CityDraft(
        **_place(row, "city"),
        country=row.related("country", country),
        state=row.text("state", 64, ""),
        state_code=row.text("state_code", 8, ""),
    )


def township(row: Facts) -> TownshipDraft:
    """Translate a township."""
    return TownshipDraft(**_place(row, "township"), city=row.related("city", city))


def district(row: Facts) -> DistrictDraft:
    """Translate a district."""
    return DistrictDraft(
        **_place(row, "district"),
        city=row.related("city", city),
        township=row.lenient_related("township", township),
    )


def product(row: Facts) -> ProductDraft:
    """Translate a product: strict about which one it is, generous about what is said of it."""
    key, sku = row.key(), row.name("sku", 128)
    row.is_of("product", key, f"Product {sku}")
    return ProductDraft(
        omnitron_id=key,
        name=row.text("name", 255, "") or sku,
        sku=sku,
        base_code=row.text("base_code", 128, ""),
        barcode=row.text("barcode", 128, None),
        attributes=row.mapping("attributes"),
        attributes_kwargs=row.mapping("attributes_kwargs"),
        extra_attributes=row.mapping("extra_attributes"),
        hsn_code=_hsn_code(row),
        images=_images(row),
        remote_modified_date=row.lenient_moment("modified_date"),
    )


def price_list(row: Facts) -> PriceListDraft:
    """Translate a price list."""
    currency = row.text("currency", 255, "").lower()
    if len(currency) > 3:
        currency = row.left_out("currency", "is not a code of three letters", "")
    return PriceListDraft(**_list(row, "price_list"), currency=currency)


def stock_list(row: Facts) -> StockListDraft:
    """Translate a stock list."""
    return StockListDraft(**_list(row, "stock_list"))


def _places(row):
    """Return the places of an address; a smaller one that names no larger lies in the address's."""
    places: dict = {}
    for name, draft in (
        ("country", country),
        ("city", city),
        ("township", township),
        ("district", district),
    ):
        value = row.raw.get(name)
        if isinstance(value, Mapping) and value.keys() - {"pk"}:
            known = {n: row.raw[n] for n, place in places.items() if place is not None}
            row = replace(row, raw={**row.raw, name: {**known, **_without_nulls(value)}})
        places[name] = row.lenient_related(name, draft)
    return places


def _without_nulls(value):
    return {name: inner for name, inner in value.items() if inner is not None}


def _recipient(row):
    return {
        "email": row.text("email", 254, ""),
        "phone_number": row.text("phone_number", 128, None),
        "first_name": row.text("first_name", 255, ""),
        "last_name": row.text("last_name", 255, ""),
        "company_name": row.text("company_name", 255, ""),
        "tax_office": row.text("tax_office", 64, ""),
        "tax_no": row.text("tax_no", 20, ""),
        "e_bill_taxpayer": row.flag("e_bill_taxpayer", False),
    }


def _place(row, kind):
    key, name = row.key(), row.text("name", 255)
    row.is_of(kind, key, f"{kind.capitalize()} {name}")
    return {
        "omnitron_id": key,
        "name": name,
        "is_active": row.flag("is_active", True),
        "longitude": row.degrees("longitude"),
        "latitude": row.degrees("latitude"),
    }


def _list(row, kind):
    key = row.key()
    row.is_of(kind, key, kind.replace("_", " ").capitalize())
    return {
        "omnitron_id": key,
        "name": row.text("name", 255),
        "code": row.text("code", 128, None),
        "is_auto_sync": row.flag("is_auto_sync", False),
        "created_date": row.lenient_moment("created_date"),
        "modified_date": row.lenient_moment("modified_date"),
    }


def _images(row):
    found = [_image(image) for image in row.lenient_rows("productimage_set")]
    return tuple(image for image in found if image)


def _image(row):
    url = row.link("image", 1024) or row.link("url", 1024)
    if not url:
        if row.raw.get("image") is row.raw.get("url") is None:
            row.note("image", "without an address; left out")
        return None
    return ImageDraft(row.lenient_key(), row.integer("order", 0), url)


def _hsn_code(row):
    attributes, kwargs = (_mapping(row.raw.get(n)) for n in ("attributes", "attributes_kwargs"))
    code = attributes.get("hsn_code") or kwargs.get("hsn_code") or ""
    if isinstance(code, Mapping):
        code = code.get("value") or code.get("label") or ""
    digits = str(code).replace(".", "").replace(" ", "")
    if not digits or _HSN.fullmatch(digits):
        return digits
    return row.left_out("hsn_code", "is not of 2 to 8 digits", "")


def _mapping(value):
    return value if isinstance(value, Mapping) else {}


def _state_code(home):
    town = home.city if isinstance(home, AddressDraft) else None
    return town.state_code if isinstance(town, CityDraft) else ""
