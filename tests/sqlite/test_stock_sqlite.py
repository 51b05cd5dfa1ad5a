"""Stock where there is no row lock and no clock but this machine's: the first run's database."""

import pytest

from orders import notices
from orders.commands import interest, stock
from orders.models import StockReservation
from tests import factories
from tests.orders.stock.shelves import (
    OWNER,
    assert_sound,
    block,
    counts,
    overdue,
    shelf,
    units_of,
)

pytestmark = pytest.mark.django_db


def test_a_block_expires_makes_room_and_the_next_becomes_an_order():
    shop, row = factories.channel(), shelf(1)
    overdue(block((row, 1), channel=shop, reference="first"))
    with_room = block((row, 1), channel=shop, reference="second")
    units = units_of(row.product, channel=shop)

    stock.consume(with_room.block_id, owner=OWNER, order=units[0].order, units=units)

    assert list(StockReservation.objects.order_by("pk").values_list("status", flat=True)) == [
        "expired",
        "consumed",
    ]
    with pytest.raises(stock.Insufficient):
        block((row, 1), channel=shop, reference="third")
    assert counts(row) == (1, 1)
    assert_sound()


def test_a_sweep_and_a_notice_read_the_clock_alike():
    shop, row = factories.channel(), shelf(1)
    held = block((row, 1), channel=shop)
    interest.notify(channel_id=shop.pk, product_id=row.product_id, email="asha@example.com")
    assert (stock.expire_due(), notices.tell_due()) == (0, 0)

    overdue(held)

    assert (stock.expire_due(), notices.tell_due()) == (1, 1)
    assert counts(row) == (1, 0)
