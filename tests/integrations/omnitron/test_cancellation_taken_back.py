"""A cancellation that the hub takes back: the units are planned again, at once."""

from orders.commands import packages
from orders.models import Order, Package
from orders.workflow import OrderStatus, PackageStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.raw_hub import order, unit


def at(hour, status):
    units = [unit(90004, 90001, status=status)]
    stamp = f"2026-11-20T{hour}:00:00Z"
    return order(status=status, orderitem_set=units, modified_date=stamp)


def test_the_store_that_did_not_refuse_gets_the_units_again_at_once(take):
    take(at(11, "400"))
    take(at(12, "100"))
    assert Order.objects.get().state == OrderStatus.CANCELLED

    take(at(13, "400"))

    assert Order.objects.get().state == OrderStatus.APPROVED
    first, second = Package.objects.order_by("sequence")
    assert (first.state, second.state) == (PackageStatus.CANCELLED, PackageStatus.WAITING)
    assert first.stock_location == second.stock_location


def test_a_store_that_sent_the_units_back_is_still_avoided(take):
    take(at(11, "400"))
    packages.cancel(Package.objects.get().pk, by="test", at=NOW)
    take(at(12, "100"))

    take(at(13, "400"))

    assert Package.objects.get().state == PackageStatus.CANCELLED
    assert Order.objects.get().orderitem_set.get().state == OrderStatus.INACTIVE
