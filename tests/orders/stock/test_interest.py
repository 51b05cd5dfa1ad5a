"""Who waits for goods is told once, when they are back."""

from datetime import timedelta

import pytest
from django.core import mail

from orders import clock, notices
from orders.commands import cancelling, interest, stock
from orders.models import StockNotification
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import (
    OWNER,
    PINCODE,
    ask,
    block,
    count,
    overdue,
    shelf,
    units_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel(name="The Shop")


def test_who_asked_is_written_to_once_when_the_goods_are_back(shop):
    row = shelf(0)
    notice = ask(row, shop)
    assert (notice.in_stock, notices.tell_due()) == (False, 0)

    count(row, 3)

    assert [notices.tell_due(), notices.tell_due()] == [1, 0]
    (told,) = mail.outbox
    assert told.to == ["asha@example.com"]
    assert told.subject == f"{row.product.name} is back"
    assert "Dear Asha," in told.body
    assert "You asked The Shop to tell you." in told.body
    notice.refresh_from_db()
    assert notice.status == "NOTIFIED"
    assert clock.now() - notice.notified_at < timedelta(minutes=1)


def test_the_same_wish_twice_is_one_and_after_the_news_it_is_a_new_one(shop):
    row = shelf(0)
    first, again = ask(row, shop), ask(row, shop, email="Asha@Example.com")
    assert (again.pk, again.replayed) == (first.pk, True)
    count(row, 1)
    notices.tell_due()

    later = ask(row, shop)

    assert (later.pk != first.pk, later.replayed, later.in_stock) == (True, False, True)


def test_who_asks_while_there_is_stock_hears_of_the_next_return(shop):
    row = shelf(2)
    assert ask(row, shop).in_stock is True
    assert notices.tell_due() == 0

    count(row, 0)
    assert notices.tell_due() == 0
    count(row, 1)

    assert notices.tell_due() == 1


def test_goods_that_are_gone_again_are_not_announced(shop):
    row = shelf(0)
    ask(row, shop)
    count(row, 1)
    held = block((row, 1), channel=shop)
    assert notices.tell_due() == 0

    overdue(held)
    stock.expire_due()

    assert notices.tell_due() == 1


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"pincode": PINCODE}, 1),
        ({"pincode": "110001"}, 0),
        ({"pincode": ""}, 1),
        ({"here": True, "pincode": ""}, 1),
        ({"here": False, "pincode": ""}, 0),
    ],
)
def test_goods_that_return_elsewhere_are_no_news(shop, place, told):
    row = shelf(0, pincode=PINCODE[:3])
    if "here" in place:
        store = row.location if place.pop("here") else factories.location()
        place |= {"location_id": store.pk, "store_code": store.erp_code}
    ask(row, shop, **place)

    count(row, 1)

    assert notices.tell_due() == told


@pytest.mark.parametrize("door", ["cancel", "release", "expiry", "count", "return"])
def test_goods_return_by_every_door(shop, door):
    row = shelf(1)
    if door in ("release", "expiry"):
        held = block((row, 1), channel=shop)
    elif door == "cancel":
        units = units_of(row.product, channel=shop)
        stock.reserve(units, row.location)
    else:
        count(row, 0)
    ask(row, shop)
    assert notices.tell_due() == 0

    if door == "cancel":
        cancelling.cancel(units[0].order_id, reason="changed mind", by="test", at=NOON)
    elif door == "release":
        stock.release(held.block_id, owner=OWNER)
    elif door == "expiry":
        overdue(held)
        stock.expire_due()
    elif door == "count":
        stock.set_level(row.location, row.product, change=1)
    else:
        stock.take_back(units_of(row.product, channel=shop), row.location)

    assert [notices.tell_due(), notices.tell_due()] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_wish_that_is_told_while_it_comes_again_is_a_new_one(shop, monkeypatch):
    row = shelf(0)
    first = ask(row, shop)
    really = interest._waiting

    def told_meanwhile(**who):
        StockNotification.objects.filter(pk=first.pk).update(status="NOTIFIED")
        return really(**who)

    monkeypatch.setattr(interest, "_waiting", told_meanwhile)

    again = ask(row, shop)

    assert (again.pk != first.pk, again.status, again.replayed) == (True, "PENDING", False)
