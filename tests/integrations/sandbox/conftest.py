"""A sandbox that lives only when told to, a client for each side, and a dispatch as printed."""

import json

import pytest
import requests

from integrations.sandbox import Sandbox


@pytest.fixture
def sandbox():
    with Sandbox(seed=1, every=None, allowed=True) as running:
        yield running


class Client(requests.Session):
    """A session on one stand-in's base address, logged in."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, path, **kwargs):
        url = path if path.startswith("http") else f"{self.base}/{path}"
        return super().request(method, url, timeout=30, **kwargs)


@pytest.fixture
def omnitron(sandbox):
    client = Client(sandbox.omnitron_url)
    login = {"username": "omnitron", "password": "sandbox"}
    key = client.post("auth/login/", json=login).json()["key"]
    client.headers["Authorization"] = f"Token {key}"
    sandbox.forget_requests()
    yield client
    client.close()


@pytest.fixture
def pos(sandbox):
    client = Client(sandbox.pos_url)
    login = {"username": "pos", "password": "sandbox", "grant_type": "password"}
    token = client.post("v1/auth/Token", headers=login).json()["access_token"]
    client.headers["Authorization"] = f"bearer {token}"
    sandbox.forget_requests()
    yield client
    client.close()


ADDRESS = {
    "addressLine1": "Test",
    "addressLine2": "address lime 2",
    "city": "Delhi",
    "country": "India",
    "email": "test@gmail.com",
    "name": "Test name",
    "phone": "9809833333",
    "pincode": "110001",
    "state": "DL",
}
NO_TAX = {
    "unionTerritoryGst": 0,
    "stateGst": 0,
    "centralGst": 0,
    "centralGstPercentage": 0,
    "stateGstPercentage": 0,
    "unionTerritoryGstPercentage": 0,
    "integratedGstPercentage": 5,
}
PRINTED = {
    "saleOrderID": "SO00937",
    "shipmentCode": "VARAAA07998",
    "orderDate": "2021-08-17T14:02:42",
    "orderStatus": "COMPLETE",
    "channelCode": "CUSTOM",
    "paymentType": "PREPAID",
    "currencyCode": "INR",
    "trackingNumber": "111232232323",
    "shippingProviderName": "testga",
    "shippingCourierName": "TESTGA",
    "dispatchTime": "2021-08-17T14:03:54",
    "facilityCode": "varad",
    "invoiceDetails": {
        "invoiceNumber": "IRS00482",
        "invoiceDate": "2021-08-17T14:03:54",
        "invoiceItems": [
            {
                "product": "dettol1",
                "description": "Dettol",
                "skuCode": "dettol1",
                "hsnCode": "1234567",
                "quantity": "1",
                "bundleSku": None,
                "orderItems": [
                    {
                        "orderItemId": "SOI111",
                        "serialNumber": "ACB3434",
                        "orderItemPrice": {
                            "cashOnDeliveryCharges": 0,
                            "sellingPrice": 549,
                            "shippingCharges": 32.37,
                            "discount": 0,
                            "totalPrice": 549,
                            "transferPrice": 0,
                        },
                        "giftWrap": {"giftWrapMessage": None, "giftWrapCharges": 0},
                        "bundleIdentifier": None,
                    }
                ],
                "taxBreakUp": [
                    {"costHead": "SELLING_PRICE", "integratedGst": 14.24, **NO_TAX},
                    {"costHead": "SHIPPING_CHARGES", "integratedGst": 0.84, **NO_TAX},
                ],
            }
        ],
    },
    "shippingAddress": ADDRESS,
    "billingAddress": ADDRESS,
}


@pytest.fixture
def printed():
    """The dispatch that Uniware's page prints, to be changed at will."""
    return json.loads(json.dumps(PRINTED))


@pytest.fixture
def dispatch(pos):
    """Push a body and return the answer."""

    def push(body, code="VARAAA07998"):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return pos.post(f"v1/shipment/{code}", data=text)

    return push
