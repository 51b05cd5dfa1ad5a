"""Their reference rows into ours: places, products, lists, carriers and stores."""

from collections.abc import Mapping

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


def cargo_company(raw: Mapping) -> CargoCompanyDraft:
    """Translate one row of `cargos/`."""
    row = Facts(raw)
    return CargoCompanyDraft(
        omnitron_id=row.key(),
        name=row.text("name", 255),
        erp_code=row.text("erp_code", 128, None),
        shipping_company=row.text("shipping_company", 64, ""),
    )


def location(raw: Mapping) -> LocationDraft:
    """Translate one row of `retail_stores/`; without an ERP code the hub's key serves as one."""
    row = Facts(raw)
    home = row.related("address", address, None)
    return LocationDraft(
        omnitron_id=row.key(),
        name=row.text("name", 255),
        erp_code=row.text("erp_code", 64, "") or str(row.key()),
        stock_location_type=WAREHOUSE if raw.get("store_type") == WAREHOUSE else RETAIL_STORE,
        is_active=row.flag("is_active", True),
        is_pickup_location=row.flag("click_and_collect", False),
        email=row.text("email", 254, ""),
        daytime_phone=row.text("phone_number", 64, ""),
        address=home if isinstance(home, AddressDraft) else None,
        state_code=_state_code(home),
    )


def address(row: Facts) -> AddressDraft:
    """Translate an address."""
    return AddressDraft(
        omnitron_id=row.key(default=None),
        country=row.related("country", country, None),
        city=row.related("city", city, None),
        township=row.related("township", township, None),
        district=row.related("district", district, None),
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
    return CountryDraft(code=row.text("code", 8, ""), **_place(row))


def city(row: Facts) -> CityDraft:
    """Translate a city, with the state that a tax authority asks for."""
    return CityDraft(
        country=row.related("country", country),
        state=row.text("state", 64, ""),
        state_code=row.text("state_code", 8, ""),
        **_place(row),
    )


def township(row: Facts) -> TownshipDraft:
    """Translate a township."""
    return TownshipDraft(city=row.related("city", city), **_place(row))


def district(row: Facts) -> DistrictDraft:
    """Translate a district."""
    return DistrictDraft(
        city=row.related("city", city),
        township=row.related("township", township, None),
        **_place(row),
    )


def product(row: Facts) -> ProductDraft:
    """Translate a product."""
    return ProductDraft(
        omnitron_id=row.key(),
        name=row.text("name", 255),
        sku=row.text("sku", 128),
        base_code=row.text("base_code", 128, ""),
        barcode=row.text("barcode", 128, None),
        attributes=row.mapping("attributes"),
        attributes_kwargs=row.mapping("attributes_kwargs"),
        extra_attributes=row.mapping("extra_attributes"),
        hsn_code=_hsn_code(row),
        images=tuple(_image(image) for image in row.rows("productimage_set", ())),
        remote_modified_date=row.moment("modified_date", None),
    )


def price_list(row: Facts) -> PriceListDraft:
    """Translate a price list."""
    return PriceListDraft(currency=row.currency("currency", ""), **_list(row))


def stock_list(row: Facts) -> StockListDraft:
    """Translate a stock list."""
    return StockListDraft(**_list(row))


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


def _place(row):
    return {
        "omnitron_id": row.key(),
        "name": row.text("name", 255),
        "is_active": row.flag("is_active", True),
        "longitude": row.degrees("longitude"),
        "latitude": row.degrees("latitude"),
    }


def _list(row):
    return {
        "omnitron_id": row.key(),
        "name": row.text("name", 255),
        "code": row.text("code", 128, None),
        "is_auto_sync": row.flag("is_auto_sync", False),
        "created_date": row.moment("created_date", None),
        "modified_date": row.moment("modified_date", None),
    }


def _image(row):
    url = row.text("image", 1024, "") or row.text("url", 1024)
    return ImageDraft(row.key(default=None), row.integer("order", 0), url)


def _hsn_code(row):
    told = row.raw.get("attributes") or {}
    kwargs = row.raw.get("attributes_kwargs") or {}
    code = told.get("hsn_code") or kwargs.get("hsn_code") or ""
    if isinstance(code, Mapping):
        code = code.get("value") or code.get("label") or ""
    digits = str(code).replace(".", "").replace(" ", "")
    return Facts({"hsn_code": digits}, f"{row.path}attributes.").text("hsn_code", 8, "")


def _state_code(home):
    town = home.city if isinstance(home, AddressDraft) else None
    return town.state_code if isinstance(town, CityDraft) else ""
