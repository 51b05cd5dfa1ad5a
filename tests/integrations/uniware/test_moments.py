"""The moments that clients divide by a thousand: whole milliseconds, never nothing."""

import pytest

from orders.models import Order
from tests import factories
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import exact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
SEARCH = "/oms/saleOrder/search"
NOON_MS = 1795262400000
PROMISED_MS = 1798761600000  # 2027-01-01T00:00:00Z
HEADER = ("displayOrderDateTime", "created", "updated", "fulfillmentTat")


def promise(order, day):
    Order.objects.filter(pk=order.pk).update(extra_field={"promised_by": day})


def test_clients_can_divide_every_moment_of_an_order_by_a_thousand(desk, get_order):
    package = arranged.taxed()
    named = {"shippingPackageCode": package.number}
    order = get_order(package.order)
    (found,) = exact(desk.post(SEARCH, {"displayOrderCode": package.order.number}))["elements"]
    path = "/oms/shippingPackage/getShippingPackageDetails"
    boxed = exact(desk.post(path, named))["shippingPackageDetailDTO"]["saleOrderDetails"]
    invoice = exact(desk.post("/invoice/details/get", named))["invoice"]
    (box,) = order["shippingPackages"]

    told = [one[name] for one in (order, found, boxed) for name in HEADER]
    told += [order["channelProcessingTime"], boxed["channelProcessingTime"], invoice["created"]]
    told += [box[name] for name in ("created", "updated", "dispatched", "delivered", "invoiceDate")]
    told += [unit[name] for unit in order["saleOrderItems"] for name in ("created", "updated")]

    assert {type(one) for one in told} == {int}
    assert {one // 1000 for one in told} == {NOON_MS // 1000}


def test_an_order_has_to_be_there_on_the_day_that_was_promised(get_order, desk):
    order = factories.order()
    promise(order, "2027-01-01")

    assert get_order(order)["fulfillmentTat"] == PROMISED_MS
    (found,) = desk.ask(SEARCH, {"displayOrderCode": order.number})["elements"]
    assert found["fulfillmentTat"] == PROMISED_MS


@pytest.mark.parametrize("day", [None, "", "soon", "2027-02-30", 5, ["2027-01-01"], {}])
def test_without_a_day_it_is_when_the_order_was_placed(get_order, day):
    order = factories.order()
    promise(order, day)

    shown = get_order(order)

    assert shown["fulfillmentTat"] == shown["displayOrderDateTime"] == NOON_MS


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2027-01-01", "2027-01-02", ["promised"]),
        ("2026-12-31T23:59:59", "2027-01-01T00:00:00", ["promised"]),
        ("2027-01-01T00:00:01", "2027-01-03", []),
        ("2026-12-30", "2026-12-31T23:59:59", []),
        ("2026-11-21", "2026-11-22", ["placed", "nothing"]),
        ("9999-12-31T10:00:00", "9999-12-31T11:00:00", []),
    ],
)
def test_a_search_for_that_day_finds_what_the_orders_say(desk, since, until, found):
    orders = {name: factories.order() for name in ("promised", "placed", "nothing")}
    promise(orders["promised"], "2027-01-01")
    promise(orders["nothing"], None)
    window = {"fromDate": since, "toDate": until, "dateType": "FULFILLMENT_TAT"}

    elements = desk.ask(SEARCH, window)["elements"]

    assert [one["code"] for one in elements] == [orders[name].code for name in found]
