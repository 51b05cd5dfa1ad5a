"""Intake: create, amend, skip, and never back in time."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders.commands import intake
from orders.models import Customer, Order, OrderEvent, OrderItem, Package
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, draft, item, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


def test_an_approved_order_is_stored_with_its_units_and_gets_its_package(shop):
    (outcome,) = receive(draft(channel=shop), channel=shop)

    order = Order.objects.get(pk=outcome.order_id)
    package = Package.objects.get(order=order)
    assert (outcome.result, order.state, order.order_item_count) == ("new", 400, 1)
    assert package.number == f"{order.number}P1"
    assert package.stock_location == shop.default_location
    assert list(order.orderitem_set.values_list("state", flat=True)) == [OrderStatus.APPROVED]
    kinds = OrderEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["order.received", "package.planned"]


def test_a_repeat_changes_nothing(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    events = OrderEvent.objects.count()
    modified = Order.objects.get().modified_date

    (outcome,) = receive(first, channel=shop, at=LATER)

    assert outcome.result == "unchanged"
    assert OrderEvent.objects.count() == events
    assert Order.objects.get().modified_date == modified


def test_an_older_copy_never_overwrites_a_newer_one(shop):
    newer = draft(channel=shop, notes="ring twice", remote_modified=NOON)
    receive(newer, channel=shop)
    older = replace(newer, notes="ring once", remote_modified=NOON - timedelta(minutes=1))

    (outcome,) = receive(older, channel=shop)

    assert outcome.result == "unchanged"
    assert Order.objects.get().notes == "ring twice"


def test_equal_stamps_with_different_contents_are_news(shop):
    first = draft(channel=shop, notes="a")
    receive(first, channel=shop)

    (outcome,) = receive(replace(first, notes="b"), channel=shop)

    assert (outcome.result, outcome.changes) == ("changed", {"notes": ["a", "b"]})


def test_of_two_copies_in_one_page_the_newer_wins(shop):
    first = draft(channel=shop, notes="old")
    newer = replace(first, notes="new", remote_modified=LATER)

    outcomes = receive(newer, first, channel=shop)

    assert [outcome.result for outcome in outcomes] == ["new", "new"]
    assert Order.objects.get().notes == "new"


def test_after_an_amendment_every_surviving_unit_has_its_old_key(shop):
    first = draft(channel=shop, items=[item(), item(), item()])
    receive(first, channel=shop)
    before = dict(OrderItem.objects.values_list("omnitron_id", "pk"))
    gone, *staying = first.items

    amended = replace(first, items=(*staying, item()), remote_modified=LATER)
    receive(amended, channel=shop, at=LATER)

    after = dict(OrderItem.objects.values_list("omnitron_id", "pk"))
    assert before.items() <= after.items()
    assert len(after) == 4
    cancelled = OrderItem.objects.get(omnitron_id=gone.omnitron_id)
    assert (cancelled.state, cancelled.cancelled_at) == (OrderStatus.CANCELLED, LATER)
    assert not cancelled.package_items.filter(live=True).exists()


def test_our_own_write_back_is_no_news(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    order = Order.objects.get()
    factories.package(order=order, state=PackageStatus.SHIPPED)
    order.refresh_from_db()
    events = OrderEvent.objects.count()
    echo = replace(
        first,
        status=OrderStatus.SHIPPED,
        items=tuple(replace(i, status=OrderStatus.SHIPPED) for i in first.items),
        tracking_number="AWB-0001",
        remote_modified=LATER,
    )

    (outcome,) = receive(echo, channel=shop, at=LATER)

    seen = Order.objects.get()
    assert outcome.result == "unchanged"
    assert (seen.remote_status, seen.remote_modified) == (OrderStatus.SHIPPED, LATER)
    assert (seen.state, seen.modified_date) == (OrderStatus.SHIPPED, order.modified_date)
    assert OrderEvent.objects.count() == events


def test_an_unpaid_order_gets_its_package_when_a_later_copy_approves_it(shop):
    unpaid = draft(channel=shop, status=OrderStatus.PAYMENT_WAITING)
    receive(unpaid, channel=shop)
    assert (Order.objects.get().state, Package.objects.count()) == (300, 0)

    paid = replace(
        unpaid, status=400, items=(replace(unpaid.items[0], status=400),), remote_modified=LATER
    )
    receive(paid, channel=shop, at=LATER)

    assert Order.objects.get().state == OrderStatus.APPROVED
    assert Package.objects.get().state == PackageStatus.WAITING


def test_an_order_that_arrives_in_preparation_elsewhere_gets_no_package(shop):
    receive(draft(channel=shop, status=OrderStatus.PREPARING), channel=shop)

    assert Order.objects.get().state == OrderStatus.PREPARING
    assert Package.objects.count() == 0


def test_charges_are_shared_once_to_the_penny(shop):
    items = [item(net_amount=Decimal("100.00")) for _ in range(3)]

    receive(draft(channel=shop, items=items, shipping_amount=Decimal("10.01")), channel=shop)

    shares = OrderItem.objects.order_by("pk").values_list("shipping_charge", flat=True)
    assert list(shares) == [Decimal("3.34"), Decimal("3.34"), Decimal("3.33")]


def test_charges_that_change_before_packing_are_shared_again_and_afterwards_stay(shop):
    items = [item(), item()]
    first = draft(channel=shop, items=items, shipping_amount=Decimal("10.00"))
    receive(first, channel=shop)

    def shares():
        rows = OrderItem.objects.order_by("pk").values_list("shipping_charge", flat=True)
        return [str(share) for share in rows]

    second = replace(first, shipping_amount=Decimal("5.01"), remote_modified=LATER)
    receive(second, channel=shop, at=LATER)
    assert shares() == ["2.51", "2.50"]

    factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    later = LATER + timedelta(hours=1)
    third = replace(first, shipping_amount=Decimal("0.00"), remote_modified=later)
    receive(third, channel=shop, at=later)
    assert shares() == ["2.51", "2.50"]


def test_a_changed_customer_is_a_new_version_and_the_old_one_stays(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    old = Order.objects.get().customer

    moved = replace(first, customer=replace(first.customer, first_name="A."), remote_modified=LATER)
    receive(moved, channel=shop, at=LATER)

    new = Order.objects.get().customer
    assert new.omnitron_id == old.omnitron_id
    assert (old.first_name, new.first_name) == ("Asha", "A.")
    assert Customer.objects.filter(omnitron_id=old.omnitron_id).count() == 2


def test_a_unit_whose_product_was_replaced_is_news(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    old, new = first.items[0].product.omnitron_id, factories.product()

    replaced = replace(first, items=(replace(first.items[0], product=new),), remote_modified=LATER)
    (outcome,) = receive(replaced, channel=shop, at=LATER)

    key = f"items.{first.items[0].omnitron_id}.product"
    assert (outcome.result, outcome.changes) == ("changed", {key: [old, new.omnitron_id]})
    assert OrderItem.objects.get().product.sku == new.sku


def test_the_same_number_in_two_channels_has_two_codes(shop):
    other = factories.channel()
    receive(draft(channel=shop, number="77"), channel=shop)
    receive(draft(channel=other, number="77"), channel=other)

    codes = set(Order.objects.values_list("code", flat=True))
    assert codes == {"77", f"77-{other.omnitron_id}"}


def test_a_code_that_another_number_has_is_not_given_again(shop):
    other = factories.channel()
    second = f"77-{other.omnitron_id}"
    receive(draft(channel=shop, number="77"), channel=shop)

    for number in (second, "77"):
        (outcome,) = receive(draft(channel=other, number=number), channel=other)
        assert outcome.result == "new"

    codes = list(Order.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["77", second, f"{second}-2"]


def test_the_numbers_of_one_page_get_different_codes(shop):
    other = factories.channel()
    second = f"77-{other.omnitron_id}"
    receive(draft(channel=shop, number="77"), channel=shop)

    page = [draft(channel=other, number=number) for number in ("77", second)]
    outcomes = receive(*page, channel=other)

    assert [outcome.result for outcome in outcomes] == ["new", "new"]
    mine = Order.objects.filter(channel=other)
    assert dict(mine.values_list("number", "code")) == {"77": f"{second}-2", second: second}


def test_a_preview_tells_the_changes_and_writes_nothing(shop):
    first = draft(channel=shop, notes="a")
    receive(first, channel=shop)
    before = Order.objects.values().get()

    fresh = draft(channel=shop)
    amended = replace(first, notes="b", remote_modified=LATER)
    outcomes = intake.preview_page(shop.pk, [amended, fresh], at=LATER)

    assert [(o.result, o.changes) for o in outcomes] == [
        ("changed", {"notes": ["a", "b"]}),
        ("new", {}),
    ]
    assert Order.objects.values().get() == before
