"""A large file of counts beside carts: how long it keeps what it has counted to itself."""

import threading
import time
from importlib import import_module

import pytest
from django.db import transaction

from orders.loading import TABLES, load
from orders.models import Stock
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import block, counts, shelf
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
LOADING = import_module("orders.loading.load")  # the function has taken its name


def table(*rows, count=7):
    lines = [f"{row.location.erp_code},{row.product.sku},{count}," for row in rows]
    return "\n".join(["location,sku,on_hand,safety", *lines]).encode()


def counted(row):
    """Wait until a row was counted, and tell whether it was."""
    tries = iter(range(100))
    while counts(row)[0] != 7 and next(tries, None) is not None:
        time.sleep(0.1)
    return counts(row)[0] == 7


def test_a_cart_gets_what_was_counted_while_good_rows_are_still_written(monkeypatch):
    monkeypatch.setattr(LOADING, "PART", 1)
    shop, first, second = factories.channel(), shelf(5), shelf(5)
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Stock.objects.select_for_update().get(pk=second.pk)
            held.set()
            let_go.wait(60)

    def count():
        held.wait(60)
        return load(TABLES["stock"], table(first, second), at=NOON, keep_good=True).written

    def buy():
        held.wait(60)
        try:
            return counted(first) and block((first, 6), channel=shop).status
        finally:
            let_go.set()

    assert in_threads([hold, count, buy]) == [None, True, "active"]
    assert (counts(first), counts(second)) == ((7, 6), (7, 0))


def test_a_file_that_cannot_be_written_as_a_whole_waits_for_no_cart():
    row, other = shelf(5), shelf(5)
    held, through = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Stock.objects.select_for_update().get(pk=row.pk)
            held.set()
            return through.wait(30)

    def count():
        held.wait(60)
        bad = table(row, other) + b"\nNOWHERE,1,1,"
        said = [each.error or each.said for each in load(TABLES["stock"], bad, at=NOON).results]
        through.set()
        return said

    assert in_threads([hold, count]) == [
        True,
        [*["on hand 5 → 7, promised 0"] * 2, "There is no such location."],
    ]


@pytest.mark.django_db(transaction=False)
def test_the_parts_tell_together_what_one_file_tells(monkeypatch):
    monkeypatch.setattr(LOADING, "PART", 2)
    shop, rows = factories.channel(), [shelf(n) for n in (1, 9, 3, 4, 5)]
    block((rows[1], 8), channel=shop)

    report = load(TABLES["stock"], table(*rows), at=NOON, keep_good=True)

    assert [(each.line, each.error or each.said) for each in report.results] == [
        (2, "on hand 1 → 7, promised 0"),
        (3, "8 pieces are promised: there cannot be 7."),
        (4, "on hand 3 → 7, promised 0"),
        (5, "on hand 4 → 7, promised 0"),
        (6, "on hand 5 → 7, promised 0"),
    ]
    assert report.written
    assert [counts(row)[0] for row in rows] == [7, 9, 7, 7, 7]
