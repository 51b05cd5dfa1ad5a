"""Blocks: all or nothing, at one place if possible, once for a reference, for as long as said."""

from datetime import timedelta

import pytest

from orders import clock
from orders.commands import stock
from orders.models import Mode, StockReservation
from tests import factories
from tests.orders.stock.shelves import (
    OWNER,
    PINCODE,
    assert_sound,
    block,
    counts,
    overdue,
    product,
    shelf,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


def test_a_block_promises_pieces_and_leaves_them_on_the_shelf(shop):
    row = shelf(5)

    held = block((row, 2), channel=shop)

    assert counts(row) == (5, 2)
    assert (held.status, held.location_id, held.replayed) == ("active", row.location_id, False)
    assert list(held.lines.values_list("stock", "quantity")) == [(row.pk, 2)]
    assert timedelta(minutes=14) < held.expires_at - clock.now() <= timedelta(minutes=15)
    assert_sound()


def test_what_is_kept_as_safety_is_not_blocked(shop):
    row = shelf(5, safety=3)

    with pytest.raises(stock.Insufficient) as refused:
        block((row, 3), channel=shop)

    assert refused.value.lines == [(row.product_id, 3, 2)]
    assert counts(row) == (5, 0)


def test_all_short_lines_are_told_and_nothing_is_reserved(shop):
    here = factories.location()
    full, low, empty = (shelf(n, location=here) for n in (9, 1, 0))

    with pytest.raises(stock.Insufficient) as refused:
        block((full, 2), (low, 2), (empty, 1), channel=shop)

    assert refused.value.lines == [(low.product_id, 2, 1), (empty.product_id, 1, 0)]
    assert [counts(row) for row in (full, low, empty)] == [(9, 0), (1, 0), (0, 0)]
    assert not StockReservation.objects.exists()


def test_the_nearest_location_that_has_everything_takes_the_whole_block(shop):
    wide, near, nearest = (factories.location() for _ in range(3))
    first, second = product(), product()
    shelf(9, of=first, location=wide, pincode="4")
    shelf(9, of=second, location=wide, pincode="4")
    shelf(9, of=first, location=near, pincode="4000")
    shelf(9, of=second, location=near, pincode="4000")
    shelf(9, of=first, location=nearest, pincode=PINCODE)

    held = block((first, 1), (second, 1), channel=shop)

    assert held.location == near


def test_of_two_equally_near_locations_the_older_row_takes_it(shop):
    goods = product()
    older, _younger = shelf(3, of=goods), shelf(3, of=goods)

    assert block((goods, 1), channel=shop).location_id == older.location_id


def test_where_no_location_has_all_each_line_lies_where_it_is_whole(shop):
    first, second = shelf(5), shelf(5)

    held = block((first, 2), (second, 3), channel=shop)

    assert held.location is None
    assert (counts(first), counts(second)) == ((5, 2), (5, 3))


def test_a_line_is_never_split(shop):
    goods = product()
    shelf(2, of=goods)
    shelf(3, of=goods)

    with pytest.raises(stock.Insufficient) as refused:
        block((goods, 4), channel=shop)

    assert refused.value.lines == [(goods.pk, 4, 3)]


@pytest.mark.parametrize(
    "asked",
    [
        {"pincode": "110001"},
        {"pincode": "40005"},
        {"delivery_type": Mode.EXPRESS},
        {"within": []},
        {"delivery_type": Mode.STORE_PICKUP},
    ],
)
def test_a_place_that_nobody_serves_in_this_way_is_refused(shop, asked):
    row = shelf(5)

    with pytest.raises(stock.NotServiceable):
        block((row, 1), channel=shop, **asked)

    assert counts(row) == (5, 0)


def test_a_location_that_is_not_active_serves_nobody(shop):
    row = shelf(5, location=factories.location(is_active=False))

    with pytest.raises(stock.NotServiceable):
        block((row, 1), channel=shop)


def test_a_named_store_takes_the_block_for_pick_up_only_if_it_hands_out(shop):
    row = shelf(5, pincode="")
    asked = {"location_id": row.location_id, "delivery_type": Mode.STORE_PICKUP}

    with pytest.raises(stock.NotServiceable):
        block((row, 1), channel=shop, **asked)

    row.location.is_pickup_location = True
    row.location.save()
    held = block((row, 1), channel=shop, **asked)
    assert (held.location, held.store_code) == (row.location, row.location.erp_code)


def test_more_than_one_order_may_have_is_refused(shop):
    row = shelf(9, of=product(max_per_order=2))

    with pytest.raises(stock.OverLimit) as refused:
        block((row, 1), (row, 2), channel=shop)

    assert refused.value.lines == [(row.product_id, 3, 2)]


def test_an_owner_holds_only_so_many_open_blocks(shop):
    row = shelf(9)
    block((row, 1), channel=shop, reference="a", most_open=2)
    lapsed = block((row, 1), channel=shop, reference="b", most_open=2)

    with pytest.raises(stock.TooManyOpen):
        block((row, 1), channel=shop, reference="c", most_open=2)

    overdue(lapsed)
    assert block((row, 1), channel=shop, reference="c", most_open=2).status == "active"


def test_a_repeat_gets_the_same_block_and_no_more_time(shop):
    row = shelf(5)
    first = block((row, 1), (row, 1), channel=shop)

    again = block((row, 2), channel=shop)

    assert (again.pk, again.replayed) == (first.pk, True)
    assert again.expires_at == first.expires_at
    assert counts(row) == (5, 2)


def test_a_reference_in_use_is_refused_for_other_goods_and_free_once_they_are_let_go(shop):
    row = shelf(5)
    first = block((row, 1), channel=shop)

    with pytest.raises(stock.ReferenceReused):
        block((row, 2), channel=shop)

    assert counts(row) == (5, 1)
    stock.release(first.block_id, owner=OWNER)
    second = block((row, 2), channel=shop)
    assert second.block_id != first.block_id
    assert counts(row) == (5, 2)


def test_references_of_two_owners_are_strangers(shop):
    row = shelf(5)

    block((row, 1), channel=shop)
    block((row, 2), channel=shop, owner="partner:other")

    assert counts(row) == (5, 3)
