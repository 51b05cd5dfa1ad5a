"""A block under many hands: one of them gets its goods, once."""

import random
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction

from orders import clock
from orders.commands import stock
from orders.commands.stock import blocks, closing
from orders.models import StockReservation
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import (
    OWNER,
    assert_sound,
    block,
    counts,
    shelf,
    units_of,
)
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def shop():
    return factories.channel()


def tried(call):
    try:
        call()
    except stock.StockRefused as error:
        return type(error).__name__
    return "done"


@pytest.mark.parametrize("seed", range(2))
def test_what_runs_out_while_it_is_ordered_is_ordered_or_free_but_not_both(shop, seed):
    row, dice = shelf(30), random.Random(seed)
    pairs = []
    for n in range(10):
        held = block((row, 1), channel=shop, reference=f"cart-{n}")
        pairs.append((held, units_of(row.product, channel=shop)))
    now = clock.now()
    for held, _ in pairs:
        soon = now + timedelta(milliseconds=dice.randint(20, 150))
        StockReservation.objects.filter(pk=held.pk).update(expires_at=soon)

    def consume(held, units):
        threading.Event().wait(dice.random() / 6)
        return tried(
            lambda: stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)
        )

    def sweep():
        for _ in range(60):
            stock.expire_due()

    told = in_threads([lambda pair=pair: consume(*pair) for pair in pairs] + [sweep])
    stock.expire_due()
    threading.Event().wait(0.2)
    stock.expire_due()

    ordered = told.count("done")
    statuses = list(StockReservation.objects.values_list("status", flat=True))
    assert (statuses.count("consumed"), statuses.count("expired")) == (ordered, 10 - ordered)
    assert counts(row) == (30, ordered)
    assert_sound()


def test_who_waited_for_a_block_until_its_time_was_over_does_not_get_it(shop):
    row = shelf(5)
    held = block((row, 1), channel=shop)
    units = units_of(row.product, channel=shop)
    soon = clock.now() + timedelta(seconds=0.5)
    StockReservation.objects.filter(pk=held.pk).update(expires_at=soon)
    locked = threading.Event()

    def hold_on():
        with transaction.atomic():
            StockReservation.objects.select_for_update().get(pk=held.pk)
            locked.set()
            threading.Event().wait(0.8)

    def consume():
        locked.wait(60)
        return tried(
            lambda: stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)
        )

    assert in_threads([hold_on, consume]) == [None, "BlockExpired"]
    assert_sound()


def test_of_an_order_a_release_and_a_sweep_one_gets_the_goods(shop, monkeypatch):
    row = shelf(5)
    for n in range(8):
        held = block((row, 1), channel=shop, reference=f"cart-{n}")
        units = units_of(row.product, channel=shop)
        take = {"owner": OWNER, "order": units[0].order, "units": units}
        told = in_threads(
            [
                lambda h=held, t=take: tried(lambda: stock.consume(h.block_id, **t)),
                lambda h=held: tried(lambda: stock.release(h.block_id, owner=OWNER)),
                lambda h=held: tried(lambda: stock.release(h.block_id, owner=OWNER)),
            ]
        )
        held.refresh_from_db()
        won = "consumed" if told[0] == "done" else "released"
        assert held.status == won
        assert_sound()
        stock.free(units)
    assert counts(row) == (5, 0)


def test_two_that_saw_a_block_active_do_not_both_give_its_goods_back(shop):
    row = shelf(5)
    block((row, 2), channel=shop, reference="another")
    held = block((row, 2), channel=shop)
    both = [StockReservation.objects.get(pk=held.pk) for _ in range(2)]

    ended = in_threads(
        [lambda seen=seen: closing.close([seen], "released", by="test") for seen in both]
    )

    assert sorted(ended) == [0, 1]
    assert counts(row) == (5, 2)
    assert_sound()


def test_twenty_repeats_at_once_make_one_block(shop):
    row = shelf(50)

    blocks = in_threads([lambda: block((row, 2), channel=shop)] * 20)

    assert len({held.block_id for held in blocks}) == 1
    assert sum(not held.replayed for held in blocks) == 1
    assert counts(row) == (50, 2)
    assert_sound()


def test_of_many_blocks_at_once_an_owner_gets_as_many_as_may_be_open(shop, monkeypatch):
    rows = [shelf(5) for _ in range(6)]  # of which none makes anybody wait
    begun, counted = threading.Barrier(6), threading.Barrier(6)
    modest, room = blocks._require_modest, blocks._require_room

    def require_modest(*args):
        modest(*args)
        begun.wait(60)  # all have looked, and nobody has begun

    def require_room(*args):
        room(*args)
        with suppress(threading.BrokenBarrierError):  # who stand in line never meet
            counted.wait(timeout=1.5)

    monkeypatch.setattr(blocks, "_require_modest", require_modest)
    monkeypatch.setattr(blocks, "_require_room", require_room)

    told = in_threads(
        [
            lambda row=row: tried(
                lambda: block((row, 1), channel=shop, reference=f"cart-{row.pk}", most_open=2)
            )
            for row in rows
        ]
    )

    assert (told.count("done"), told.count("TooManyOpen")) == (2, 4)
    assert sum(counts(row)[1] for row in rows) == 2
    assert_sound()
