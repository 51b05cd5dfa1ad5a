"""Orders placed here that hold nothing any more: planned by hand, they take from the shelf."""

import pytest

from orders.commands import orders, packages, stock
from orders.models import Order, OrderItem
from orders.workflow import Invalid
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import assert_sound, block, counts, shelf, units_of

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def shop():
    return factories.channel(default_location=factories.location(is_active=False))


@pytest.fixture
def row():
    return shelf(5)


@pytest.fixture
def sent_back(row, shop):
    """An order of two whose only location has cancelled its package."""
    units = units_of(row.product, row.product, channel=shop)
    stock.reserve(units, row.location)
    orders.approve(units[0].order_id, **WHO)
    order = Order.objects.get(pk=units[0].order_id)
    packages.cancel(order.packages.get().pk, **WHO)
    assert counts(row) == (5, 0)
    return order


def test_what_is_planned_by_hand_holds_its_pieces_and_takes_them_off_the_shelf(row, sent_back):
    box = orders.plan(sent_back.pk, location=row.location_id, **WHO).packages.last()

    assert counts(row) == (5, 2)
    assert_sound()
    packages.pack(box.pk, **WHO)
    factories.ship(box)
    assert counts(row) == (3, 0)
    assert_sound()


def test_a_shelf_that_others_have_emptied_meanwhile_is_refused(row, sent_back, shop):
    block((row, 4), channel=shop)

    with pytest.raises(Invalid) as refused:
        orders.plan(sent_back.pk, location=row.location_id, **WHO)

    assert refused.value.errors == {"location": f"{row.location} has not enough in stock."}
    assert counts(row) == (5, 4)
    assert sent_back.packages.count() == 1


def test_a_location_that_does_not_count_the_goods_takes_them_uncounted(row, sent_back):
    orders.plan(sent_back.pk, location=factories.location().pk, **WHO)

    assert counts(row) == (5, 0)
    assert not OrderItem.objects.filter(reserved_stock__isnull=False).exists()


def test_what_the_hub_sells_is_counted_by_the_hub(row, shop):
    order = factories.order(channel=shop)
    OrderItem.objects.filter(order=order).update(product=row.product)

    orders.plan(order.pk, location=row.location_id, **WHO)

    assert counts(row) == (5, 0)
