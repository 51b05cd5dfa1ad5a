"""The relay: numbers at once, then shows in order, and a bad event holds back only its order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import relay
from orders.commands import packages
from orders.models import FanoutEntry, OrderEvent
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

seen: list[tuple[int, str]] = []
broken: set[str] = set()


def subscriber(event):
    if event.kind in broken:
        raise ZeroDivisionError("a partner's bug")
    seen.append((event.order_id, event.kind))


@pytest.fixture(autouse=True)
def _one_subscriber(settings):
    settings.ORDER_EVENT_SUBSCRIBERS = ["tests.orders.test_relay.subscriber"]
    seen.clear()
    broken.clear()


def test_every_event_is_shown_once_in_order_and_gets_the_next_position():
    package = factories.package()
    packages.start(package.pk, by="test", at=NOON)

    assert relay.relay_pending() == 4
    assert relay.relay_pending() == 0

    assert [kind for _, kind in seen] == [
        "order.received",
        "package.planned",
        "package.started",
        "order.progressed",
    ]
    positions = OrderEvent.objects.order_by("pk").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4]


def test_a_failing_subscriber_holds_back_that_order_only():
    held = factories.package()
    packages.start(held.pk, by="test", at=NOON)
    other = factories.package()
    OrderEvent.objects.filter(order=held.order, kind="order.received").update(kind="order.broken")
    broken.add("order.broken")

    assert relay.relay_pending() == 2
    assert seen == [(other.order_id, "order.received"), (other.order_id, "package.planned")]
    assert OrderEvent.objects.unseen().filter(order=held.order).count() == 4
    assert not OrderEvent.objects.unnumbered().exists()
    first = FanoutEntry.objects.get(event__kind="order.broken")
    assert (first.failures, FanoutEntry.objects.filter(failures__gt=0).count()) == (1, 1)

    broken.clear()
    assert relay.relay_pending() == 4
    assert [kind for order, kind in seen if order == held.order_id] == [
        "order.broken",
        "package.planned",
        "package.started",
        "order.progressed",
    ]


def test_stuck_orders_do_not_use_up_the_relays_turn():
    for _ in range(3):
        factories.order()
    OrderEvent.objects.filter(kind="order.received").update(kind="order.broken")
    broken.add("order.broken")
    healthy = factories.order()

    assert relay.relay_pending(limit=2) == 2
    assert {order for order, _ in seen} == {healthy.pk}


def test_the_numbers_are_given_while_a_fanout_is_still_at_work(monkeypatch):
    """The subscriber of the first event looks whether the second has its position already."""
    order = factories.order()
    found = []

    def look(event):
        found.append(OrderEvent.objects.unnumbered().count())

    monkeypatch.setattr(relay, "_subscribers", lambda paths: [look])

    assert relay.relay_pending(limit=1) == 1
    assert found == [0]
    assert FanoutEntry.objects.filter(order=order).count() == 1


def test_a_batch_is_numbered_by_one_update():
    for _ in range(5):
        factories.order()

    with CaptureQueriesContext(connection) as statements:
        relay.number()

    updates = [s["sql"] for s in statements if s["sql"].startswith('UPDATE "orders_orderevent"')]
    assert len(updates) == 1
    assert OrderEvent.objects.filter(position__range=(1, 10)).count() == 10


def test_what_was_numbered_before_the_upgrade_is_not_shown_again():
    factories.order()
    OrderEvent.objects.filter(kind="order.received").update(position=1)  # as the old relay left it

    assert relay.relay_pending() == 1
    assert [kind for _, kind in seen] == ["package.planned"]
    assert OrderEvent.objects.get(kind="package.planned").position == 2


def test_a_stuck_event_does_not_use_up_every_later_turn():
    for _ in range(3):
        factories.order()
    OrderEvent.objects.filter(kind="order.received").update(kind="order.broken")
    broken.add("order.broken")
    assert relay.relay_pending(limit=2) == 0
    healthy = factories.order()

    assert relay.relay_pending(limit=2) == 2
    assert relay.relay_pending(limit=2) == 0
    assert {order for order, _ in seen} == {healthy.pk}
    tries = FanoutEntry.objects.filter(failures__gt=0).values_list("failures", flat=True)
    assert sorted(tries) == [2, 2, 3]  # in turn, the longest unlooked at first
