"""How one order, its packages and its units are called, and in which state they are."""

import pytest

from orders.commands import cancelling, packages
from orders.models import Order
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged

pytestmark = pytest.mark.django_db
PATH = "/oms/saleorder/get"


@pytest.mark.parametrize(
    ("delivery_type", "code", "text"),
    [
        ("standard", "STD", "Standard-Prepaid"),
        ("same_day", "STD", "Standard-Prepaid"),
        ("fast_delivery", "EXP", "Express-Prepaid"),
        ("EXPRESS", "EXP", "Express-Prepaid"),
        ("click_and_collect", "PKP", "Pickup-Prepaid"),
        ("STORE_PICKUP", "PKP", "Pickup-Prepaid"),
        ("Click & Collect", "PKP", "Pickup-Prepaid"),
        ("HOME_DELIVERY", "STD", "Standard-Prepaid"),
    ],
)
def test_the_way_of_delivery_has_a_code_and_a_text(delivery_type, code, text, get_order):
    shown = get_order(factories.order(delivery_type=delivery_type))

    assert shown["saleOrderItems"][0]["shippingMethodCode"] == code
    assert shown["shippingPackages"][0]["shippingMethod"] == text


ORDER_STATUS = {
    OrderStatus.CANCELLATION_WAITING: "PENDING_VERIFICATION",
    OrderStatus.WAITING: "PENDING_VERIFICATION",
    OrderStatus.PAYMENT_WAITING: "PENDING_VERIFICATION",
    OrderStatus.CONFIRMATION_WAITING: "PENDING_VERIFICATION",
    OrderStatus.CANCELLED: "CANCELLED",
    OrderStatus.PREPARING: "PROCESSING",
    OrderStatus.READY_FOR_PICKUP: "PROCESSING",
    OrderStatus.SHIPPED: "COMPLETE",
    OrderStatus.ATTEMPTED_DELIVERY: "COMPLETE",
    OrderStatus.DELIVERED: "COMPLETE",
    OrderStatus.REFUNDED: "COMPLETE",
}


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_of_ours_has_a_word_for_order_and_unit(status, get_order):
    shown = get_order(factories.order(status=status))

    statuses = {"PENDING_VERIFICATION", "CREATED", "PROCESSING", "COMPLETE", "CANCELLED"}
    assert shown["status"] in statuses
    assert shown["status"] == ORDER_STATUS.get(status, shown["status"])


@pytest.mark.parametrize(
    ("state", "order", "package", "unit"),
    [
        (PackageStatus.WAITING, "PROCESSING", "CREATED", "FULFILLABLE"),
        (PackageStatus.PREPARING, "PROCESSING", "PICKING", "PROCESSING"),
        (PackageStatus.READY, "PROCESSING", "PICKED", "PROCESSING"),
        (PackageStatus.PACKED, "PROCESSING", "PACKED", "PACKED"),
        (PackageStatus.SHIPPED, "COMPLETE", "DISPATCHED", "DISPATCHED"),
        (PackageStatus.DELIVERED, "COMPLETE", "DELIVERED", "DELIVERED"),
    ],
)
def test_a_package_on_its_way_tells_the_status_of_its_order_and_units(
    state, order, package, unit, get_order
):
    shown = get_order(factories.package(state=state).order)

    assert shown["status"] == order
    assert shown["shippingPackages"][0]["status"] == package
    (shown_unit,) = shown["saleOrderItems"]
    assert (shown_unit["statusCode"], shown_unit["shippingPackageStatus"]) == (unit, package)
    assert shown_unit["cancellable"] is (state < PackageStatus.PACKED)


def test_an_approved_order_without_a_package_is_created_and_has_none(get_order):
    location = factories.location(is_active=False)
    order = factories.order(channel=factories.channel(default_location=location))

    shown = get_order(order)

    assert (shown["status"], shown["shippingPackages"]) == ("CREATED", [])
    (unit,) = shown["saleOrderItems"]
    assert (unit["statusCode"], unit["shippingPackageCode"]) == ("UNFULFILLABLE", None)


def test_a_unit_keeps_its_code_when_another_is_cancelled(get_order):
    order = arranged.full_order()
    before = {unit["id"]: unit["code"] for unit in get_order(order)["saleOrderItems"]}
    first = order.orderitem_set.order_by("line", "pk")[0]
    cancelling.cancel(order.pk, items=[first.pk], reason="no more", by="test", at=NOON)

    after = get_order(order)["saleOrderItems"]

    assert {unit["id"]: unit["code"] for unit in after} == before
    assert list(before.values()) == ["KURTA-0", "KURTA-1", "SARI-0"]
    assert (after[0]["statusCode"], after[0]["cancellationReason"]) == ("CANCELLED", "no more")
    assert after[0]["cancellable"] is False


def test_a_cancelled_package_shows_what_lay_in_it_and_collects_nothing(get_order):
    package = factories.package(payment_type="cod")
    packages.cancel(package.pk, reason="no room", by="test", at=NOON)

    shown = get_order(package.order)

    (box,) = shown["shippingPackages"]
    assert (box["status"], box["noOfItems"], box["collectableAmount"]) == ("CANCELLED", 1, 0)
    assert shown["status"] == "CREATED"
    codes = {unit["shippingPackageCode"] for unit in shown["saleOrderItems"]}
    assert package.number not in codes


def test_a_bundle_is_its_parts_and_not_counted_itself(get_order):
    shown = get_order(arranged.bundle())

    assert [(u["itemSku"], u["bundleSkuCode"]) for u in shown["saleOrderItems"]] == [
        ("CUP", "SET"),
        ("SAUCER", "SET"),
    ]


def test_a_held_order_says_so_in_every_unit(get_order):
    order = arranged.full_order()
    Order.objects.filter(pk=order.pk).update(held_at=NOON)

    assert {unit["onHold"] for unit in get_order(order)["saleOrderItems"]} == {True}
