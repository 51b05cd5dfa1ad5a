"""What a cancellation here does to bundles, and what the hub says of it afterwards."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders.commands import intake
from orders.commands.cancelling import cancel
from orders.models import Order, OrderEvent
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, draft, item, receive
from tests.orders.test_order_cancelling import states

pytestmark = pytest.mark.django_db
BY = {"by": "test", "at": LATER}
WHY = {"reason": "ordered twice", **BY}
LATEST = LATER + timedelta(hours=1)


@pytest.fixture
def shop():
    return factories.channel()


def bundle(shop):
    """A bundle of two, and one more unit beside it."""
    parent = item(net_amount=Decimal("500.00"))
    children = [item(parent_omnitron_id=parent.omnitron_id) for _ in range(2)]
    order = factories.order(channel=shop, items=[parent, *children, item()])
    return order, *order.orderitem_set.order_by("pk")


def test_a_bundle_is_cancelled_with_its_last_unit(shop):
    order, parent, first, second, beside = bundle(shop)

    cancel(order.pk, items=[first.pk], **WHY)
    assert states(order) == (400, [400, 100, 400, 400], [PackageStatus.WAITING])
    cancel(order.pk, items=[second.pk], **WHY)

    assert states(order) == (400, [100, 100, 100, 400], [PackageStatus.WAITING])
    parent.refresh_from_db()
    assert (parent.cancelled_at, parent.cancel_reason) == (LATER, "ordered twice")
    cancel(order.pk, items=[beside.pk], **WHY)
    assert states(order)[0] == OrderStatus.CANCELLED


def test_a_bundle_that_is_named_takes_what_is_in_it_along(shop):
    order, parent, *_ = bundle(shop)

    cancel(order.pk, items=[parent.pk], **WHY)

    assert states(order) == (400, [100, 100, 100, 400], [PackageStatus.WAITING])
    event = OrderEvent.objects.get(kind="order.items_cancelled")
    assert event.data["changes"]["cancelled_units"] == [0, 2]


def test_a_copy_in_which_the_unit_still_lives_does_not_bring_it_back(shop):
    first = draft(channel=shop, items=[item(), item()])
    receive(first, channel=shop)
    order = Order.objects.get()
    unit = order.orderitem_set.order_by("pk")[0]
    cancel(order.pk, items=[unit.pk], **WHY)

    copy = replace(first, notes="ring twice", remote_modified=LATEST)
    (outcome,) = receive(copy, channel=shop, at=LATEST)

    assert (outcome.result, outcome.changes) == ("changed", {"notes": [None, "ring twice"]})
    assert states(order) == (400, [100, 400], [PackageStatus.WAITING])


def cancelled_there(first, *, units):
    """The hub's copy after it was told that so many of the units are cancelled."""
    gone = [replace(unit, status=100) for unit in first.items[:units]]
    whole = {"status": 100} if units == len(first.items) else {}
    items = (*gone, *first.items[units:])
    return replace(first, items=items, remote_modified=LATEST, **whole)


@pytest.mark.parametrize("units", [1, 2])
def test_what_was_cancelled_here_comes_home_as_no_news(shop, units):
    first = draft(channel=shop, items=[item(), item()])
    receive(first, channel=shop)
    order = Order.objects.get()
    keys = order.orderitem_set.order_by("pk").values_list("pk", flat=True)[:units]
    cancel(order.pk, items=list(keys), **WHY)
    copy, events = cancelled_there(first, units=units), OrderEvent.objects.count()
    before = states(order)
    order.refresh_from_db()
    moved = order.modified_date
    assert intake.preview_page(shop.pk, [copy], at=LATER)[0].result == "unchanged"

    for later in (0, 1):
        again = replace(copy, remote_modified=LATEST + timedelta(hours=later))
        (outcome,) = receive(again, channel=shop, at=LATEST)
        assert outcome.result == "unchanged"

    assert OrderEvent.objects.count() == events
    assert states(order) == before
    order.refresh_from_db()
    assert order.modified_date == moved
    remote = order.orderitem_set.order_by("pk").values_list("remote_status", flat=True)
    assert list(remote) == [100] * units + [400] * (2 - units)
    # And from then on no copy brings them back either.
    revived = replace(first, remote_modified=LATEST + timedelta(days=1))
    receive(revived, channel=shop, at=LATEST)
    assert states(order)[1] == before[1]


def test_news_that_comes_with_the_echo_is_news(shop):
    first = draft(channel=shop, items=[item(), item()])
    receive(first, channel=shop)
    order = Order.objects.get()
    cancel(order.pk, items=[order.orderitem_set.order_by("pk")[0].pk], **WHY)

    copy = replace(cancelled_there(first, units=1), notes="x")
    (outcome,) = receive(copy, channel=shop, at=LATEST)

    assert (outcome.result, outcome.changes) == ("changed", {"notes": [None, "x"]})


def test_the_hub_cancelling_another_unit_is_news_and_can_be_taken_back_but_ours_cannot(shop):
    first = draft(channel=shop, items=[item(), item(), item()])
    receive(first, channel=shop)
    order = Order.objects.get()
    cancel(order.pk, items=[order.orderitem_set.order_by("pk")[0].pk], **WHY)

    (outcome,) = receive(cancelled_there(first, units=2), channel=shop, at=LATEST)
    assert outcome.result == "changed"
    assert states(order)[1] == [100, 100, 400]

    back = replace(first, remote_modified=LATEST + timedelta(hours=1))
    receive(back, channel=shop, at=LATEST)
    assert states(order)[1] == [100, 400, 400]  # alive, and planned again at once
