"""The shape in which the world hands us an order: facts, not yet ours."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class NoteDraft:
    """
    What was done with a fact that was not as it should be: read generously, cut or left out.

    `about` is the row that the fact belongs to, as its kind and the hub's key; None is the order.
    """

    field: str
    text: str
    about: tuple[str, int] | None = None


@dataclass(frozen=True)
class CountryDraft:
    omnitron_id: int
    name: str
    code: str = ""
    is_active: bool = True
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class CityDraft:
    omnitron_id: int
    name: str
    country: CountryDraft | int
    is_active: bool = True
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    state: str = ""
    state_code: str = ""


@dataclass(frozen=True)
class TownshipDraft:
    omnitron_id: int
    name: str
    city: CityDraft | int
    is_active: bool = True
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class DistrictDraft:
    omnitron_id: int
    name: str
    city: CityDraft | int
    township: TownshipDraft | int | None = None
    is_active: bool = True
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class CustomerDraft:
    omnitron_id: int | None
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone_number: str | None = None
    erp_code: str | None = None


@dataclass(frozen=True)
class AddressDraft:
    omnitron_id: int | None
    country: CountryDraft | int | None = None
    city: CityDraft | int | None = None
    township: TownshipDraft | int | None = None
    district: DistrictDraft | int | None = None
    address_type: str = "customer"
    title: str = ""
    is_active: bool = True
    line: str = ""
    postcode: str | None = None
    notes: str | None = None
    email: str = ""
    phone_number: str | None = None
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    tax_office: str = ""
    tax_no: str = ""
    e_bill_taxpayer: bool = False


@dataclass(frozen=True)
class ImageDraft:
    omnitron_id: int | None
    order: int
    url: str


@dataclass(frozen=True)
class ProductDraft:
    omnitron_id: int
    name: str
    sku: str
    base_code: str = ""
    barcode: str | None = None
    attributes: dict = field(default_factory=dict)
    attributes_kwargs: dict = field(default_factory=dict)
    extra_attributes: dict = field(default_factory=dict)
    hsn_code: str = ""
    images: tuple[ImageDraft, ...] = ()
    remote_modified_date: datetime | None = None


@dataclass(frozen=True)
class PriceListDraft:
    omnitron_id: int
    name: str
    code: str | None = None
    currency: str = ""
    is_auto_sync: bool = False
    created_date: datetime | None = None
    modified_date: datetime | None = None


@dataclass(frozen=True)
class StockListDraft:
    omnitron_id: int
    name: str
    code: str | None = None
    is_auto_sync: bool = False
    created_date: datetime | None = None
    modified_date: datetime | None = None


@dataclass(frozen=True)
class CargoCompanyDraft:
    omnitron_id: int
    name: str
    erp_code: str | None = None
    shipping_company: str = ""
    intake_notes: tuple[NoteDraft, ...] = ()


@dataclass(frozen=True)
class LocationDraft:
    """A store or warehouse; `erp_code` is never empty: the mapping falls back to the hub's key."""

    omnitron_id: int
    name: str
    erp_code: str
    stock_location_type: str = "retail_store"
    is_active: bool = True
    is_pickup_location: bool = False
    email: str = ""
    daytime_phone: str = ""
    address: AddressDraft | None = None
    state_code: str = ""
    intake_notes: tuple[NoteDraft, ...] = ()


@dataclass(frozen=True)
class ItemDraft:
    """One unit. `status` is a code of OrderStatus; money is Decimal in `currency`."""

    omnitron_id: int | None
    product: ProductDraft | int
    status: int
    price: Decimal
    net_amount: Decimal
    currency: str
    retail_price: Decimal | None = None
    tax_rate: Decimal | None = None
    tax_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    without_net_amount: Decimal | None = None
    installment_interest_amount: Decimal | None = None
    price_list: PriceListDraft | int | None = None
    stock_list: StockListDraft | int | None = None
    parent_omnitron_id: int | None = None
    attributes: dict = field(default_factory=dict)
    attributes_kwargs: dict = field(default_factory=dict)
    image: str | None = None
    extra_field: dict = field(default_factory=dict)
    line_ref: str = ""
    adjustment: Decimal = Decimal(0)


@dataclass(frozen=True)
class OrderDraft:
    """
    One order as its source told it, complete with its items.

    `status` is a code of OrderStatus, all moments are aware, `currency` is lower case.
    `cargo_company` and `retail_store` are the hub's keys: those rows are synced, never made here.
    With a `hold_reason` the order is taken and held. `intake_notes` say what of it was not read to
    the letter.
    """

    omnitron_id: int | None
    number: str
    channel_omnitron_id: int
    status: int
    customer: CustomerDraft | int
    shipping_address: AddressDraft | int
    billing_address: AddressDraft | int
    payment_type: str
    currency: str
    amount: Decimal
    date_placed: datetime
    remote_modified: datetime | None
    items: tuple[ItemDraft, ...]
    shipping_amount: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    cod_amount: Decimal = Decimal(0)
    gift_wrap_amount: Decimal = Decimal(0)
    paid_amount: Decimal = Decimal(0)
    surplus: Decimal = Decimal(0)
    payment_option_slug: str = ""
    delivery_type: str = "standard"
    delivery_range: dict | str | None = None
    client_type: str = "default"
    language_code: str = ""
    cargo_company: int | None = None
    retail_store: int | None = None
    tracking_number: str | None = None
    hub_invoice_number: str = ""
    hub_invoice_date: str = ""
    e_archive_url: str = ""
    has_gift_box: bool = False
    gift_box_note: str | None = None
    notes: str | None = None
    segment: str | None = None
    is_send: bool = False
    extra_field: dict = field(default_factory=dict)
    hold_reason: str = ""
    intake_notes: tuple[NoteDraft, ...] = ()


@dataclass(frozen=True)
class UnitStatus:
    omnitron_id: int
    status: int


@dataclass(frozen=True)
class StatusDraft:
    """
    The statuses of a copy, read by themselves; one of None could not be read.

    `complete` says that every unit of the copy could be named, so that one that is missing is gone.
    """

    omnitron_id: int
    status: int | None
    remote_modified: datetime | None
    items: tuple[UnitStatus, ...] = ()
    complete: bool = False
