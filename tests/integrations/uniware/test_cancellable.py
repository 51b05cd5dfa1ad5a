"""What may be cancelled is what the command would cancel, and what nobody could take says so."""

import pytest
from django.db import transaction

from orders.commands import cancelling, packages
from orders.models import Package
from orders.workflow import IllegalMove, Invalid, OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.moving import split

pytestmark = pytest.mark.django_db


def accepted(order, items=None):
    """Tell whether the command would cancel, and undo it."""
    try:
        with transaction.atomic():
            cancelling.cancel(order.pk, items=items, reason="try", by="test", at=NOON)
            transaction.set_rollback(True)
    except (IllegalMove, Invalid):
        return False
    return True


def agree(shown, order):
    assert shown["cancellable"] is accepted(order)
    for unit in shown["saleOrderItems"]:
        assert unit["cancellable"] is accepted(order, [unit["id"]]), unit["code"]


@pytest.mark.parametrize("status", OrderStatus)
def test_an_order_of_every_status_says_what_the_command_would_do(get_order, status):
    order = factories.order(status=status)
    order.refresh_from_db()

    if order.state != OrderStatus.CANCELLED:
        agree(get_order(order), order)


@pytest.mark.parametrize("state", [s for s in PackageStatus if s <= PackageStatus.DELIVERED])
def test_a_package_of_every_status_says_what_the_command_would_do(get_order, state):
    if state == PackageStatus.CANCELLED:
        package = factories.package()
        packages.cancel(package.pk, reason="torn", by="test", at=NOON)
    else:
        package = factories.package(state=state)

    agree(get_order(package.order), package.order)


def test_a_packed_unit_is_not_cancellable_and_its_neighbour_elsewhere_is(get_order):
    order = factories.order(items=[factories.item(), factories.item()])
    first, second = order.orderitem_set.order_by("pk")
    split(order, second, to=factories.location())
    packages.pack(first.package_items.get().package_id, by="test", at=NOON)

    shown = get_order(order)

    assert [unit["cancellable"] for unit in shown["saleOrderItems"]] == [False, True]
    assert shown["cancellable"] is False
    agree(shown, order)


def test_an_order_of_which_some_units_are_cancelled_can_still_be_cancelled(get_order):
    order = factories.order(items=[factories.item(), factories.item()])
    gone = order.orderitem_set.order_by("pk")[0]
    cancelling.cancel(order.pk, items=[gone.pk], reason="no more", by="test", at=NOON)

    shown = get_order(order)

    assert [unit["cancellable"] for unit in shown["saleOrderItems"]] == [False, True]
    assert shown["cancellable"] is True


def test_a_unit_that_no_location_took_is_unfulfillable(get_order):
    package = factories.package()
    packages.cancel(package.pk, reason="no stock", by="test", at=NOON)
    nowhere = factories.channel(default_location=factories.location(is_active=False))

    for order in (package.order, factories.order(channel=nowhere)):
        (unit,) = get_order(order)["saleOrderItems"]
        assert (unit["statusCode"], unit["facilityCode"]) == ("UNFULFILLABLE", None)


def test_a_unit_that_lies_elsewhere_now_is_fulfillable_there_and_not_cancellable_here(api):
    store, other = factories.location(), factories.location()
    order = factories.order(
        channel=factories.channel(default_location=store),
        items=[factories.item(), factories.item()],
    )
    package = Package.objects.get(order=order)
    unit = order.orderitem_set.order_by("pk")[0]
    split(order, unit, to=other)
    stamps = {"created_date": NOON, "modified_date": NOON}
    package.packageitem_set.create(order_item=unit, live=False, **stamps)

    shown = api(locations=[store.pk]).ask("/oms/saleorder/get", {"code": order.code})

    told, _ = shown["saleOrderDTO"]["saleOrderItems"]
    assert (told["statusCode"], told["shippingPackageCode"]) == ("FULFILLABLE", None)
    assert told["cancellable"] is False
