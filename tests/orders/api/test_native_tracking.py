"""The tracking number of an order: of its packages that have left, else as the hub told it."""

import json

import pytest

from orders import documents
from orders.api.orders import OrderSerializer
from orders.models import Order
from orders.scope import EVERYTHING, Scope
from tests.factories import NOON
from tests.orders.api.rows import Dice

pytestmark = pytest.mark.django_db


def both(order, scope):
    """Return what the fast path and the serializer say."""
    (fast,) = documents.orders([order.pk], context={}, scope=scope)
    slow = OrderSerializer(OrderSerializer.load(Order.objects.all(), scope=scope).get()).data
    return json.loads(fast)["tracking_number"], slow["tracking_number"]


def sent(dice, order, number, **facts):
    package = dice.package(order, location=facts.pop("location", None) or dice.location(), items=[])
    for name, value in {"tracking_number": number, "shipped_at": NOON, **facts}.items():
        setattr(package, name, value)
    package.save()
    return package


def test_before_anything_has_left_the_number_is_the_hubs():
    dice = Dice()
    order = dice.order(tracking_number="HUB-1")
    sent(dice, order, "AWB-1", shipped_at=None)

    assert both(order, EVERYTHING) == ("HUB-1", "HUB-1")


def test_nothing_is_told_where_nobody_told_anything():
    order = Dice().order(tracking_number=None)

    assert both(order, EVERYTHING) == (None, None)


def test_several_packages_tell_each_number_once_in_their_order():
    dice = Dice()
    order = dice.order(tracking_number="HUB-1")
    for number in ("ZZ-9", "AA-1", "ZZ-9", ""):
        sent(dice, order, number)

    assert both(order, EVERYTHING) == ("ZZ-9,AA-1", "ZZ-9,AA-1")


def test_a_location_is_told_of_its_own_packages_alone():
    dice = Dice()
    order, here = dice.order(tracking_number=None), dice.location()
    sent(dice, order, "AWB-ELSEWHERE")
    sent(dice, order, "AWB-HERE", location=here)

    assert both(order, Scope(None, frozenset([here.pk]))) == ("AWB-HERE", "AWB-HERE")


def test_the_short_forms_tell_it_too(client):
    dice = Dice()
    order = dice.order(tracking_number=None)
    sent(dice, order, "AWB-1")

    (row,) = client.get("/api/v1/oms/orders/short/").json()["results"]
    detail = client.get(f"/api/v1/oms/orders/{order.pk}/short/").json()

    assert (row["tracking_number"], detail["tracking_number"]) == ("AWB-1", "AWB-1")
