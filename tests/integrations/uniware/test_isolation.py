"""Who sees what: partners, channels of one partner, facilities; what is foreign does not exist."""

import pytest

from orders.models import OrderItem, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged

pytestmark = pytest.mark.django_db
GET = "/oms/saleorder/get"
SEARCH = "/oms/saleOrder/search"
PACKAGES = "/oms/shippingPackage/search"
DETAILS = "/oms/shippingPackage/getShippingPackageDetails"
BY_STATUS = "/oms/shippingPackage/getShippingPackages"
INVOICE = "/invoice/details/get"


@pytest.fixture
def twins(db):
    """Two orders of the same number, of two channels, both packed."""
    return [
        factories.package(state=PackageStatus.PACKED, order=factories.order(number="1001"))
        for _ in range(2)
    ]


def seen(client, path, body, key="elements"):
    said = client.ask(path, body)
    assert said["successful"] is True
    return said[key]


def test_two_partners_with_the_same_order_number_see_their_own(api, twins):
    clients = [api(channels=[package.order.channel_id]) for package in twins]

    for client, mine, other in zip(clients, twins, reversed(twins), strict=True):
        (found,) = seen(client, SEARCH, {"displayOrderCode": "1001"})
        assert found["code"] == mine.order.code
        assert seen(client, SEARCH, {"displayOrderCode": "1001"}, "totalRecords") == 1
        (box,) = seen(client, PACKAGES, {"statuses": ["PACKED"]})
        assert box["code"] == mine.number
        codes = seen(client, BY_STATUS, {"statusCode": "PACKED"}, "shippingPackages")
        assert codes == [mine.number]
        for path, named, foreign in (
            (GET, "code", other.order.code),
            (DETAILS, "shippingPackageCode", other.number),
            (INVOICE, "shippingPackageCode", other.number),
        ):
            answer = client.post(path, {named: foreign})
            missing = client.post(path, {named: "no such thing"})
            assert (answer.status_code, answer.content) == (200, missing.content)
            assert answer.json()["successful"] is False


def test_two_channels_of_one_partner_with_the_same_number_are_two_codes(api, twins):
    client = api(channels=[package.order.channel_id for package in twins])

    codes = [package.order.code for package in twins]
    assert codes == ["1001", f"1001-{twins[1].order.channel.omnitron_id}"]
    for package in twins:
        shown = seen(client, GET, {"code": package.order.code}, "saleOrderDTO")
        assert (shown["code"], shown["displayOrderCode"]) == (package.order.code, "1001")
        assert shown["channel"] == package.order.channel.name
        assert [box["code"] for box in shown["shippingPackages"]] == [package.number]
        assert [unit["id"] for unit in shown["saleOrderItems"]] == [
            package.packageitem_set.get().order_item_id
        ]
    found = seen(client, SEARCH, {"displayOrderCode": "1001"})
    assert [one["code"] for one in found] == codes


def test_a_number_alone_names_the_order_whose_code_it_is(api, twins):
    second = api(channels=[twins[1].order.channel_id])

    assert second.ask(GET, {"code": "1001"})["saleOrderDTO"] is None


@pytest.fixture
def divided(db):
    """An order of three units: one in a package at one place, two at another."""
    order = arranged.full_order(**arranged.PREPAID)
    here = Package.objects.get(order=order)
    there = Package.objects.create(
        order=order,
        sequence=2,
        number=f"{order.code}P2",
        stock_location=factories.location(),
        created_date=NOON,
        modified_date=NOON,
    )
    last = OrderItem.objects.filter(order=order).order_by("-line", "-pk")[0]
    here.packageitem_set.filter(order_item=last).update(package=there)
    return here, there


def test_a_partner_of_one_facility_sees_its_part_of_a_divided_order(api, divided):
    here, there = divided
    client = api(locations=[there.stock_location_id])

    asked = {"code": here.order.code, "paymentDetailRequired": True}
    shown = seen(client, GET, asked, "saleOrderDTO")

    assert [box["code"] for box in shown["shippingPackages"]] == [there.number]
    assert [unit["code"] for unit in shown["saleOrderItems"]] == ["SARI-0"]
    (unit,) = shown["saleOrderItems"]
    assert shown["paymentDetail"]["amountPaid"] == unit["totalPrice"]
    assert shown["totalDiscount"] == unit["discount"]
    assert here.number not in str(shown)
    assert here.stock_location.erp_code not in str(shown)
    answer = client.post(DETAILS, {"shippingPackageCode": here.number})
    assert answer.content == client.post(DETAILS, {"shippingPackageCode": "none"}).content
    assert client.ask(GET, asked | {"facilityCodes": [here.stock_location.erp_code]}) == (
        client.ask(GET, {"code": "no such order"})
    )


def test_an_order_that_is_nowhere_is_not_seen_by_a_partner_of_one_facility(api):
    idle = factories.location(is_active=False)
    order = factories.order(channel=factories.channel(default_location=idle))

    assert api().ask(GET, {"code": order.code})["successful"] is True
    assert api(locations=[idle.pk]).ask(GET, {"code": order.code})["successful"] is False


def test_on_a_call_of_tenant_level_the_header_must_be_good_and_narrows_nothing(api, divided):
    here, there = divided
    code = here.stock_location.erp_code

    shown = seen(api(facility=code), GET, {"code": here.order.code}, "saleOrderDTO")

    assert len(shown["saleOrderItems"]) == 3
    other = api(facility=code, locations=[there.stock_location_id])
    foreign = other.post(GET, {"code": here.order.code})
    assert (foreign.status_code, foreign.json()["successful"]) == (403, False)
