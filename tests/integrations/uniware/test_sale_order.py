"""One order: its keys and types, where each fact stands, and which part of it is asked for."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import OrderItem, Package
from orders.workflow import OrderStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import differences, exact, golden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
PATH = "/oms/saleorder/get"
NOON_MS = 1795262400000


def test_an_answer_has_every_key_and_type_of_the_contract(api):
    contract = golden("sale_order_get")["answer"]
    orders = [
        arranged.taxed().order,
        arranged.taxed(to=factories.DELHI, payment_type="cod").order,
        arranged.bundle(),
        factories.order(status=OrderStatus.WAITING),
    ]
    client = api()

    for order in orders:
        for asked in ({}, {"paymentDetailRequired": True}):
            body = exact(client.post(PATH, {"code": order.code, **asked}))
            assert differences(body, contract) == []


def test_the_facts_stand_where_the_page_says(get_order):
    package = arranged.taxed(**arranged.PREPAID)
    order = package.order

    shown = get_order(order, paymentDetailRequired=True)
    (box,) = shown["shippingPackages"]
    unit = shown["saleOrderItems"][0]

    assert {key: shown[key] for key in ("code", "displayOrderCode", "channel", "source")} == {
        "code": order.code,
        "displayOrderCode": order.number,
        "channel": order.channel.name,
        "source": "WEB",
    }
    assert shown["displayOrderDateTime"] == shown["created"] == shown["updated"] == NOON_MS
    assert (shown["status"], shown["cod"], shown["currencyCode"]) == ("COMPLETE", False, "INR")
    assert (shown["customerCode"], shown["customerGSTIN"]) == ("C-1", "27AAPFU0939F1ZV")
    assert shown["notificationMobile"] == "+919999999999"
    assert shown["additionalInfo"] == "Ring twice"
    assert (box["code"], box["status"]) == (package.number, "DELIVERED")
    assert (box["shippingProvider"], box["shippingCourier"]) == ("BlueDart", "BLUEDART_AIR")
    assert (box["trackingNumber"], box["shippingMethod"]) == ("AWB-0009", "Standard-Prepaid")
    assert (box["noOfItems"], sorted(box["items"])) == (3, ["KURTA", "SARI"])
    assert (box["items"]["KURTA"]["quantity"], box["items"]["SARI"]["quantity"]) == (2, 1)
    assert box["invoiceCode"] == package.invoice.number
    assert box["dispatched"] == box["delivered"] == box["invoiceDate"] == NOON_MS
    assert (unit["code"], unit["statusCode"]) == ("KURTA-0", "DELIVERED")
    assert unit["facilityCode"] == package.stock_location.erp_code
    assert unit["id"] == order.orderitem_set.order_by("pk")[0].pk
    assert unit["itemDetailFields"]["SerialNumber"] == "IMEI-1"
    assert unit["itemDetailsKey"] == "SerialNumber"
    assert shown["paymentDetail"] == {
        "paymentMode": "PREPAID",
        "transactionId": None,
        "amountPaid": Decimal("825.01"),
    }


def test_one_address_is_billing_and_shipping_and_of_two_billing_is_first(get_order):
    same, other = factories.order(), arranged.full_order()

    alone = get_order(same)
    assert [one["id"] for one in alone["addresses"]] == [str(same.billing_address_id)]
    assert alone["addresses"][0] == alone["billingAddress"]
    both = get_order(other)
    assert [one["id"] for one in both["addresses"]] == [
        str(other.billing_address_id),
        str(other.shipping_address_id),
    ]
    assert both["billingAddress"]["id"] == str(other.billing_address_id)
    assert both["saleOrderItems"][0]["shippingAddressId"] == other.shipping_address_id
    assert (both["billingAddress"]["state"], both["billingAddress"]["country"]) == ("DL", "IN")


def test_seven_units_and_packages_cost_the_statements_of_one(api):
    client, costs = api(), []
    client.post(PATH, {"code": "x"})
    for number in (1, 7):
        order = arranged.taxed(items=arranged.units(*[f"S{n}" for n in range(number)])).order
        with CaptureQueriesContext(connection) as log:
            body = client.ask(PATH, {"code": order.code})
        assert len(body["saleOrderDTO"]["saleOrderItems"]) == number
        costs.append(len(log))

    assert costs[0] == costs[1]


def test_facility_codes_leave_out_what_lies_elsewhere(get_order, api):
    order, (here, there) = split_order()
    code = here.stock_location.erp_code

    shown = get_order(order, facilityCodes=[code])

    assert [box["code"] for box in shown["shippingPackages"]] == [here.number]
    assert [unit["code"] for unit in shown["saleOrderItems"]] == ["KURTA-1"]
    both = get_order(order, facilityCodes=[code, there.stock_location.erp_code])
    assert len(both["saleOrderItems"]) == 3


def test_facilities_that_have_nothing_of_an_order_make_it_unknown(api):
    order, client = factories.order(), api()
    elsewhere = factories.location().erp_code

    unknown = client.post(PATH, {"code": "no such order"}).content
    for codes in ([elsewhere], ["nowhere"], [""]):
        answer = client.post(PATH, {"code": order.code, "facilityCodes": codes})
        assert (answer.status_code, answer.content) == (200, unknown)


def split_order():
    """An order of three units: the second in a package at one place, the others at another."""
    order = arranged.full_order()
    first = Package.objects.get(order=order)
    units = list(OrderItem.objects.filter(order=order).order_by("line", "pk"))
    other = Package.objects.create(
        order=order,
        sequence=2,
        number=f"{order.code}P2",
        stock_location=factories.location(),
        created_date=NOON,
        modified_date=NOON,
    )
    first.packageitem_set.filter(order_item=units[1]).update(package=other)
    return order, (other, first)


@pytest.mark.parametrize(
    ("body", "field", "name"),
    [
        ({}, "code", "MISSING_REQUIRED_PARAMETERS"),
        ({"code": None}, "code", "MISSING_REQUIRED_PARAMETERS"),
        ({"code": ""}, "code", "MISSING_REQUIRED_PARAMETERS"),
        ({"code": 7}, "code", "INVALID_API_REQUEST"),
        ({"code": "x" * 200}, "code", "INVALID_API_REQUEST"),
        ({"code": "x", "facilityCodes": "a"}, "facilityCodes", "INVALID_API_REQUEST"),
        ({"code": "x", "facilityCodes": [1]}, "facilityCodes", "INVALID_API_REQUEST"),
    ],
)
def test_a_wrong_body_is_a_failure_that_names_the_field(body, field, name, api):
    said = api().ask(PATH, body)

    assert (said["successful"], said["saleOrderDTO"]) == (False, None)
    assert [(e["fieldName"], e["message"]) for e in said["errors"]] == [(field, name)]


def test_what_a_client_sends_besides_is_ignored(get_order):
    order = factories.order()

    assert get_order(order, facility_codes=["nowhere"], searchOptions=3)["code"] == order.code


@pytest.mark.parametrize("path", ["/oms/saleOrder/get", "/oms/SALEORDER/GET"])
def test_the_path_is_known_in_other_capitals(path, api):
    order = factories.order()

    assert api().ask(path, {"code": order.code})["saleOrderDTO"]["code"] == order.code
