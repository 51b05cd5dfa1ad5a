"""Reading on while orders come in and leave: the road that the document shows misses none."""

from datetime import timedelta

import pytest

from orders.commands import packages
from orders.models import Order, Package
from tests import factories
from tests.integrations.xstak.conftest import ORDERS, numbers

BY = {"by": "test", "at": factories.NOON}


@pytest.fixture
def twelve(shop):
    """Pending orders, two in each second."""
    placed = [factories.NOON + timedelta(seconds=n // 2, milliseconds=n) for n in range(12)]
    return [factories.order(channel=shop, date_placed=at).number for at in placed]


def start(number):
    """Let the store begin with an order: it leaves its tab."""
    packages.start(Package.objects.get(order__number=number).pk, **BY)


def test_from_the_last_date_on_none_is_missed_while_orders_leave_the_tab_and_come_in(
    client, shop, asked, twelve
):
    seen, since, late = {}, None, None
    for _ in range(6):
        since = since or asked()["start_date"]
        answer = client.get(ORDERS, asked(order_status="pending", start_date=since, size="4"))
        told = answer.json()["orders"]
        seen |= {order["id"]: order["channelOrderId"] for order in told}
        since = told[-1]["createdAt"]
        start(told[0]["channelOrderId"])
        late = late or factories.order(channel=shop, date_placed=factories.LATER).number

    assert list(seen.values()) == [*twelve, late]


def test_the_next_page_misses_as_many_as_have_left_the_tab(client, asked, twelve):
    """Which is why the document says not to ask for it, when a tab is read whose orders leave."""
    first = numbers(client.get(ORDERS, asked(order_status="pending", size="4")))
    for number in first[:2]:
        start(number)

    second = numbers(client.get(ORDERS, asked(order_status="pending", size="4", page="2")))

    assert (first, second) == (twelve[:4], twelve[6:10])


def test_what_changes_is_followed_by_the_date_of_the_update(
    stamped_at_noon, client, asked, twelve, monkeypatch
):
    every = asked(date_field="updated", size="100")
    assert numbers(client.get(ORDERS, every)) == twelve
    changed = Order.objects.get(number=twelve[0])
    monkeypatch.setattr("orders.clock.stamp", lambda: factories.LATER)
    packages.start(Package.objects.get(order=changed).pk, by="test", at=factories.LATER)

    since = asked(date_field="updated", start_date=factories.LATER.isoformat())

    assert numbers(client.get(ORDERS, since)) == [twelve[0]]
