"""Stock in an order's hands: planned where it lies, gone with the box, back with a cancellation."""

import pytest

from orders.commands import cancelling, orders, packages, stock
from orders.models import Order, OrderItem, Package, ServiceArea, Stock
from orders.workflow import Invalid, OrderStatus, PackageStatus
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

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def shop():
    return factories.channel()


def approved(units):
    """The order of these units, approved and so planned."""
    order = units[0].order
    orders.approve(order.pk, **WHO)
    return Order.objects.get(pk=order.pk)


def reserved(*rows, shop):
    """An approved order whose units hold a piece of each row."""
    units = units_of(*(row.product for row in rows), channel=shop)
    for unit, row in zip(units, rows, strict=True):
        stock.reserve([unit], row.location)
    return approved(units)


def boxes(order):
    live = order.packages.exclude(state=PackageStatus.CANCELLED).order_by("pk")
    return [(box.stock_location_id, box.packageitem_set.filter(live=True).count()) for box in live]


def test_an_order_is_planned_where_its_stock_lies_one_package_for_each_location(shop):
    one, two = shelf(5), shelf(5)

    order = reserved(one, two, one, shop=shop)

    assert boxes(order) == [(one.location_id, 2), (two.location_id, 1)]
    assert (counts(one), counts(two)) == ((5, 2), (5, 1))
    assert_sound()


def test_an_order_from_a_block_is_planned_at_the_blocks_location(shop):
    row = shelf(5)
    held = block((row, 1), channel=shop)
    units = units_of(row.product, channel=shop)
    stock.consume(held.block_id, owner=OWNER, order=units[0].order, units=units)

    assert boxes(approved(units)) == [(row.location_id, 1)]
    assert_sound()


def test_a_dispatch_takes_the_pieces_off_the_shelf(shop):
    row = shelf(5)
    order = reserved(row, row, shop=shop)
    box = order.packages.get()
    packages.pack(box.pk, **WHO)
    assert counts(row) == (5, 2)

    factories.ship(box)

    assert counts(row) == (3, 0)
    assert set(OrderItem.objects.filter(order=order).values_list("reserved_stock")) == {(None,)}
    assert_sound()


def test_a_cancelled_unit_gives_its_piece_back_and_the_others_keep_theirs(shop):
    row = shelf(5)
    order = reserved(row, row, shop=shop)
    first = order.orderitem_set.order_by("pk").first()

    cancelling.cancel(order.pk, items=[first.pk], reason="too many", **WHO)

    assert counts(row) == (5, 1)
    assert_sound()
    cancelling.cancel(order.pk, reason="all of it", **WHO)
    assert counts(row) == (5, 0)
    assert_sound()


def test_what_the_hub_cancels_gives_its_piece_back_too(shop):
    row = shelf(5)
    draft = factories.draft(channel=shop)
    factories.receive(draft, channel=shop)
    unit = OrderItem.objects.get()
    Stock.objects.filter(pk=row.pk).update(reserved=1)
    OrderItem.objects.filter(pk=unit.pk).update(reserved_stock=row)
    gone = factories.draft(
        channel=shop,
        number=draft.number,
        omnitron_id=draft.omnitron_id,
        status=OrderStatus.CANCELLED,
        items=draft.items,
        remote_modified=factories.LATER,
    )

    factories.receive(gone, channel=shop, at=factories.LATER)

    unit.refresh_from_db()
    assert (unit.state, counts(row)) == (OrderStatus.CANCELLED, (5, 0))
    assert_sound()


def test_an_unpacked_unit_that_nobody_wants_gives_its_piece_back(shop):
    row = shelf(5)
    order = reserved(row, row, shop=shop)
    box, units = order.packages.get(), list(order.orderitem_set.order_by("pk"))
    packages.pack(box.pk, **WHO)
    OrderItem.objects.filter(pk=units[0].pk).update(remote_status=OrderStatus.CANCELLED)
    Package.objects.filter(pk=box.pk).update(cancellation_requested_at=NOON)

    packages.unpack_and_cancel(box.pk, **WHO)

    assert counts(row) == (5, 1)
    assert boxes(order) == [(row.location_id, 1)]
    assert_sound()


def test_units_that_a_location_sends_back_take_stock_at_the_next_one(shop):
    goods = product()
    near, far = shelf(5, of=goods), shelf(5, of=goods)
    order = reserved(near, shop=shop)

    packages.cancel(order.packages.get().pk, reason="broken", **WHO)

    assert (counts(near), counts(far)) == ((5, 0), (5, 1))
    assert boxes(order) == [(far.location_id, 1)]
    assert_sound()


def test_what_is_paid_at_the_door_is_sent_on_to_where_cash_is_taken(shop):
    goods = product()
    here, without_cash, with_cash = (shelf(5, of=goods) for _ in range(3))
    ServiceArea.objects.filter(location=with_cash.location).update(cod=True)
    order = reserved(here, shop=shop)
    Order.objects.filter(pk=order.pk).update(payment_type="cod")

    packages.cancel(order.packages.get().pk, reason="broken", **WHO)

    assert [counts(row) for row in (here, without_cash, with_cash)] == [(5, 0), (5, 0), (5, 1)]
    assert_sound()


@pytest.mark.parametrize("spelled", ["STORE_PICKUP", "click_and_collect", "Store Pickup"])
def test_what_is_to_be_picked_up_is_not_sent_to_another_location(shop, spelled):
    goods = product()
    here, other = shelf(5, of=goods), shelf(5, of=goods)
    order = reserved(here, shop=shop)
    Order.objects.filter(pk=order.pk).update(delivery_type=spelled)

    packages.cancel(order.packages.get().pk, reason="broken", **WHO)

    assert (counts(here), counts(other)) == ((5, 0), (5, 0))
    assert_sound()


def test_units_that_nobody_else_has_hold_nothing_and_follow_the_rules(shop):
    row = shelf(5)
    order = reserved(row, shop=shop)

    packages.cancel(order.packages.get().pk, reason="broken", **WHO)

    assert counts(row) == (5, 0)
    assert boxes(order) == [(shop.default_location_id, 1)]
    assert_sound()


def test_who_names_another_location_moves_the_stock_along(shop):
    goods = product()
    here, there = shelf(5, of=goods), shelf(1, of=goods)
    units = units_of(goods, channel=shop)
    stock.reserve(units, here.location)
    shop.default_location = None
    shop.save()
    order = approved(units)
    packages.cancel(order.packages.get().pk, **WHO)
    assert boxes(order) == [(there.location_id, 1)]
    packages.cancel(order.packages.get(stock_location=there.location).pk, **WHO)

    stock.reserve(OrderItem.objects.filter(order=order), here.location)
    orders.plan(order.pk, location=there.location_id, **WHO)

    assert (counts(here), counts(there)) == ((5, 0), (1, 1))
    assert_sound()


def test_a_location_without_enough_is_refused_when_it_is_named(shop):
    row, empty = shelf(5), factories.location()
    shop.default_location = None
    shop.save()
    units = units_of(row.product, channel=shop)
    order = approved(units)
    stock.reserve(OrderItem.objects.filter(order=order), row.location)

    with pytest.raises(Invalid, match="has not enough in stock"):
        orders.plan(order.pk, location=empty.pk, **WHO)

    assert (boxes(order), counts(row)) == ([], (5, 1))
    assert_sound()


def test_an_order_that_holds_nothing_moves_nothing(shop):
    row = shelf(5)
    box = factories.package(channel=shop)
    OrderItem.objects.update(product=row.product)

    packages.pack(box.pk, **WHO)
    factories.ship(box)

    assert counts(row) == (5, 0)


def test_what_comes_back_is_counted_where_its_stock_is_counted(shop):
    row, elsewhere = shelf(5), factories.location()
    units = units_of(row.product, row.product, channel=shop)

    stock.take_back(units, row.location)
    stock.take_back(units, elsewhere)

    assert counts(row) == (7, 0)
    assert Stock.objects.count() == 1


def test_a_reservation_of_many_units_is_all_or_nothing(shop):
    row = shelf(2)
    units = units_of(*[row.product] * 3, channel=shop)

    with pytest.raises(stock.Insufficient) as refused:
        stock.reserve(units, row.location)

    assert refused.value.lines == [(row.product_id, 3, 2)]
    assert counts(row) == (2, 0)
    assert_sound()
