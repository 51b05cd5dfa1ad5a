"""What a back-fill brings in is relayed after what happens now, and an order stays in order."""

import pytest

from orders import relay
from orders.checks import relay as check
from orders.commands import intake, packages
from orders.models import Order, OrderEvent, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db

HOUR_LATER = factories.LATER


@pytest.fixture
def shop():
    return factories.channel()


@pytest.fixture
def address(django_user_model):
    owner = django_user_model.objects.create(username="partner")

    def make(event_type, **columns):
        url = f"https://hooks.example.com/{event_type}/{len(columns)}"
        return Webhook.objects.create(owner=owner, event_type=event_type, target_url=url, **columns)

    return make


def old_orders(shop, count):
    """Take orders in as a back-fill does, and return them."""
    drafts = [factories.draft(channel=shop) for _ in range(count)]
    outcomes = intake.receive_page(shop.pk, drafts, by="omnitron", at=NOON, backfill=True)
    return [Order.objects.get(pk=outcome.order_id) for outcome in outcomes]


def test_a_live_ship_is_numbered_and_shown_before_old_orders_that_came_first(shop, monkeypatch):
    old_orders(shop, 20)
    shipped = factories.package(state=PackageStatus.SHIPPED)
    seen = []
    monkeypatch.setattr(relay, "_subscribers", lambda paths: [seen.append])

    relay.relay_pending(limit=10)

    live = OrderEvent.objects.filter(order=shipped.order_id)
    assert sorted(live.values_list("position", flat=True)) == list(range(1, 10))
    assert [event.order_id for event in seen[:9]] == [shipped.order_id] * 9
    assert "package.shipped" in [event.kind for event in seen]


def test_with_many_numbered_old_events_waiting_the_first_turn_shows_the_live_one(shop, monkeypatch):
    old_orders(shop, 20)
    relay.number()
    shipped = factories.package(state=PackageStatus.SHIPPED)
    seen = []
    monkeypatch.setattr(relay, "_subscribers", lambda paths: [seen.append])

    relay.relay_pending(limit=10)

    shown = {event.order_id for event in seen[:9]}
    assert shown == {shipped.order_id}
    assert "package.shipped" in [event.kind for event in seen]


@pytest.mark.parametrize("numbered", [True, False])
def test_an_old_order_that_moves_now_takes_its_earlier_events_along(shop, monkeypatch, numbered):
    _, moved, _ = old_orders(shop, 3)
    if numbered:
        relay.number()
    packages.start(Package.objects.get(order=moved).pk, by="test", at=NOON)
    seen = []
    monkeypatch.setattr(relay, "_subscribers", lambda paths: [seen.append])

    relay.relay_pending(limit=2)
    while relay.relay_pending(limit=2):
        pass

    assert [(event.order_id, event.kind) for event in seen[:4]] == [
        (moved.pk, "order.received"),
        (moved.pk, "package.planned"),
        (moved.pk, "package.started"),
        (moved.pk, "order.progressed"),
    ]
    of_order = OrderEvent.objects.filter(order=moved).order_by("pk")
    assert list(of_order.values_list("position", flat=True)) == sorted(
        of_order.values_list("position", flat=True)
    )
    assert len(seen) == 8


def test_nobody_is_told_of_old_orders_but_who_asks(shop, address):
    quiet = address("order.created")
    curious = address("order.created", config={"backfill": True})
    (old,) = old_orders(shop, 1)
    new = factories.order(channel=shop)

    while relay.relay_pending():
        pass

    told = WebhookEvent.objects.order_by("pk").values_list("webhook", "order")
    assert sorted(told) == sorted([(quiet.pk, new.pk), (curious.pk, new.pk), (curious.pk, old.pk)])


def test_a_change_of_an_order_that_we_have_is_live_though_a_backfill_reads_it(shop, address):
    changed = address("order.updated")
    first = factories.draft(channel=shop)
    intake.receive_page(shop.pk, [first], by="omnitron", at=NOON, backfill=True)
    later = factories.draft(
        channel=shop,
        omnitron_id=first.omnitron_id,
        number=first.number,
        items=first.items,
        customer=first.customer,
        shipping_address=first.shipping_address,
        notes="Ring twice",
        remote_modified=HOUR_LATER,
    )

    intake.receive_page(shop.pk, [later], by="omnitron", at=NOON, backfill=True)
    while relay.relay_pending():
        pass

    kinds = dict(OrderEvent.objects.values_list("kind", "backfill"))
    assert kinds == {"order.received": True, "package.planned": True, "order.amended": False}
    assert [message.webhook for message in WebhookEvent.objects.all()] == [changed]


def test_a_backfill_that_waits_is_no_alarm_and_one_that_fails_is(shop, monkeypatch):
    old_orders(shop, 1)
    relay.number()
    late = OrderEvent.objects.latest("pk").recorded_at + 2 * (factories.LATER - NOON)
    assert [c.ok for c in check(late)] == [True]

    def fail(event):
        raise ZeroDivisionError

    monkeypatch.setattr(relay, "_subscribers", lambda paths: [fail])
    relay.relay_pending()

    (answer,) = check(late)
    assert not answer.ok
    assert answer.detail == (
        "Events of 1 orders wait; the oldest for 7200 s. 1 could not be shown; the log says why."
    )
