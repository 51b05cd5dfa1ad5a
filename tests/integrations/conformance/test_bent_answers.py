"""Where one thing in an answer of ours is bent, that is the difference, and it is found."""

import re
from copy import deepcopy

import pytest
import time_machine

from integrations.conformance import runner
from integrations.conformance.asking import Host
from integrations.conformance.cases import Facts
from integrations.conformance.registry import DIALECTS
from tests import factories
from tests.integrations.conformance import arranged
from webhooks.payloads import exact

pytestmark = pytest.mark.django_db(transaction=True)
GONE = object()
KEY = "there is no such key"
MISSING = "the key is missing"


@pytest.fixture(autouse=True)
def _at_the_factories_hour():
    with time_machine.travel(factories.LATER):
        yield


@pytest.fixture
def found(httpserver, live_server):
    """Return a function that says what a case finds in our own answer, bent at one place."""

    def find(dialect, name, bends, **given):
        facts, host = Facts(given), Host(live_server.url)
        cases = {case.name: case for case in DIALECTS[dialect].cases}
        before = [case for case in cases.values() if not case.writes]
        list(runner.run(before, host=host, facts=facts, writing=False))
        golden = host.answer(cases[name].ask(facts)).body
        return {
            place: list(told(cases[name], golden, place, bends[place], facts)) for place in bends
        }

    def told(case, golden, place, value, facts):
        httpserver.clear()
        bent = exact(bend(deepcopy(golden), place, value))
        answer = httpserver.expect_request(re.compile(".*"))
        answer.respond_with_data(bent, content_type="application/json")
        (result,) = runner.run(
            [case], host=Host(httpserver.url_for("")), facts=Facts(facts), writing=True
        )
        assert result.verdict == ("differs" if place else "ok"), place
        return result.differences

    return find


def bend(body, place, value):
    """Put a value at a place such as `results.0.id`, or take it away."""
    *way, last = [int(key) if key.isdigit() else key for key in place.split(".")] if place else [""]
    inner = body
    for key in way:
        inner = inner[key]
    if value is GONE:
        del inner[last]
    elif place:
        inner[last] = value
    return body


def test_an_order_of_the_native_api(found, token):
    arranged.shop()
    order = "$.results[0]"

    differences = found(
        "akinon",
        "orders",
        {
            "": None,
            "results.0.number": 2291090711512921,
            "results.0.state.enum_value": 400,
            "results.0.orderitem_set.0.price": 250.5,
            "results.0.orderitem_set.0.net_amount": "250.0",
            "results.0.channel.secret": "x",
            "results.0.date_placed": "2026-11-21T12:00:00Z",
            "results.0.billing_address.city": GONE,
            "next": GONE,
            "previous": "http://x/?page=0",
            "results.1.id": 10**9,
        },
        token=token,
    )

    assert differences == {
        "": [],
        "results.0.number": [f"{order}.number: 2291090711512921 is not a text that is not empty"],
        "results.0.state.enum_value": [
            f"{order}.state.enum_value: 400 is not a text that is not empty"
        ],
        "results.0.orderitem_set.0.price": [
            f"{order}.orderitem_set[0].price:"
            " 250.5 is not an amount with all its decimals, as a text"
        ],
        "results.0.orderitem_set.0.net_amount": [
            f"{order}.orderitem_set[0].net_amount:"
            " '250.0' is not an amount with all its decimals, as a text"
        ],
        "results.0.channel.secret": [f"{order}.channel.secret: {KEY}"],
        "results.0.date_placed": [
            f"{order}.date_placed: '2026-11-21T12:00:00Z' is not a UTC moment with microseconds"
        ],
        "results.0.billing_address.city": [f"{order}.billing_address.city: {MISSING}"],
        "next": [f"$.next: {MISSING}"],
        "previous": ["$.previous: the first page has one"],
        "results.1.id": ["$.results: not in the order of -id"],
    }


def test_a_sale_order_of_uniware(found):
    channel = arranged.shop()
    code = arranged.prepaid(channel).code
    dto = "$.saleOrderDTO"

    differences = found(
        "uniware",
        "saleorder/get",
        {
            "": None,
            "successful": "true",
            "warnings": [{"message": "W"}],
            "failedOrderFetch": True,
            "saleOrderDTO.code": "SO-2",
            "saleOrderDTO.status": "SHIPPED",
            "saleOrderDTO.created": "2026-11-21T12:00:00",
            "saleOrderDTO.billingAddress.pincode": 400059,
            "saleOrderDTO.addresses": [],
            "saleOrderDTO.saleOrderItems.0.id": "1",
            "saleOrderDTO.saleOrderItems.0.hsnCode": GONE,
            "saleOrderDTO.saleOrderItems.0.quantity": 1,
            "saleOrderDTO.saleOrderItems.0.shippingAddressId": 0,
            "saleOrderDTO.saleOrderItems.0.shippingPackageStatus": "PACKED",
            "saleOrderDTO.saleOrderItems.0.sellingPriceWithoutTaxesAndDiscount": 1,
            "saleOrderDTO.shippingPackages.0.noOfItems": 7,
            "saleOrderDTO.shippingPackages.0.items": [],
            "saleOrderDTO.shippingPackages.0.collectableAmount": 1,
            "saleOrderDTO.paymentDetail": {},
        },
        **{"order code": code},
        **arranged.told("uniware"),
    )

    assert {place: told[0] if told else "" for place, told in differences.items()} == {
        "": "",
        "successful": "$.successful: 'true' is not true",
        "warnings": "$.warnings: a list is not null or empty",
        "failedOrderFetch": "$.failedOrderFetch: true is not false",
        "saleOrderDTO.code": f"{dto}.code: 'SO-2', not '{code}'",
        "saleOrderDTO.status": (
            f"{dto}.status: 'SHIPPED' is none of"
            " PENDING_VERIFICATION, CREATED, PROCESSING, COMPLETE, CANCELLED"
        ),
        "saleOrderDTO.created": (
            f"{dto}.created: '2026-11-21T12:00:00' is not an epoch in milliseconds"
        ),
        "saleOrderDTO.billingAddress.pincode": (
            f"{dto}.billingAddress.pincode: 400059 is not a text"
        ),
        "saleOrderDTO.addresses": f"{dto}.addresses: the list is empty",
        "saleOrderDTO.saleOrderItems.0.id": (
            f"{dto}.saleOrderItems[0].id: '1' is not a whole number"
        ),
        "saleOrderDTO.saleOrderItems.0.hsnCode": f"{dto}.saleOrderItems[0].hsnCode: {MISSING}",
        "saleOrderDTO.saleOrderItems.0.quantity": (
            f"{dto}.saleOrderItems[0].quantity: one element is one unit"
        ),
        "saleOrderDTO.saleOrderItems.0.shippingAddressId": (
            f"{dto}.saleOrderItems[0].shippingAddressId: no address has this id"
        ),
        "saleOrderDTO.saleOrderItems.0.shippingPackageStatus": (
            f"{dto}.saleOrderItems[0].shippingPackageStatus: not that of its package"
        ),
        "saleOrderDTO.saleOrderItems.0.sellingPriceWithoutTaxesAndDiscount": (
            f"{dto}.saleOrderItems[0].sellingPrice: 250.00, not -124.00"
        ),
        "saleOrderDTO.shippingPackages.0.noOfItems": (
            f"{dto}.shippingPackages[0].noOfItems: 7, but 3 in items"
        ),
        "saleOrderDTO.shippingPackages.0.items": (
            f"{dto}.shippingPackages[0].items: a list is not an object"
        ),
        "saleOrderDTO.shippingPackages.0.collectableAmount": (
            f"{dto}.shippingPackages[0].collectableAmount: 1, not 0.00"
        ),
        "saleOrderDTO.paymentDetail": f"{dto}.paymentDetail: nobody asked for it",
    }


def test_a_page_of_xstak(found):
    channel = arranged.shop()
    told = arranged.told("xstak")

    differences = found(
        "xstak",
        "sales_orders",
        {
            "": None,
            "page.totalPages": 9,
            "page.size": "10",
            "page.sort": "x",
            "orders": GONE,
            "orders.0.status": "approved",
            "orders.0.createdAt": "2026-11-21T12:00:00",
            "orders.0.total": 100,
        },
        **{
            "client id": told["clientId"],
            "client secret": told["clientSecret"],
            "company code": told["companyCode"],
            "location id": str(channel.default_location_id),
        },
    )

    assert differences == {
        "": [],
        "page.totalPages": ["$.page.totalPages: 9, not 1"],
        "page.size": ["$.page.size: '10' is not a whole number above 0"],
        "page.sort": [f"$.page.sort: {KEY}"],
        "orders": [f"$.orders: {MISSING}"],
        "orders.0.status": [
            "$.orders[0].status: 'approved' is none of"
            " pending, processing, packed, dispatched, completed, cancelled, returned"
        ],
        "orders.0.createdAt": [
            "$.orders[0].createdAt: '2026-11-21T12:00:00' is not a moment with its offset"
        ],
        "orders.0.total": [
            "$.orders[0].total: 100 is not an amount with all its decimals, as a text"
        ],
    }
