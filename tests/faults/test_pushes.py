"""Pushes survive killed senders and a crashed database: each applied, in order, none lost."""

import time
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from orders.models import OrderEvent
from tests import factories
from tests.faults.receiver import Receiver
from tests.faults.workers import Workers, crash_postgresql
from webhooks.fanout import lane
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)

LANES = pytest.param(500, 20, 8, True, id="10000-in-500-lanes", marks=pytest.mark.faults)
SINGLE = pytest.param(10_000, 1, 8, True, id="10000-alone", marks=pytest.mark.faults)
SMALL = pytest.param(10, 6, 4, False, id="60-in-10-lanes")
DRAINS, CELERY = "tests.faults.senders", "tests.faults.celery_senders"


def messages(address: Webhook, *, orders: int, each: int) -> None:
    """Write `each` messages about each of `orders` orders, as the fan-out would have."""
    shop, now = factories.channel(), timezone.now()
    page = [factories.draft(channel=shop) for _ in range(orders)]
    for start in range(0, orders, 500):
        factories.receive(*page[start : start + 500], channel=shop)
    received = OrderEvent.objects.filter(kind="order.received").order_by("pk")
    for event in received.select_related("order").iterator():
        WebhookEvent.objects.bulk_create(
            WebhookEvent(
                webhook=address,
                order=event.order,
                order_event=event,
                n=n,
                event_type="package.shipped",
                object_id=str(event.order_id),
                url=f"{address.target_url}/v1/shipment/{event.order_id}-{n:02}",
                body=f'{{"shipmentCode": "{event.order_id}-{n:02}", "uuid": "{uuid4()}"}}'.encode(),
                lane=lane(address, event.order_id),
                next_attempt_at=now,
                created_date=now,
                modified_date=now,
            )
            for n in range(each)
        )


def pending() -> int:
    return WebhookEvent.objects.filter(state="pending").count()


def deliver_all(workers: Workers, pos: Receiver, *, crash: bool, limit: float) -> None:
    """Kill a sender every 0.4 s in which enough was asked, until nothing is pending."""
    ends, crash_at, asked = time.monotonic() + limit, time.monotonic() + 20, 0
    while time.monotonic() < ends:
        try:
            if not pending():
                return
        except (InterfaceError, OperationalError):  # the crash met us too
            connection.close()
        time.sleep(0.4)
        if pos.requests > asked + 3:  # on a slow machine many are still starting
            asked = pos.requests
            workers.kill_one()
        if crash and time.monotonic() > crash_at:
            crash, _ = False, crash_postgresql()
    raise AssertionError(f"{pending()} messages are still pending after {limit} s.")


@pytest.mark.parametrize("program", [DRAINS, CELERY])
@pytest.mark.parametrize(("orders", "each", "senders", "crash"), [SMALL, LANES, SINGLE])
def test_each_push_is_applied_in_its_lanes_order_and_none_is_lost(
    orders, each, senders, crash, program, tmp_path, capsys
):
    with Receiver() as pos:
        owner = get_user_model().objects.create(username="oms")
        address = Webhook.objects.create(
            owner=owner, target="pos", target_url=pos.url, event_type="*", username="u"
        )
        messages(address, orders=orders, each=each)
        with Workers(program, str(senders), log=tmp_path / "senders.log") as workers:
            deliver_all(workers, pos, crash=crash, limit=2400 if crash else 900)

    connection.close()
    first = pos.first_applications()
    assert len(first) == orders * each  # none lost
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"delivered"}
    assert {len(bodies) for bodies in pos.bodies.values()} == {1}  # byte-equal
    assert {len(keys) for keys in pos.keys.values()} == {1}
    by_lane: dict[str, list[str]] = {}
    for code in first:
        by_lane.setdefault(code.partition("-")[0], []).append(code)
    violations = [codes for codes in by_lane.values() if codes != sorted(codes)]
    assert violations == []
    with capsys.disabled():
        print(  # noqa: T201 - a figure that the README tells
            f"\n{program}: {len(first)} pushes, {workers.kills} kills, {pos.requests} requests, "
            f"{len(pos.applied) - len(first)} repeats, 0 lost, 0 out of order"
        )
