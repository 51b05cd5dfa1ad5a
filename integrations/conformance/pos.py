"""What a caller expects of a point of sale: Uniware's POS pages, with the kit as the caller."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from integrations.conformance.asking import Answer, Ask
from integrations.conformance.cases import Case, Dialect, Facts
from integrations.conformance.shapes import OrNull

TOKEN_PAGE = "POS: authentication page"
DISPATCH_PAGE = "POS: Post Sale Order Dispatch page"

TOKEN = {"status": ("SUCCESS",), "access_token": "secret"}
TOKEN |= {"refresh_token?": "secret?", "expires_in?": "number?"}
FAILED = {"status": ("FAILED",), "errorMessage": "filled"}
_ERROR = {"code?": "any", "fieldName?": "text?", "description?": "text?", "message?": "text?"}
_WARNING = {"code?": "any", "message?": "text?", "description?": "text?"}
ENVELOPE = {
    "successful": "flag",
    "message": "text?",
    "errors": OrNull([_ERROR | {"errorParams?": OrNull("object")}]),
    "warnings": OrNull([_WARNING]),
}

_ADDRESS = {
    "addressLine1": "14 Hill Road",
    "addressLine2": "Bandra West",
    "city": "Mumbai",
    "country": "India",
    "email": "asha@example.com",
    "name": "Asha Rao",
    "phone": "9820000000",
    "pincode": "400050",
    "state": "MH",
}


def shipment(code: str, *, on_delivery: bool) -> dict:
    """Return a dispatch with every key of the page: two pieces of one SKU, tax included."""
    tax = {"costHead": "SELLING_PRICE", "centralGst": 76.27, "stateGst": 76.27}
    no_tax = {"costHead": "SHIPPING_CHARGES", "centralGst": 0, "stateGst": 0}
    return {
        "saleOrderID": code.removesuffix("P1"),
        "shipmentCode": code,
        "orderDate": "2026-11-20T08:15:00",
        "orderStatus": "COMPLETE",
        "channelCode": "CUSTOM",
        "paymentType": "COD" if on_delivery else "PREPAID",
        "currencyCode": "INR",
        "trackingNumber": f"AWB-{code}",
        "shippingProviderName": "Blue Dart",
        "shippingCourierName": "BLUEDART",
        "dispatchTime": "2026-11-21T10:00:00",
        "facilityCode": "S001",
        "invoiceDetails": {
            "invoiceNumber": f"INV-{code}",
            "invoiceDate": "2026-11-21T09:45:00",
            "invoiceItems": [
                {
                    "product": "SHIRT-M",
                    "description": "Shirt, medium",
                    "skuCode": "SHIRT-M",
                    "hsnCode": "620520",
                    "quantity": "2",
                    "bundleSku": None,
                    "orderItems": [_unit(f"{code}-{n}", on_delivery) for n in (1, 2)],
                    "taxBreakUp": [_rates(tax, 18), _rates(no_tax, 0)],
                }
            ],
        },
        "shippingAddress": _ADDRESS,
        "billingAddress": _ADDRESS,
    }


def _unit(item_id, on_delivery):
    charge = 20 if on_delivery else 0
    price = {
        "cashOnDeliveryCharges": charge,
        "sellingPrice": 500,
        "shippingCharges": 0,
        "discount": 0,
        "totalPrice": 500 + charge,
        "transferPrice": 0,
    }
    return {
        "orderItemId": item_id,
        "serialNumber": "",
        "orderItemPrice": price,
        "giftWrap": {"giftWrapMessage": None, "giftWrapCharges": 0},
        "bundleIdentifier": None,
    }


def _rates(amounts, percentage):
    half = percentage // 2
    return {
        "integratedGst": 0,
        "unionTerritoryGst": 0,
        **amounts,
        "centralGstPercentage": half,
        "stateGstPercentage": half,
        "unionTerritoryGstPercentage": 0,
        "integratedGstPercentage": 0,
    }


def _log_in(facts: Facts, **changed) -> Ask:
    credentials = {"username": facts["username"], "password": facts["password"]}
    headers = {"Content-Type": "application/json", "grant_type": "password", **credentials}
    return Ask("POST", "/v1/auth/Token", headers=headers | changed)


def _push(facts: Facts, code: str, body: bytes, token: str = "") -> Ask:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"bearer {token or facts['token']}",
    }
    return Ask("POST", f"/v1/shipment/{code}", headers=headers, body=body)


def _dispatch(kind):
    """Ask for a dispatch of a code that no earlier run used; a second time it is the same bytes."""

    def ask(facts: Facts) -> Ask:
        run = facts.setdefault("run", f"{datetime.now(UTC):%Y%m%d%H%M%S%f}")
        code = f"CONTRACT{run}{kind}P1"
        body = shipment(code, on_delivery=kind == "COD")
        return _push(facts, code, json.dumps(body).encode())

    return ask


def _taken(answer: Answer, facts: Facts) -> Iterator[str]:
    body = answer.body
    if body["successful"] is not True:
        told = [error.get("description") or error.get("message") for error in body["errors"] or []]
        yield f"$.successful: false, with {'; '.join(map(str, told)) or 'no reason'}"
    elif body["errors"]:
        yield "$.errors: a success has some"


def _refused(answer: Answer, facts: Facts) -> Iterator[str]:
    if answer.status < 300 and answer.body.get("successful") is not False:
        yield "$.successful: it does not say false"
    elif answer.status < 300 and not answer.body.get("errors"):
        yield "$.errors: a refusal names none"


REFUSAL_STATUS = (200, 400, 422)

CASES = (
    Case(
        "a token", TOKEN_PAGE, _log_in, shape=TOKEN, learns={"token": "access_token"}
    ),
    Case("a second token", "[INF] an expired token is asked for anew", _log_in, shape=TOKEN),
    Case(
        "bad credentials", f"{TOKEN_PAGE}: Bad credentials",
        lambda facts: _log_in(facts, password="not-the-password-of-anybody"),
        (200, 400, 401, 403), FAILED,
    ),
    Case(
        "a dispatch with an unknown token", "[INF] 401 asks for a new token",
        lambda facts: _push(facts, "CONTRACT-NO-TOKEN", b"{}", token="0"), (401, 403), "object",
    ),
    Case(
        "a prepaid dispatch", DISPATCH_PAGE, _dispatch("PREPAID"), shape=ENVELOPE,
        checks=(_taken,), writes=True,
    ),
    Case(
        "the same dispatch again", "[INF] shipmentCode is the key of a repeat",
        _dispatch("PREPAID"), shape=ENVELOPE, checks=(_taken,), writes=True,
    ),
    Case(
        "a dispatch paid on delivery", f"{DISPATCH_PAGE}: paymentType", _dispatch("COD"),
        shape=ENVELOPE, checks=(_taken,), writes=True,
    ),
    Case(
        "a dispatch of nothing", f"{DISPATCH_PAGE}: errors",
        lambda facts: _push(facts, "CONTRACT-NOTHING", b"{}"), REFUSAL_STATUS, "object",
        checks=(_refused,), writes=True,
    ),
    Case(
        "a dispatch that is not JSON", "[INF] an error is JSON too",
        lambda facts: _push(facts, "CONTRACT-GARBLED", b"{"), REFUSAL_STATUS, "object",
        checks=(_refused,), writes=True,
    ),
)  # fmt: skip

DIALECT = Dialect("A point of sale", CASES, needs=(("username", "password"), ("token",)))
