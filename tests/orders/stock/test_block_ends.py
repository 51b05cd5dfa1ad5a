"""How a block ends: released, turned into an order, or over because its time is."""

import pytest

from orders.commands import stock
from orders.models import StockReservation
from tests import factories
from tests.orders.stock.shelves import (
    OWNER,
    assert_sound,
    block,
    counts,
    overdue,
    product,
    shelf,
    units_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


def test_a_release_gives_the_pieces_back_once(shop):
    row = shelf(5)
    held = block((row, 2), channel=shop)

    released = stock.release(held.block_id, owner=OWNER, by="staff:asha")
    again = stock.release(held.block_id, owner=OWNER)

    assert [r.status for r in (released, again)] == ["released", "released"]
    assert StockReservation.objects.get().closed_by == "staff:asha"
    assert counts(row) == (5, 0)
    assert_sound()


def test_nobody_releases_a_strangers_block(shop):
    row = shelf(5)
    held = block((row, 2), channel=shop)

    with pytest.raises(stock.BlockNotFound):
        stock.release(held.block_id, owner="partner:other")

    assert counts(row) == (5, 2)


def test_a_release_that_comes_too_late_says_expired(shop):
    row = shelf(5)
    held = block((row, 2), channel=shop)
    overdue(held)

    assert stock.release(held.block_id, owner=OWNER).status == "expired"
    assert counts(row) == (5, 0)


def test_an_order_takes_over_what_the_block_held(shop):
    row = shelf(5)
    held = block((row, 2), channel=shop)
    units = units_of(row.product, row.product, channel=shop)

    taken = stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)

    assert (taken.status, taken.order) == ("consumed", units[0].order)
    assert [unit.reserved_stock for unit in units] == [row, row]
    assert counts(row) == (5, 2)
    assert_sound()
    with pytest.raises(stock.BlockUsed):
        stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)
    with pytest.raises(stock.BlockUsed):
        stock.release(held.block_id, owner=OWNER)


def test_a_block_is_not_for_other_goods_or_another_place(shop):
    row, other = shelf(5), product()
    held = block((row, 2), channel=shop)
    right = units_of(row.product, row.product, channel=shop)
    few, wrong = right[:1], units_of(row.product, other, channel=shop)

    for units, asked in [
        (few, {}),
        (wrong, {}),
        (right, {"pincode": "110001"}),
        (right, {"store_code": "S9"}),
    ]:
        with pytest.raises(stock.BlockMismatch):
            stock.consume(held.block_id, owner=OWNER, order=right[0].order, units=units, **asked)

    held.refresh_from_db()
    assert (held.status, counts(row)) == ("active", (5, 2))
    assert_sound()


def test_what_is_overdue_is_never_consumed_though_nobody_has_swept_it(shop):
    row = shelf(5)
    held = block((row, 1), channel=shop)
    units = units_of(row.product, channel=shop)
    overdue(held)

    with pytest.raises(stock.BlockExpired):
        stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)

    assert counts(row) == (5, 1)


def test_a_sweep_frees_what_is_overdue_and_nothing_else(shop):
    row = shelf(9)
    late = [block((row, 2), channel=shop, reference=f"late-{n}") for n in range(3)]
    block((row, 1), channel=shop, reference="in time")
    for each in late:
        overdue(each)

    assert stock.expire_due(limit=2) == 3
    assert stock.expire_due(limit=2) == 0
    assert counts(row) == (9, 1)
    assert_sound()


def test_without_the_beat_what_is_overdue_makes_room_for_the_next(shop):
    row = shelf(1)
    overdue(block((row, 1), channel=shop))

    held = block((row, 1), channel=shop, reference="cart-2")

    assert (held.status, counts(row)) == ("active", (1, 1))
    assert StockReservation.objects.get(reference="cart-1").status == "expired"
    assert_sound()


def test_the_reference_of_an_overdue_block_may_be_used_again(shop):
    row = shelf(1)
    first = block((row, 1), channel=shop)
    overdue(first)

    second = block((row, 1), channel=shop)

    assert (second.replayed, second.block_id != first.block_id) == (False, True)
    assert counts(row) == (1, 1)
