"""What can be asked of a whole order: hold, release, a priority, approval."""

from dataclasses import replace

import pytest

from orders import commands
from orders.commands import orders, packages
from orders.models import Order, OrderEvent, Package
from orders.workflow import BY_SLUG, IllegalMove, Invalid, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON

pytestmark = pytest.mark.django_db
BY = {"by": "test", "at": LATER}
SENTENCE = "The order is held; release it first."


def placed_here(status=OrderStatus.CONFIRMATION_WAITING, **facts):
    """An order that came through another door than the hub's."""
    unit = factories.item(omnitron_id=None, status=status)
    return factories.order(omnitron_id=None, items=[unit], status=status, **facts)


def kinds(order):
    events = OrderEvent.objects.filter(order=order).order_by("pk")
    return list(events.values_list("kind", flat=True))


def everything():
    """What a refused command must leave as it is."""
    tables = (Order, Package, OrderEvent)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_hold_is_written_down_with_its_reason():
    order = factories.order()
    before = order.modified_date

    orders.hold(order.pk, reason="fraud check", **BY)

    order.refresh_from_db()
    event = OrderEvent.objects.get(kind="order.held")
    assert (order.held_at, order.state) == (LATER, OrderStatus.APPROVED)
    assert order.modified_date > before
    assert event.data["changes"] == {
        "held_at": [None, "2026-11-21T13:00:00Z"],
        "reason": ["", "fraud check"],
    }


@pytest.mark.parametrize(
    ("state", "slug"),
    [
        (PackageStatus.WAITING, "start"),
        (PackageStatus.PREPARING, "ready"),
        (PackageStatus.READY, "pack"),
        (PackageStatus.PACKED, "ship"),
    ],
)
def test_a_package_of_a_held_order_goes_no_further(state, slug):
    package = factories.package(state=state)
    orders.hold(package.order_id, **BY)
    typed = {"carrier": factories.cargo_company().wire_pk, "tracking_number": "AWB-0001"}
    given = typed if slug == "ship" else {}
    before = everything()

    with pytest.raises(IllegalMove, match=f"^{SENTENCE}$"):
        commands.run(BY_SLUG["package", slug], package.pk, given, **BY)

    assert everything() == before
    orders.release(package.order_id, **BY)
    commands.run(BY_SLUG["package", slug], package.pk, given, **BY)
    package.refresh_from_db()
    assert package.state == BY_SLUG["package", slug].destination


def test_a_package_that_the_customer_cancelled_is_not_shipped_anyway_while_held():
    package = factories.package(state=PackageStatus.PACKED)
    Package.objects.update(cancellation_requested_at=NOON)
    orders.hold(package.order_id, **BY)
    carrier = factories.cargo_company()

    with pytest.raises(IllegalMove, match=SENTENCE):
        packages.ship_anyway(
            package.pk, carrier=carrier.pk, tracking_number="AWB-0001", reason="gone", **BY
        )

    packages.unpack_and_cancel(package.pk, **BY)


def test_what_is_on_its_way_is_delivered_although_the_order_is_held():
    first, second = factories.item(), factories.item()
    order = factories.order(items=[first, second])
    package = factories.package(order=order, state=PackageStatus.SHIPPED)
    Order.objects.update(held_at=NOON)

    packages.deliver(package.pk, **BY)

    package.refresh_from_db()
    assert package.state == PackageStatus.DELIVERED


def test_a_held_order_is_not_planned_and_a_release_plans_what_waited():
    package = factories.package()
    orders.hold(package.order_id, **BY)
    packages.cancel(package.pk, **BY)
    other = factories.location()
    with pytest.raises(IllegalMove, match=SENTENCE):
        orders.plan(package.order_id, location=other.pk, **BY)
    order = package.order
    order.channel.default_location = other
    order.channel.save()

    orders.release(order.pk, **BY)

    order.refresh_from_db()
    second = Package.objects.get(order=order, sequence=2)
    assert (order.held_at, second.stock_location) == (None, other)
    assert kinds(order)[-2:] == ["order.released", "package.planned"]


def test_nothing_is_held_twice_and_nothing_is_released_that_is_not_held():
    order = factories.order()
    before = everything()
    with pytest.raises(IllegalMove, match=r"^The order is not held\.$"):
        orders.release(order.pk, **BY)
    assert everything() == before

    orders.hold(order.pk, **BY)
    before = everything()
    with pytest.raises(IllegalMove, match=SENTENCE):
        orders.hold(order.pk, **BY)
    assert everything() == before


def test_a_shipped_order_is_not_held():
    order = factories.package(state=PackageStatus.SHIPPED).order

    with pytest.raises(IllegalMove, match=r"^Hold: not possible while Shipped\.$"):
        orders.hold(order.pk, **BY)


def test_a_copy_of_the_hub_that_arrives_in_the_meantime_does_not_release():
    shop = factories.channel()
    draft = factories.draft(channel=shop, status=300)
    factories.receive(draft, channel=shop)
    order = Order.objects.get()
    orders.hold(order.pk, **BY)

    approved = replace(draft, status=400, remote_modified=LATER)
    factories.receive(approved, channel=shop, at=LATER)

    order.refresh_from_db()
    assert (order.held_at, order.state, order.packages.count()) == (LATER, OrderStatus.APPROVED, 0)


def test_a_priority_is_set_and_the_same_one_again_says_nothing():
    order = factories.order()

    for _ in range(2):
        orders.prioritise(order.pk, priority=7, **BY)

    order.refresh_from_db()
    assert order.priority == 7
    event = OrderEvent.objects.get(kind="order.prioritised")
    assert event.data["changes"] == {"priority": [0, 7]}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({}, "This field is required."),
        ({"priority": ""}, "This field is required."),
        ({"priority": "urgent"}, "A whole number is needed."),
        ({"priority": True}, "A whole number is needed."),
        ({"priority": 1.5}, "A whole number is needed."),
        ({"priority": 2**31}, "A whole number from -2147483647 to 2147483647."),
        ({"priority": [1]}, "A whole number is needed."),
    ],
)
def test_a_priority_that_is_no_whole_number_is_refused(raw, sentence):
    order = factories.order()
    before = everything()

    with pytest.raises(Invalid) as refused:
        commands.run(BY_SLUG["order", "prioritise"], order.pk, raw, **BY)

    assert refused.value.errors == {"priority": sentence}
    assert everything() == before


def test_an_order_placed_here_is_approved_and_planned():
    order = placed_here()
    assert (order.state, order.packages.count()) == (OrderStatus.CONFIRMATION_WAITING, 0)

    orders.approve(order.pk, **BY)

    order.refresh_from_db()
    assert (order.state, order.remote_status) == (OrderStatus.APPROVED, OrderStatus.APPROVED)
    assert order.orderitem_set.get().state == OrderStatus.APPROVED
    assert order.packages.get().state == PackageStatus.WAITING
    assert kinds(order)[1:] == ["order.approved", "package.planned", "order.progressed"]
    with pytest.raises(IllegalMove, match=r"^Approve: not possible while Approved\.$"):
        orders.approve(order.pk, **BY)


def test_an_order_that_is_held_is_approved_and_planned_only_when_it_is_released():
    order = placed_here()
    orders.hold(order.pk, **BY)

    orders.approve(order.pk, **BY)

    order.refresh_from_db()
    assert (order.state, order.packages.count()) == (OrderStatus.APPROVED, 0)
    orders.release(order.pk, **BY)
    assert order.packages.count() == 1


def test_omnitron_decides_when_its_own_order_is_approved():
    order = factories.order(status=300)
    before = everything()

    with pytest.raises(IllegalMove, match="^Omnitron decides when this order is approved.$"):
        orders.approve(order.pk, **BY)

    assert everything() == before
