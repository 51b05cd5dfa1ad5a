"""Commands on an order that meet others on purpose: one wins, the other is told why."""

import threading
from contextlib import suppress

import pytest

from orders import workflow
from orders.commands import orders, packages
from orders.commands.cancelling import cancel
from orders.models import OrderEvent
from orders.workflow import IllegalMove, PackageStatus
from tests import factories
from tests.factories import LATER
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
BY = {"by": "test", "at": LATER}


@pytest.fixture
def both_look_before_either_leaps(monkeypatch):
    """Hold each command between its look and its write until the other one gets there."""
    meeting, really_require = threading.Barrier(2), workflow.require

    def require(*args):
        found = really_require(*args)
        with suppress(threading.BrokenBarrierError):  # with the lock they never meet
            meeting.wait(timeout=0.5)
        return found

    monkeypatch.setattr(workflow, "require", require)


def outcome(call):
    try:
        call()
    except IllegalMove:
        return "refused"
    return "done"


def both(one, other):
    return in_threads([lambda: outcome(one), lambda: outcome(other)])


def last_word(package):
    package.refresh_from_db()
    package.order.refresh_from_db()
    return package.state, package.order.state


def test_of_a_cancellation_and_the_packing_at_once_exactly_one_wins(both_look_before_either_leaps):
    package = factories.package(state=PackageStatus.READY)

    cancelled, packed = both(
        lambda: cancel(package.order_id, reason="too late", **BY),
        lambda: packages.pack(package.pk, **BY),
    )

    assert sorted([cancelled, packed]) == ["done", "refused"]
    won = {"done": (PackageStatus.CANCELLED, 100), "refused": (PackageStatus.PACKED, 450)}
    assert last_word(package) == won[cancelled]


def test_a_cancellation_never_takes_what_is_shipped_at_the_same_time(both_look_before_either_leaps):
    package = factories.package(state=PackageStatus.PACKED)
    carrier = factories.cargo_company()

    results = both(
        lambda: cancel(package.order_id, reason="too late", **BY),
        lambda: factories.ship(package, carrier=carrier),
    )

    assert results == ["refused", "done"]
    assert last_word(package) == (PackageStatus.SHIPPED, 500)
    assert OrderEvent.objects.filter(kind__contains="cancelled").count() == 0


def test_of_a_hold_and_a_ship_at_once_the_later_one_sees_the_earlier(both_look_before_either_leaps):
    package = factories.package(state=PackageStatus.PACKED)
    carrier = factories.cargo_company()

    results = both(
        lambda: orders.hold(package.order_id, **BY),
        lambda: factories.ship(package, carrier=carrier),
    )

    assert sorted(results) == ["done", "refused"]  # a shipped order is not held, a held not shipped


def test_of_two_cancellations_at_once_one_is_told_no(both_look_before_either_leaps):
    order = factories.order()

    results = both(*[lambda: cancel(order.pk, reason="twice", **BY)] * 2)

    assert sorted(results) == ["done", "refused"]
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1
