"""Stock under many hands: what is promised is there, once, and nobody waits in a circle."""

import random
import threading
from types import SimpleNamespace

import pytest
from django.db import transaction

from orders import clock
from orders.commands import cancelling, orders, packages, stock
from orders.commands.stock import levels
from orders.commands.stock import rows as arithmetic
from orders.workflow import IllegalMove
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import (
    OWNER,
    assert_sound,
    block,
    counts,
    product,
    shelf,
    units_of,
)
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def shop():
    return factories.channel()


@pytest.fixture
def once(monkeypatch):
    """Let a deadlock show itself at the first time."""
    monkeypatch.setattr(arithmetic, "TRIES", 1)


def tried(call):
    try:
        call()
    except stock.StockRefused as error:
        return type(error).__name__
    return "done"


def test_thirty_carts_for_ten_pieces_get_ten(shop, once):
    row = shelf(15, safety=5)
    calls = [
        lambda n=n: tried(lambda: block((row, 1), channel=shop, reference=f"cart-{n}"))
        for n in range(30)
    ]

    told = in_threads(calls)

    assert (told.count("done"), told.count("Insufficient")) == (10, 20)
    assert counts(row) == (15, 10)
    assert_sound()


def test_carts_that_name_their_goods_in_turns_never_wait_in_a_circle(shop, once):
    goods = [shelf(2000, location=factories.location()) for _ in range(6)]

    def client(seed):
        dice = random.Random(seed)
        for n in range(12):
            wanted = [(row, 1) for row in dice.sample(goods, 4)]
            held = block(*wanted, channel=shop, reference=f"{seed}-{n}")
            if dice.random() < 0.5:
                stock.release(held.block_id, owner=OWNER)

    in_threads([lambda seed=seed: client(seed) for seed in range(5)])

    assert_sound()


def test_the_last_piece_is_found_wherever_it_lies(shop):
    goods = product()
    places = [shelf(1, of=goods) for _ in range(6)]

    told = in_threads(
        [
            lambda n=n: tried(lambda: block((goods, 1), channel=shop, reference=f"cart-{n}"))
            for n in range(8)
        ]
    )

    assert (told.count("done"), told.count("Insufficient")) == (6, 2)
    assert [counts(place) for place in places] == [(1, 1)] * 6


def test_who_is_told_to_give_way_tries_again(shop):
    first, second = shelf(5), shelf(5)
    meeting, through, tries = threading.Barrier(2), threading.Event(), []

    @arithmetic.retried
    def take(one, other):
        tries.append(one.pk)
        if len(tries) == 3:
            through.wait(60)  # the other one goes first, as it was promised
        arithmetic.take({one.pk: 1})
        if len(tries) < 3:
            meeting.wait(60)  # each holds what the other wants next
        arithmetic.take({other.pk: 1})

    def client(one, other):
        take(one, other)
        through.set()

    in_threads([lambda: client(first, second), lambda: client(second, first)])

    assert len(tries) == 3
    assert (counts(first), counts(second)) == ((5, 2), (5, 2))


def test_a_cancellation_and_a_dispatch_at_once_have_one_winner(shop):
    row, carrier = shelf(20), factories.cargo_company()
    for _ in range(6):
        units = units_of(row.product, channel=shop)
        stock.reserve(units, row.location)
        order = orders.approve(units[0].order_id, **WHO)
        box = order.packages.get()
        before = counts(row)[0]

        def dispatch(box=box):
            packages.pack(box.pk, **WHO)
            packages.ship(box.pk, carrier=carrier.pk, tracking_number=f"AWB-{box.pk:06}", **WHO)

        def cancel(order=order):
            cancelling.cancel(order.pk, reason="late", **WHO)

        def won(call):
            try:
                call()
            except IllegalMove:
                return False
            return True

        shipped, cancelled = in_threads([lambda: won(dispatch), lambda: won(cancel)])

        assert shipped != cancelled
        assert counts(row) == (before - shipped, 0)
        assert_sound()


def test_a_change_of_a_count_loses_nothing_that_leaves_meanwhile(shop, monkeypatch):
    row = shelf(5)
    block((row, 2), channel=shop)
    really_now, began, gone = clock.now, threading.Event(), threading.Event()

    def now():  # the rows are read, and nothing is written yet
        began.set()
        gone.wait(0.5)
        return really_now()

    def leave():
        began.wait(60)
        with transaction.atomic():
            arithmetic.send_off({row.pk: 1})
        gone.set()

    monkeypatch.setattr(levels, "clock", SimpleNamespace(now=now))
    in_threads([lambda: stock.set_level(row.location, row.product, change=10), leave])

    assert counts(row) == (14, 1)
