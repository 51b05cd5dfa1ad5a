"""Intake: what the hub cancels, before and after packing, and what is held."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.commands import orders, packages
from orders.models import Order, OrderEvent, OrderItem, Package
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, draft, item, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


def test_a_cancelled_package_is_planned_again_although_we_wrote_preparing_back(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PREPARING)
    echo = replace(first, status=OrderStatus.PREPARING, remote_modified=LATER)
    receive(echo, channel=shop, at=LATER)

    packages.cancel(package.pk, by="test", at=LATER)

    assert OrderItem.objects.get().state == OrderStatus.INACTIVE
    assert Order.objects.get().state == OrderStatus.APPROVED


def test_a_cancellation_before_packing_cancels_the_package_and_the_order(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)

    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert Package.objects.get().state == PackageStatus.CANCELLED
    kinds = OrderEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[2:] == ["order.cancelled", "package.cancelled"]


def test_a_cancellation_of_a_packed_package_stops_the_shipping_and_leaves_two_ways_out(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        factories.ship(package)
    package.refresh_from_db()
    assert package.state == PackageStatus.PACKED
    assert Order.objects.get().cancellation_requested_at == LATER

    packages.unpack_and_cancel(package.pk, by="test", at=LATER)

    order, unit = Order.objects.get(), OrderItem.objects.get()
    assert (order.state, order.cancellation_requested_at) == (OrderStatus.CANCELLED, None)
    assert (unit.state, unit.cancelled_at) == (OrderStatus.CANCELLED, LATER)
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1


def test_a_cancelled_order_can_be_shipped_anyway_with_a_reason(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)
    carrier = factories.cargo_company()

    packages.ship_anyway(
        package.pk,
        carrier=carrier.pk,
        tracking_number="AWB-0009",
        reason="the courier has it already",
        by="test",
        at=LATER,
    )

    package.refresh_from_db()
    assert (package.state, package.shipped_anyway_reason) == (600, "the courier has it already")


def test_a_cancellation_after_shipping_is_recorded_as_too_late(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    factories.package(order=Order.objects.get(), state=PackageStatus.SHIPPED)

    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)
    receive(replace(first, status=100, remote_modified=LATER, notes="x"), channel=shop, at=LATER)

    assert Order.objects.get().state == OrderStatus.SHIPPED
    assert OrderEvent.objects.filter(kind="order.cancellation_too_late").count() == 1


def test_one_cancelled_unit_leaves_its_package_and_the_others_stay(shop):
    first = draft(channel=shop, items=[item(), item()])
    receive(first, channel=shop)
    gone, stays = first.items

    amended = replace(first, items=(replace(gone, status=100), stays), remote_modified=LATER)
    receive(amended, channel=shop, at=LATER)

    package = Package.objects.get()
    live = package.packageitem_set.filter(live=True)
    assert package.state == PackageStatus.WAITING
    assert [c.order_item.omnitron_id for c in live] == [stays.omnitron_id]


def test_a_cancellation_that_the_hub_takes_back_lets_the_package_go(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    later = LATER + timedelta(hours=1)
    receive(replace(first, remote_modified=later), channel=shop, at=later)

    package.refresh_from_db()
    assert package.cancellation_requested_at is None
    assert Order.objects.get().cancellation_requested_at is None
    assert factories.ship(package).state == PackageStatus.SHIPPED


def test_a_held_order_is_not_planned_until_it_is_released(shop):
    unpaid = draft(channel=shop, status=OrderStatus.PAYMENT_WAITING)
    receive(unpaid, channel=shop)
    Order.objects.update(held_at=NOON)

    paid = replace(
        unpaid, status=400, items=(replace(unpaid.items[0], status=400),), remote_modified=LATER
    )
    receive(paid, channel=shop, at=LATER)

    order = Order.objects.get()
    assert (order.state, Package.objects.count()) == (OrderStatus.APPROVED, 0)
    with pytest.raises(IllegalMove, match="held"):
        orders.plan(order.pk, by="test", at=LATER)
