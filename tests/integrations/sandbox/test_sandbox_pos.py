"""The stand-in POS reads each dispatch with its own copy of the page's table."""

import json

import pytest
import requests


def paths(value, path=()):
    """Name every key of a body, at every depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from paths(inner, (*path, n))


def step_to(body, path):
    for key in path[:-1]:
        body = body[key]
    return body, path[-1]


def dotted(path):
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)[1:]


ITEM = ("invoiceDetails", "invoiceItems", 0)
UNIT = (*ITEM, "orderItems", 0)
TAXES = (*ITEM, "taxBreakUp")
TOP = (
    "saleOrderID", "shipmentCode", "orderDate", "orderStatus",
    "channelCode", "paymentType", "currencyCode", "trackingNumber",
    "shippingProviderName", "shippingCourierName", "dispatchTime", "facilityCode",
    "invoiceDetails", "shippingAddress", "billingAddress",
)  # fmt: skip
ADDRESS = (
    "addressLine1", "addressLine2", "city", "country",
    "email", "name", "phone", "pincode",
    "state",
)  # fmt: skip
INVOICE_ITEM = (
    "product", "description", "skuCode", "hsnCode",
    "quantity", "bundleSku", "orderItems", "taxBreakUp",
)  # fmt: skip
PRICE = (
    "cashOnDeliveryCharges", "sellingPrice", "shippingCharges", "discount",
    "totalPrice", "transferPrice",
)  # fmt: skip
TAX = (
    "costHead", "integratedGst", "unionTerritoryGst", "stateGst",
    "centralGst", "centralGstPercentage", "stateGstPercentage", "unionTerritoryGstPercentage",
    "integratedGstPercentage",
)  # fmt: skip
KEYS = [
    *((key,) for key in TOP),
    *(("invoiceDetails", key) for key in ("invoiceNumber", "invoiceDate", "invoiceItems")),
    *((*ITEM, key) for key in INVOICE_ITEM),
    *((*UNIT, key) for key in ["orderItemId", "serialNumber", "orderItemPrice", "giftWrap"]),
    (*UNIT, "bundleIdentifier"),
    *((*UNIT, "orderItemPrice", key) for key in PRICE),
    *((*UNIT, "giftWrap", key) for key in ("giftWrapMessage", "giftWrapCharges")),
    *((*TAXES, n, key) for n in (0, 1) for key in TAX),
    *((address, key) for address in ("shippingAddress", "billingAddress") for key in ADDRESS),
]


def test_the_list_of_keys_is_the_printed_body(printed):
    assert set(paths(printed)) == set(KEYS)


def test_the_printed_dispatch_is_taken(sandbox, dispatch, printed):
    answer = dispatch(printed)

    assert (answer.status_code, answer.json()) == (
        200,
        {"successful": True, "message": "Shipment received", "errors": [], "warnings": []},
    )
    (shipment,) = sandbox.shipments
    assert (shipment["shipmentCode"], shipment["repeats"]) == ("VARAAA07998", 0)
    assert shipment["body"] == json.dumps(printed)


@pytest.mark.parametrize("path", KEYS, ids=dotted)
def test_a_missing_key_is_named_and_nothing_is_taken(sandbox, dispatch, printed, path):
    parent, key = step_to(printed, path)
    del parent[key]

    answer = dispatch(printed)

    assert (answer.status_code, answer.json()["successful"]) == (200, False)
    named = [(error["fieldName"], error["description"]) for error in answer.json()["errors"]]
    assert named == [(dotted(path), f"{dotted(path)} is missing")]
    assert sandbox.shipments == []
    assert [refusal["shipmentCode"] for refusal in sandbox.refusals] == ["VARAAA07998"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("orderDate",), "2021-08-17T14:02:42Z"),
        (("dispatchTime",), "2021-08-17T14:02:42+00:00"),
        (("dispatchTime",), "2021-02-30T14:02:42"),
        (("currencyCode",), "inr"),
        (("currencyCode",), "RUPEE"),
        (("orderStatus",), "SHIPPED"),
        (("paymentType",), "credit_card"),
        (("shipmentCode",), "OTHER"),
        (("saleOrderID",), 937),
        (("trackingNumber",), None),
        ((*ITEM, "quantity"), 1),
        ((*ITEM, "quantity"), "2"),
        ((*ITEM, "orderItems"), []),
        ((*ITEM, "bundleSku"), 5),
        ((*UNIT, "orderItemPrice"), []),
        ((*UNIT, "orderItemPrice", "sellingPrice"), "549.00"),
        ((*UNIT, "orderItemPrice", "shippingCharges"), 3.3375),
        ((*UNIT, "orderItemPrice", "discount"), True),
        ((*UNIT, "giftWrap", "giftWrapCharges"), None),
        ((*TAXES, 1, "costHead"), "GIFT"),
        (("shippingAddress", "pincode"), "1100"),
        (("billingAddress", "city"), ""),
    ],
    ids=str,
)
def test_a_wrong_value_is_one_error_that_names_it(sandbox, dispatch, printed, path, value):
    parent, key = step_to(printed, path)
    parent[key] = value

    errors = dispatch(printed).json()["errors"]

    assert [error["fieldName"] for error in errors] == [dotted(path)]
    assert sandbox.shipments == []


def test_both_cost_heads_are_wanted_once_each(dispatch, printed):
    taxes, _ = step_to(printed, (*TAXES, 0))
    taxes[1] = taxes[0]

    errors = dispatch(printed).json()["errors"]

    assert [error["fieldName"] for error in errors] == [dotted(TAXES)]


def test_an_unknown_field_is_a_warning_and_the_dispatch_is_taken(sandbox, dispatch, printed):
    printed["invoiceDetails"]["irn"] = "x"

    answer = dispatch(printed).json()

    assert answer["successful"] is True
    told = [warning["description"] for warning in answer["warnings"]]
    assert told == ["invoiceDetails.irn is not a field of the page"]
    assert len(sandbox.shipments) == 1


def test_a_repeat_is_taken_again_and_another_body_is_not(sandbox, dispatch, printed):
    dispatch(printed)
    repeat = dispatch(printed).json()
    other = dispatch(printed | {"trackingNumber": "2"}).json()

    assert repeat["successful"] is True
    assert [error["message"] for error in other["errors"]] == ["INVALID_PACKAGE_STATE"]
    (shipment,) = sandbox.shipments
    assert (shipment["repeats"], json.loads(shipment["body"])["trackingNumber"]) == (
        1,
        "111232232323",
    )


def test_unreadable_json_is_a_400_in_the_envelope(sandbox, dispatch):
    answer = dispatch(b'{"shipmentCode": ')

    assert (answer.status_code, answer.json()["successful"]) == (400, False)
    assert sandbox.shipments == []


def test_a_bad_bearer_is_a_401_and_bad_credentials_are_a_failed_status(sandbox, printed):
    bearer = {"Authorization": "bearer wrong"}
    url = f"{sandbox.pos_url}/v1/shipment/VARAAA07998"
    stranger = requests.post(url, json=printed, headers=bearer, timeout=30)
    login = {"username": "pos", "password": "sandbox", "grant_type": "client"}
    failed = requests.post(f"{sandbox.pos_url}/v1/auth/Token", headers=login, timeout=30)

    assert stranger.status_code == 401
    assert stranger.json()["errors"][0]["message"] == "INVALID_TOKEN"
    assert failed.json() == {"status": "FAILED", "errorMessage": "Bad credentials"}
    assert sandbox.shipments == []
