"""The relay: one at a time, in order, and a bad event holds back only its own order."""

import pytest

from orders import relay
from orders.commands import packages
from orders.models import OrderEvent
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
