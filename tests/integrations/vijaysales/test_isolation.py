"""Nobody sees, moves or learns of another partner's orders."""

import json

import pytest

from orders.commands import orders
from orders.models import Order, OrderEvent
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CANCEL,
    ONE_PHONE,
    order_of,
    packed,
    placed,
    second_location,
)
from tests.integrations.vijaysales.conftest import partner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(shop):
    return partner_of(factories.channel(default_location=shop.location), name="Stranger")


def told(answer):
    """Return all that an answer tells, without the id of the request."""
    body = json.loads(answer.content)
    body.pop("requestId")
    return answer.status_code, body


DOORS = [
    ("GET", "orders/{}"),
    ("GET", "orders/{}?by=orderId"),
    ("GET", "orders/{}?by=partnerOrderId"),
    ("GET", "orders/{}/status"),
    ("GET", "orders/{}/invoice"),
    ("GET", "orders/{}/invoice.pdf"),
    ("POST", "orders/{}/cancel"),
    ("PUT", "orders/{}/cancel"),
    ("GET", "items/{}-1"),
    ("GET", "orders/{}/items/{}-1"),
]


@pytest.mark.parametrize(("method", "door"), DOORS)
def test_an_order_of_another_partner_is_as_one_that_is_not_there(
    shop, vijay, stranger, method, door
):
    order = order_of(placed(vijay))
    packed(order)
    before = (Order.objects.values().get(), OrderEvent.objects.count())
    body = None if method == "GET" else CANCEL

    missing = told(stranger.send(method, door.format(*["99999999"] * 2), body))
    for name in (str(order.pk), order.code, order.number):
        foreign = told(stranger.send(method, door.format(*[name] * 2), body))
        assert foreign == missing
        assert foreign[0] == 404
    assert (Order.objects.values().get(), OrderEvent.objects.count()) == before


def test_a_list_and_a_batch_hold_only_ones_own(shop, vijay, stranger):
    order = order_of(placed(vijay, **ONE_PHONE))
    own = placed(stranger, **ONE_PHONE)

    for query in ("", "?partnerOrderId=VS-1", "?vanNo=245179", "?mobile=9820012345"):
        rows = stranger.get(f"orders{query}").json()
        assert [row["orderId"] for row in rows["data"]] == [own["orderId"]]
        assert rows["pagination"]["totalCount"] == 1
    batch = stranger.post("orders/status", {"orderIds": [str(order.pk), "VS-1"]}).json()
    assert [row["orderId"] for row in batch["data"]] == [own["orderId"]]
    assert batch["notFound"] == [str(order.pk)]


def test_a_number_that_another_uses_tells_nothing_of_his_order(shop, vijay):
    placed(vijay, **ONE_PHONE)
    twin = partner_of(factories.channel(default_location=shop.location), name="Twin")

    fresh = placed(twin, **ONE_PHONE)

    assert Order.objects.count() == 2
    assert twin.get("orders/VS-1").json()["data"]["orderId"] == fresh["orderId"]


def test_a_partner_of_one_location_sees_what_it_placed_before_and_after_it_is_planned(shop):
    goa = second_location(shop, (shop.phone, 5))
    waits = {"configuration": {"approve_at_once": False}}
    here = partner_of(shop.channel, name="Here", locations=[shop.location.pk], **waits)
    away = partner_of(shop.channel, name="Away", locations=[goa.pk])

    order = order_of(placed(here, **ONE_PHONE))
    assert order.orderitem_set.get().reserved_stock.location == shop.location

    for _round in range(2):
        assert here.get("orders/VS-1").status_code == 200
        assert [row["orderId"] for row in here.get("orders").json()["data"]] == [str(order.pk)]
        assert away.get("orders/VS-1").status_code == 404
        assert away.get("orders").json()["data"] == []
        if order.packages.count() == 0:
            orders.approve(order.pk, by="test", at=NOON)


def test_two_partners_on_one_channel_do_not_see_what_the_other_placed(shop, vijay):
    neighbour = partner_of(shop.channel, name="Neighbour")
    of_the_hub = factories.order(channel=shop.channel)
    order = order_of(placed(vijay))

    assert told(neighbour.get(f"orders/{order.pk}"))[0] == 404
    assert told(neighbour.post(f"orders/{order.pk}/cancel", CANCEL))[0] == 404
    listed = neighbour.get("orders").json()["data"]
    assert [row["orderId"] for row in listed] == [str(of_the_hub.pk)]
    mine = {row["orderId"] for row in vijay.get("orders").json()["data"]}
    assert mine == {str(order.pk), str(of_the_hub.pk)}
