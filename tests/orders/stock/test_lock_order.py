"""Reservations first, then stock, each by ascending key: nobody waits in a circle."""

import threading
from contextlib import suppress

import pytest
from django.db import transaction

from orders.commands import stock
from orders.commands.stock import closing
from orders.commands.stock import rows as arithmetic
from orders.models import Stock, StockReservation
from tests import factories
from tests.orders.stock.shelves import assert_sound, block, counts, overdue, shelf, units_of
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return factories.channel()


@pytest.fixture(autouse=True)
def once(monkeypatch):
    """Let a deadlock show itself at the first time."""
    monkeypatch.setattr(arithmetic, "TRIES", 1)


@pytest.fixture
def meeting(monkeypatch):
    """Hold who has given pieces back until somebody else holds what it wants; in order it waits."""
    both = threading.Barrier(2)
    really = arithmetic.put_back

    def put_back(quantities):
        really(quantities)
        if quantities:
            meet()

    def meet():
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1.5)

    monkeypatch.setattr(arithmetic, "put_back", put_back)
    return meet


def in_key_order(low, high, meet):
    """Hold two shelves as everybody does."""
    with transaction.atomic():
        Stock.objects.select_for_update().get(pk=low.pk)
        meet()
        Stock.objects.select_for_update().get(pk=high.pk)


def test_a_cart_that_comes_back_after_its_time_waits_for_its_shelves_in_order(shop, meeting):
    here = factories.location()
    low, high = shelf(5, location=here), shelf(5, location=here)
    overdue(block((high, 2), channel=shop))

    held, _ = in_threads(
        [lambda: block((low, 1), channel=shop), lambda: in_key_order(low, high, meeting)]
    )

    assert (held.status, counts(low), counts(high)) == ("active", (5, 1), (5, 0))
    assert_sound()


def test_what_another_cart_left_behind_is_cleared_in_order(shop, meeting):
    here = factories.location()
    low, high = shelf(5, location=here), shelf(5, location=here)
    overdue(block((high, 5), channel=shop, reference="left behind"))

    held, _ = in_threads(
        [
            lambda: block((low, 1), (high, 1), channel=shop),
            lambda: in_key_order(low, high, meeting),
        ]
    )

    assert (held.status, counts(low), counts(high)) == ("active", (5, 1), (5, 1))
    assert_sound()


def test_units_that_go_elsewhere_hold_the_old_and_the_new_shelf_in_order(shop, meeting):
    old, new = shelf(5), shelf(5)
    Stock.objects.filter(pk=new.pk).update(product=old.product)
    units = units_of(old.product, channel=shop)
    stock.reserve(units, old.location)
    overdue(block((old.product, 5), channel=shop, location_id=new.location_id))

    in_threads([lambda: stock.move(units, new.location), lambda: in_key_order(old, new, meeting)])

    assert (counts(old), counts(new)) == ((5, 0), (5, 1))
    assert_sound()


def test_a_cart_that_comes_back_holds_no_shelf_when_it_waits_for_other_carts(shop, meeting):
    row = shelf(4)
    overdue(block((row, 2), channel=shop))
    other = block((row, 2), channel=shop, reference="another")
    overdue(other)

    def sweep():
        with transaction.atomic():
            locked = list(StockReservation.objects.filter(pk=other.pk).select_for_update())
            meeting()
            closing.close(locked, "expired", by="system")

    held, _ = in_threads([lambda: block((row, 3), channel=shop), sweep])

    assert (held.status, counts(row)) == ("active", (4, 3))
    assert_sound()
