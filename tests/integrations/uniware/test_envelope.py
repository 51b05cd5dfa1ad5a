"""The frame of an answer, and the paths: what public clients of Uniware read and break on."""

import json
from decimal import Decimal

import pytest
from django.urls import resolve

from integrations.uniware import envelope
from integrations.uniware.dialect import DIALECT
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.urls import VIEWS
from tests import factories

REST = "/services/rest/v1"
PRINTED = [f"/{view.route}" for view in VIEWS if "get" in view.http_method_names]
SERVED = [f"/{view.route}" for view in VIEWS if "post" in view.http_method_names]


@pytest.fixture
def order(db):
    return factories.order()


def test_a_success_is_a_real_true_with_no_message_no_errors_and_no_warnings(desk, order):
    answer = desk.post("/oms/saleorder/get", {"code": order.code})

    assert answer.content.startswith(
        b'{"successful":true,"message":null,"errors":[],"warnings":null,"saleOrderDTO":{'
    )


def test_an_order_was_fetched_and_is_not_to_be_refreshed(desk, order):
    body = desk.ask("/oms/saleorder/get", {"code": order.code})

    assert (body["failedOrderFetch"], body["refreshEnabled"]) == (False, False)


def test_a_failure_is_http_200_with_one_whole_error_and_the_dto_as_null(desk):
    answer = desk.post("/oms/saleorder/get", {"code": "no-such-order"})

    assert answer.status_code == 200
    assert answer.json() == {
        "successful": False,
        "message": None,
        "errors": [
            {
                "code": 40005,
                "fieldName": None,
                "description": "Invalid sale order code",
                "message": "INVALID_SALE_ORDER_CODE",
                "errorParams": None,
            }
        ],
        "warnings": None,
        "saleOrderDTO": None,
    }


def test_every_error_has_a_text_that_can_be_joined(desk):
    for path in SERVED:
        body = desk.ask(path, {"saleOrderCode": 5, "shippingPackageCode": 5})
        assert body["successful"] is False, path
        assert ", ".join(error["message"] for error in body["errors"]), path


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (40005, "INVALID_SALE_ORDER_CODE"),
        (10001, "INVALID_ITEM_TYPE"),
        (10056, "INVOICE_NOT_GENERATED"),
        (20009, "SALE_ORDER_IS_ON_HOLD"),
        (20011, "INVALID_SHIPPING_PROVIDER_CODE"),
        (20012, "INVALID_SHIPPING_PACKAGE_CODE"),
        (30003, "INVALID_SHELF_CODE"),
        (40003, "INVALID_SALE_ORDER_ITEM_CODE"),
        (60004, "INVENTORY_NOT_AVAILABLE"),
        (100028, "INVALID_DATE"),
        (100071, "INVALID_SALE_ORDER_STATE"),
        (100074, "UNABLE_TO_VERIFY_ORDER"),
        (200001, "INVALID_FACILITY_CODE"),
        (500001, "FEATURE_NOT_SUPPORTED"),
        (1001, "MISSING_REQUIRED_PARAMETERS"),
        (0, "UNKNOWN_ERROR"),
        (3, "ACCESS_DENIED"),
        (4, "INVALID_URI"),
        (20003, "INVALID_PACKAGE_STATE"),
        (100085, "INVALID_API_REQUEST"),
        (300216, "SALE_ORDER_SEARCH_DATE_RANGE_LIMIT_EXCEEDED"),
    ],
)
def test_the_numbers_of_the_catalogue_have_their_names(code, name):
    body = envelope.failure(Failure(Code(code), "why"), thing=None)

    assert body["errors"] == [
        {
            "code": code,
            "fieldName": None,
            "description": "why",
            "message": name,
            "errorParams": None,
        }
    ]
    assert body["thing"] is None


def test_money_is_a_number_digit_for_digit():
    written = envelope.Numbers().render({"a": Decimal("1234567890123.10"), "b": Decimal("1E+2")})

    assert written == b'{"a":1234567890123.10,"b":100}'


def test_moments_and_money_of_an_order_are_numbers(desk, order):
    shown = desk.ask("/oms/saleorder/get", {"code": order.code})["saleOrderDTO"]

    assert type(shown["created"]) is int
    assert shown["created"] // 1000 == int(order.created_date.timestamp())
    assert type(shown["saleOrderItems"][0]["totalPrice"]) in (int, float)


@pytest.mark.parametrize("path", SERVED)
def test_every_path_is_taken_in_any_capitals_and_with_a_slash_without_a_redirect(desk, path):
    plain = desk.post(path, {})

    for spelled in (path.lower(), path.replace("saleorder", "saleOrder"), f"{path}/"):
        answer = desk.post(spelled, {})
        assert answer.status_code == 200, spelled
        assert answer.content == plain.content


@pytest.mark.parametrize("path", PRINTED)
def test_every_printer_is_found_in_any_capitals_and_with_a_slash_without_a_redirect(desk, path):
    for spelled in (path, path.lower(), f"{path}/"):
        assert desk.client.get(f"{REST}{spelled}").json()["successful"] is False


def test_what_is_served_is_what_can_be_switched_off_for_a_partner():
    assert {view.route for view in VIEWS} == set(DIALECT.routes)
    assert len(SERVED) + len(PRINTED) == len(VIEWS)
    for route in DIALECT.routes:
        assert resolve(f"{REST}/{route}").func.view_class.route == route


@pytest.mark.parametrize("scheme", ["bearer", "Bearer", "BEARER"])
def test_the_scheme_is_taken_in_any_capitals(api, token, client, order, scheme):
    answer = client.post(
        f"{REST}/oms/saleorder/get",
        json.dumps({"code": order.code}),
        content_type="application/json",
        headers={"authorization": f"{scheme} {token()}"},
    )

    assert answer.json()["successful"] is True


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "x/y", ""]
)
def test_json_is_read_whatever_it_is_called(desk, order, kind):
    body = desk.ask("/oms/saleorder/get", {"code": order.code}, content_type=kind)

    assert body["successful"] is True


def test_fields_that_nobody_knows_are_ignored(desk, order):
    sent = {"code": order.code, "facility_codes": ["X"], "__proto__": {}, "id": 1}

    assert desk.ask("/oms/saleorder/get", sent)["successful"] is True


def test_a_facility_may_be_named_where_none_is_needed_and_hides_nothing_there(api, order):
    other = factories.location()

    body = api(facility=other.erp_code).ask("/oms/saleorder/get", {"code": order.code})

    assert body["successful"] is True


def test_on_facility_level_the_header_narrows_and_its_absence_does_not(api, order):
    package = order.packages.get()
    here, other = package.stock_location, factories.location()
    asked = {"saleOrderCode": order.code}

    totals = [
        api(facility=code).ask("/oms/shippingPackage/search", asked)["totalRecords"]
        for code in (None, here.erp_code, other.erp_code)
    ]

    assert totals == [1, 1, 0]
