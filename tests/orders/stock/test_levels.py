"""Counts: written row by row, and never fewer than are promised."""

import pytest

from orders.commands import stock
from orders.commands.stock import Level
from orders.models import Stock
from orders.workflow import Invalid
from tests import factories
from tests.orders.stock.shelves import assert_sound, block, counts, product, shelf

pytestmark = pytest.mark.django_db


def test_a_count_of_something_new_makes_its_row():
    place, goods = factories.location(), product()

    result = stock.set_level(place, goods, on_hand=7, safety=2)

    row = Stock.objects.get()
    assert (result.on_hand, result.reserved, result.error) == (7, 0, "")
    assert (row.location, row.product, row.on_hand, row.safety) == (place, goods, 7, 2)


def test_changes_add_up_in_the_order_given():
    row = shelf(5)
    told = [{"change": -2}, {"change": -4}, {"on_hand": 1}, {"change": 9}]

    results = stock.set_levels([Level(row.location_id, row.product_id, **one) for one in told])

    assert [r.on_hand for r in results] == [3, 3, 1, 10]
    assert [r.error for r in results] == [
        "",
        "A count between 0 and 2147483647 is needed; this would be -1.",
        "",
        "",
    ]
    assert counts(row) == (10, 0)


def test_fewer_than_are_promised_is_refused_in_words_and_the_others_are_written():
    row, other = shelf(5), shelf(5)
    block((row, 3), channel=factories.channel())

    refused, written = stock.set_levels(
        [
            Level(row.location_id, row.product_id, on_hand=2),
            Level(other.location_id, other.product_id, on_hand=2),
        ]
    )

    assert (refused.error, written.error) == ("3 pieces are promised: there cannot be 2.", "")
    assert (counts(row), counts(other)) == ((5, 3), (2, 0))
    with pytest.raises(Invalid, match="3 pieces are promised"):
        stock.set_level(row.location, row.product, change=-3)
    assert_sound()


def test_a_level_without_a_number_changes_only_the_safety():
    row = shelf(5, safety=1)

    stock.set_level(row.location, row.product, safety=4)

    row.refresh_from_db()
    assert (row.on_hand, row.safety) == (5, 4)


def test_a_preview_says_the_same_and_writes_nothing():
    row, goods = shelf(5), product()
    block((row, 3), channel=factories.channel())
    levels = [
        Level(row.location_id, row.product_id, on_hand=2),
        Level(row.location_id, row.product_id, change=4),
        Level(row.location_id, goods.pk, change=4),
    ]

    seen = stock.preview_levels(levels)

    assert (counts(row), Stock.objects.count()) == ((5, 3), 1)
    assert stock.set_levels(levels) == seen


@pytest.mark.parametrize(
    ("before", "after", "came_back"),
    [({"on_hand": 0}, 1, True), ({"on_hand": 1}, 2, False), ({"on_hand": 3, "safety": 4}, 5, True)],
)
def test_goods_that_were_all_gone_have_returned(before, after, came_back):
    row = shelf(**before)

    stock.set_level(row.location, row.product, on_hand=after)

    row.refresh_from_db()
    assert (row.returned_at is not None) is came_back


def test_many_counts_take_few_statements(django_assert_max_num_queries):
    here = factories.location()
    rows = [shelf(1, location=here) for _ in range(40)]

    with django_assert_max_num_queries(9):
        stock.set_levels([Level(here.pk, row.product_id, on_hand=2) for row in rows])

    assert {row.on_hand for row in Stock.objects.all()} == {2}
