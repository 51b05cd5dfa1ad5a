"""A partner of this dialect, its shelves, and a client that speaks as it does."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from integrations.enrolment import enrol
from integrations.models import Partner
from orders.models import Channel, Mode, Product, ServiceArea, Stock, StockLocation
from tests import factories

BASE = "/api/vs/v1/"


@dataclass
class Caller:
    """Sends JSON with the headers of one partner."""

    partner: Partner
    told: dict
    headers: dict = field(default_factory=dict)

    def __post_init__(self):
        self.headers = {
            "X-Parse-Application-Id": self.told["applicationId"],
            "X-Parse-REST-API-Key": self.told["restApiKey"],
            "vs-partner-apikey": self.told["partnerKey"],
        }
        self.client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str):
        sent = {name: text for name, text in (self.headers | headers).items() if text is not None}
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        return self.client.generic(method, BASE + path, headers=sent, **_encoded(given))

    def get(self, path: str, **headers: str):
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str):
        return self.send("POST", path, body, **headers)


def _encoded(given):
    if "data" in given and not isinstance(given["data"], bytes | str):
        given["data"] = Client()._encode_json(given["data"], "application/json")
    return given


@dataclass
class Shop:
    """A location in Mumbai with two products on its shelf, that serves 4000xx."""

    channel: Channel
    location: StockLocation
    phone: Product
    cable: Product


@pytest.fixture
def shop(db) -> Shop:
    location = factories.location(
        erp_code="MUM1",
        name="Mumbai One",
        seller_gstin="27AAPFU0939F1ZV",
        seller_name="Shop Ltd",
        state_code="MH",
        invoice_series="MH1",
        time_zone="Asia/Kolkata",
        is_pickup_location=True,
    )
    channel = factories.channel(default_location=location)
    ServiceArea.objects.create(location=location, pincode="4000", lead_days=2, cod=True)
    ServiceArea.objects.create(location=location, pincode="400001", mode=Mode.STORE_PICKUP)
    now = timezone.now()
    products = [
        Product.objects.create(
            name=name, sku=sku, gst_rate=Decimal(18), hsn_code=hsn, created_date=now,
            modified_date=now, max_per_order=most,
        )
        for name, sku, hsn, most in [("Phone", "245179", "8517", 5), ("Cable", "C-1", "8544", None)]
    ]  # fmt: skip
    for product, on_hand in zip(products, (3, 10), strict=True):
        Stock.objects.create(product=product, location=location, on_hand=on_hand, modified_date=now)
    return Shop(channel, location, *products)


def partner_of(*channels: Channel, name: str = "Vijay", **columns) -> Caller:
    partner, told = enrol(
        name,
        dialect="vijaysales",
        channels=[channel.pk for channel in channels],
        locations=columns.pop("locations", None),
        at=timezone.now(),
        **columns,
    )
    return Caller(partner, told)


@pytest.fixture
def vijay(shop) -> Caller:
    return partner_of(shop.channel)


ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 Marine Drive",
    "line2": "Flat 4",
    "city": "Mumbai",
    "state": "Maharashtra",
    "pincode": "400001",
    "mobile": "9820012345",
}


def an_order(**changes) -> dict:
    """Return the body of a new order: two phones and a cable, 140479.00 with the delivery."""
    body = {
        "partnerOrderId": "VS-1",
        "deliveryType": "HOME_DELIVERY",
        "customer": {"firstName": "Asha", "lastName": "Rao", "mobile": "9820012345"},
        "billingAddress": ADDRESS,
        "shippingAddress": ADDRESS,
        "items": [
            {"lineId": "a", "vanNo": "245179", "quantity": 2, "unitPrice": "69990.00"},
            {"lineId": "b", "vanNo": "C-1", "quantity": 1, "unitPrice": 500, "discount": "50.00"},
        ],
        "shippingCharge": "49.00",
        "orderAmount": "140479.00",
        "payment": {"mode": "PREPAID", "instrument": "UPI", "transactionId": "T1"},
    }
    return body | changes


def later(**by) -> Any:
    return timezone.now() + timedelta(**by)
