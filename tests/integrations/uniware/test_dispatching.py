"""Dispatching a package: carrier and waybill, and what is said when they are missing."""

import pytest

from orders.commands import orders
from orders.models import OrderEvent, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware.speech import DONE, last_event, refusal


@pytest.fixture
def packed(db):
    return factories.package(state=PackageStatus.PACKED)


def test_a_package_is_dispatched_with_the_carrier_and_waybill_of_the_request(desk, packed):
    carrier = factories.cargo_company(erp_code="DELHIVERY")
    sent = {
        "shippingPackageCode": packed.number,
        "shippingProviderCode": "DELHIVERY",
        "trackingNumber": " 1Z9999 ",
    }

    answer = desk.ask("/oms/shippingPackage/dispatch", sent)

    assert answer == DONE | {"shippingPackageCode": packed.number, "cancelledOnChannel": False}
    packed.refresh_from_db()
    assert packed.state == PackageStatus.SHIPPED
    assert (packed.carrier, packed.tracking_number) == (carrier, "1Z9999")
    assert last_event(packed.order)[1] == "token:client0"


def test_a_carrier_may_be_called_by_its_name(desk, packed):
    carrier = factories.cargo_company(name="Blue Dart")
    sent = {"shippingProviderCode": "Blue Dart", "trackingNumber": "AWB-0001"}

    desk.ask("/oms/shippingPackage/dispatch", {"shippingPackageCode": packed.number} | sent)

    packed.refresh_from_db()
    assert packed.carrier == carrier


def test_a_package_is_dispatched_with_what_it_has_already(desk, packed):
    carrier = factories.cargo_company()
    Package.objects.filter(pk=packed.pk).update(carrier=carrier, tracking_number="AWB-0009")

    answer = desk.ask("/oms/shippingPackage/dispatch", {"shippingPackageCode": packed.number})

    assert answer["successful"] is True
    packed.refresh_from_db()
    assert (packed.carrier, packed.tracking_number) == (carrier, "AWB-0009")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"trackingNumber": "AWB-0001"},
            (
                1001,
                "MISSING_REQUIRED_PARAMETERS",
                "shippingProviderCode",
                "shippingProviderCode is required: the package has no shipping provider",
            ),
        ),
        (
            {"shippingProviderCode": "C"},
            (100085, "INVALID_API_REQUEST", "trackingNumber", "A tracking number is needed."),
        ),
        (
            {"shippingProviderCode": "unknown", "trackingNumber": "AWB-0001"},
            (
                20011,
                "INVALID_SHIPPING_PROVIDER_CODE",
                "shippingProviderCode",
                "Invalid shipping provider code",
            ),
        ),
        (
            {"shippingProviderCode": "Twin", "trackingNumber": "AWB-0001"},
            (
                20011,
                "INVALID_SHIPPING_PROVIDER_CODE",
                "shippingProviderCode",
                "Invalid shipping provider code",
            ),
        ),
    ],
)
def test_what_a_dispatch_lacks_is_named_and_nothing_is_sent(desk, packed, sent, told):
    factories.cargo_company(erp_code="C")
    for _ in range(2):
        factories.cargo_company(name="Twin")
    before = OrderEvent.objects.count()

    answer = desk.ask(
        "/oms/shippingPackage/dispatch", {"shippingPackageCode": packed.number} | sent
    )

    assert refusal(answer) == told
    packed.refresh_from_db()
    assert packed.state == PackageStatus.PACKED
    assert OrderEvent.objects.count() == before


def test_a_package_of_a_held_order_is_not_dispatched(desk, packed):
    orders.hold(packed.order_id, by="test", at=NOON)
    factories.cargo_company(erp_code="C")
    sent = {"shippingProviderCode": "C", "trackingNumber": "AWB-0001"}

    answer = desk.ask(
        "/oms/shippingPackage/dispatch", {"shippingPackageCode": packed.number} | sent
    )

    said = "The order is held; release it first."
    assert refusal(answer) == (20009, "SALE_ORDER_IS_ON_HOLD", None, said)
    packed.refresh_from_db()
    assert packed.state == PackageStatus.PACKED


def test_a_package_that_is_not_packed_is_not_dispatched(desk, db):
    package = factories.package()
    factories.cargo_company(erp_code="C")
    sent = {"shippingProviderCode": "C", "trackingNumber": "AWB-0001"}

    answer = desk.ask(
        "/oms/shippingPackage/dispatch", {"shippingPackageCode": package.number} | sent
    )

    assert refusal(answer) == (
        20003,
        "INVALID_PACKAGE_STATE",
        None,
        "Ship: not possible while Waiting.",
    )


def test_a_second_dispatch_is_refused_and_the_first_stays(desk, packed):
    factories.ship(packed, tracking_number="AWB-FIRST")
    sent = {"shippingPackageCode": packed.number, "trackingNumber": "SECOND"}

    assert refusal(desk.ask("/oms/shippingPackage/dispatch", sent))[0] == 20003
    packed.refresh_from_db()
    assert packed.tracking_number == "AWB-FIRST"


def test_a_foreign_package_is_answered_as_one_that_does_not_exist(api, packed):
    desk = api(channels=[])
    sent = {"trackingNumber": "AWB-0001"}

    foreign, missing = (
        desk.post("/oms/shippingPackage/dispatch", sent | {"shippingPackageCode": code})
        for code in (packed.number, "no-such-package")
    )

    assert foreign.content == missing.content
    assert refusal(foreign.json()) == (
        20012,
        "INVALID_SHIPPING_PACKAGE_CODE",
        None,
        "Invalid shipping package code",
    )
