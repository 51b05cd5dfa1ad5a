"""The shops, stores, carriers, goods and partners that the seeded orders live among."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.utils import timezone

from integrations import auth
from integrations.enrolment import enrol
from integrations.models import Partner
from integrations.omnitron import target
from orders import documents
from orders.models import (
    Address,
    CargoCompany,
    Channel,
    City,
    Country,
    InvoiceCounter,
    LaunchCampaign,
    Product,
    ServiceArea,
    State,
    Stock,
    StockLocation,
)
from tests import factories
from webhooks.models import Webhook

AT_ONCE = 10**6  # requests a minute: nobody is slowed down here
ELSEWHERE = {1: "GOA1", 2: "IST1", 3: "NYC1"}  # where a split order's other half lies
HOOKS = ("order.created", "order.updated", "order.cancelled", "package.created",
         "package.status.packed", "package.status.shipped", "package.status.cancelled",
         "package.shipment.awb_number")  # fmt: skip


@dataclass
class House:
    """What the orders need to know of where they live."""

    channels: dict[int, Channel]
    placed: Channel  # where a partner places its orders
    logins: dict[str, dict[str, str]]  # what each partner was told
    token: str  # of a native partner that may do everything


def build() -> House:
    """Make it all, and let the rows that migrations made be of the same day."""
    State.objects.update(created_date=timezone.now(), modified_date=timezone.now())
    documents.forget()
    locations = _locations()
    channels = {
        key: factories.channel(
            name=name, omnitron_id=key, currency=currency, default_location=locations[code]
        )
        for key, name, currency, code in [
            (1, "Bazaar", "inr", "MUM1"), (2, "Dükkân", "try", "IST1"), (3, "Store", "usd", "NYC1"),
        ]
    }  # fmt: skip
    placed = factories.channel(
        name="Counter", omnitron_id=None, server="", default_location=locations["MUM1"]
    )
    _carriers()
    _goods(locations)
    logins = {
        "uniware": _partner("Uniware client", "uniware"),
        "xstak": _partner("XStak client", "xstak", time_zone="Asia/Karachi"),
        "vijaysales": _partner("Vijay", "vijaysales", channels=[placed.pk]),
        "vijaysales_all": _partner(
            "Vijay of all", "vijaysales", channels=[row.pk for row in (placed, *channels.values())]
        ),
    }
    house = House(channels, placed, logins, _token())
    _addresses_that_are_told(channels)
    return house


def _locations() -> dict[str, StockLocation]:
    rows = [
        ("MUM1", "Mumbai One", "MH", "27AAPFU0939F1ZV", "MH1", "Asia/Kolkata", 1),
        ("GOA1", "Goa One", "GA", "30AAACR5055K1ZK", "GA1", "Asia/Kolkata", 2),
        ("IST1", "İstanbul Depo", "", "", "IS1", "Europe/Istanbul", 3),
        ("NYC1", "New York One", "", "", "NY1", "America/New_York", 4),
    ]
    made = {}
    for code, name, state, gstin, series, zone, key in rows:
        made[code] = factories.location(
            erp_code=code, name=name, state_code=state, seller_gstin=gstin, invoice_series=series,
            seller_name=f"{name} Trading Ltd" if gstin else "", time_zone=zone, omnitron_id=key,
            is_pickup_location=code != "NYC1", email=f"{code.lower()}@stores.example.com",
            daytime_phone="+91 22 4000 0000", address=_home(code, name, state),
        )  # fmt: skip
    for place in made.values():  # so that no order is the first of its series
        owner = place.seller_gstin or place.pk
        InvoiceCounter.objects.create(series=f"{owner}:{place.invoice_series}/2526")
    return made


def _home(code, name, state) -> Address:
    country, _ = Country.objects.get_or_create(name=f"Land of {code}", code=code[:2])
    city = City.objects.create(
        name=name.split()[0], country=country, state_code=state, state=state and f"State {state}",
        latitude=Decimal("18.92"), longitude=Decimal("72.83"),
    )  # fmt: skip
    return Address.objects.create(
        content_hash=code, city=city, country=country, line=f"1 {name} Road", postcode="400001",
        created_date=timezone.now(), modified_date=timezone.now(),
    )  # fmt: skip


def _carriers() -> None:
    stamps = {"created_date": timezone.now(), "modified_date": timezone.now()}
    rows = [(34, "Blue Dart", "BLUEDART", "bluedart"), (35, "Yurtiçi Kargo", "YURTICI", "")]
    for key, name, code, company in rows:
        CargoCompany.objects.create(
            omnitron_id=key, name=name, erp_code=code, shipping_company=company, **stamps
        )


def _goods(locations) -> None:
    """Lay goods of our own on the shelves: those that a partner orders here."""
    now = timezone.now()
    rows = [("PHONE-1", "Phone", "8517", 18), ("CABLE-1", "Cable", "8544", 12),
            ("LAMP-1", "Lamp without a rate", "9405", None)]  # fmt: skip
    for sku, name, hsn, rate in rows:
        product = Product.objects.create(
            name=name, sku=sku, hsn_code=hsn, gst_rate=rate, created_date=now, modified_date=now
        )
        for code in ("MUM1", "GOA1"):
            Stock.objects.create(
                product=product, location=locations[code], on_hand=500, modified_date=now
            )
    phone = Product.objects.get(sku="PHONE-1")
    LaunchCampaign.objects.create(
        code="PHONE-2", product=phone, capacity=10,
        starts_at=now.replace(year=2025), ends_at=now.replace(year=2035),
    )  # fmt: skip
    mumbai, goa = locations["MUM1"], locations["GOA1"]
    areas = [
        (mumbai, "4000", "HOME_DELIVERY", True), (mumbai, "400001", "STORE_PICKUP", True),
        (mumbai, "400001", "EXPRESS", False), (goa, "403", "HOME_DELIVERY", True),
    ]  # fmt: skip
    for location, pincode, mode, cod in areas:
        ServiceArea.objects.create(
            location=location, pincode=pincode, mode=mode, lead_days=2, cutoff=time(17), cod=cod
        )


def _partner(name, dialect, *, channels=None, **columns) -> dict[str, str]:
    _row, told = enrol(
        name, dialect=dialect, channels=channels, locations=None, at=timezone.now(),
        requests_per_minute=AT_ONCE, **columns,
    )  # fmt: skip
    return told


def _token() -> str:
    user = get_user_model().objects.create_user("native")
    partner = Partner.objects.create(
        name="native", dialect="akinon", user=user, requests_per_minute=AT_ONCE
    )
    rights = ["read", "command", "hooks"]
    _row, text = auth.issue(
        partner, rights=rights, channels=None, locations=None, days=365, at=timezone.now()
    )
    return text


def _addresses_that_are_told(channels) -> None:
    owner = get_user_model().objects.get(username="native")
    pos = {"target": "pos", "target_url": "https://pos.example.com", "username": "u"}
    Webhook.objects.create(owner=owner, event_type=Webhook.EVERYTHING, password="p", **pos)
    for channel in channels.values():
        target.connect(channel)
    for name in HOOKS:
        Webhook.objects.create(
            owner=owner, event_type=name, target_url="https://hooks.example.com/", secret_key="s"
        )
