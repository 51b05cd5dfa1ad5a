"""What came back of an order: told with it, and found by it."""

import pytest

from orders.commands import packages
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER, NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import differences, exact, golden
from tests.integrations.uniware.speech import refusal
from tests.moving import split

pytestmark = pytest.mark.django_db
GET, SEARCH = "/oms/saleorder/get", "/oms/saleOrder/search"
LATER_MS = 1795266000000


def came_back(*, state=PackageStatus.SHIPPED, **facts):
    package = factories.package(state=state, **facts)
    return packages.take_back(package.pk, reason="Torn", by="test", at=LATER)


def test_a_package_that_came_back_is_a_return_of_its_order(desk):
    carrier = factories.cargo_company(name="Blue Dart")
    package = came_back(carrier=carrier, items=arranged.units("KURTA", "KURTA", "SARI"))

    body = exact(desk.post(GET, {"code": package.order.code}))

    assert differences(body, golden("sale_order_get")["answer"]) == []
    assert body["saleOrderDTO"]["returns"] == [
        {
            "code": package.number,
            "type": "Courier Returned",
            "statusCode": "COMPLETE",
            "created": LATER_MS,
            "trackingNumber": "AWB-0001",
            "shippingProvider": "Blue Dart",
            "returnItems": [
                {"saleOrderItemCode": "KURTA-0", "itemSku": "KURTA"},
                {"saleOrderItemCode": "KURTA-1", "itemSku": "KURTA"},
                {"saleOrderItemCode": "SARI-0", "itemSku": "SARI"},
            ],
            "inventoryReceivedDate": LATER_MS,
            "returnCompletedDate": LATER_MS,
        }
    ]


def test_what_the_customer_had_came_back_from_the_customer(get_order):
    package = came_back(state=PackageStatus.DELIVERED)

    (told,) = get_order(package.order)["returns"]

    assert (told["type"], told["code"]) == ("Customer Returned", package.number)


@pytest.mark.parametrize("state", [PackageStatus.DELIVERED, PackageStatus.CANCELLED])
def test_what_did_not_come_back_is_no_return(get_order, state):
    assert get_order(factories.package(state=state).order)["returns"] == []


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (["ALL_RETURNS"], True),
        (["RETURN_COMPLETED"], True),
        (["RETURN_AWAITED", "RETURN_COMPLETED"], True),
        (["RETURN_AWAITED"], False),
        (["RETURN_RECEIVED_BUT_NOT_COMPLETED"], False),
    ],
)
def test_orders_are_found_by_the_status_of_their_returns(desk, statuses, found):
    order = came_back().order
    factories.package(state=PackageStatus.DELIVERED)

    said = desk.ask(SEARCH, {"returnStatuses": statuses})

    assert [one["code"] for one in said["elements"]] == ([order.code] if found else [])


def test_a_status_that_no_return_has_is_a_failure(desk):
    told = refusal(desk.ask(SEARCH, {"returnStatuses": ["RETURNED"]}))

    assert told[:3] == (100085, "INVALID_API_REQUEST", "returnStatuses")


def test_a_return_to_another_facility_is_neither_told_nor_found(api):
    here, there = factories.location(), factories.location()
    shop = factories.channel(default_location=here)
    first = factories.package(channel=shop, items=arranged.units("KURTA", "SARI"))
    order = first.order
    second = split(order, order.orderitem_set.latest("pk"), to=there)
    packages.pack(second.pk, by="test", at=NOON)
    factories.ship(second)
    packages.take_back(second.pk, reason="Torn", by="test", at=NOON)

    for place, number in ((here, 0), (there, 1)):
        client = api(locations=[place.pk])
        assert len(client.ask(GET, {"code": order.code})["saleOrderDTO"]["returns"]) == number
        assert client.ask(SEARCH, {"returnStatuses": ["ALL_RETURNS"]})["totalRecords"] == number
