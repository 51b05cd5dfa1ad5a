"""Intake: create, amend, skip, and never back in time."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders.commands import intake, orders, packages
from orders.models import Customer, Order, OrderEvent, OrderItem, Package, Product
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
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
        tracking_number="AWB-1",
        remote_modified=LATER,
    )

    (outcome,) = receive(echo, channel=shop, at=LATER)

    seen = Order.objects.get()
    assert outcome.result == "unchanged"
    assert (seen.remote_status, seen.remote_modified) == (OrderStatus.SHIPPED, LATER)
    assert (seen.state, seen.modified_date) == (OrderStatus.SHIPPED, order.modified_date)
    assert OrderEvent.objects.count() == events


def test_a_cancelled_package_is_planned_again_although_we_wrote_preparing_back(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PREPARING)
    echo = replace(first, status=OrderStatus.PREPARING, remote_modified=LATER)
    receive(echo, channel=shop, at=LATER)

    packages.cancel(package.pk, by="test", at=LATER)

    assert OrderItem.objects.get().state == OrderStatus.INACTIVE
    assert Order.objects.get().state == OrderStatus.APPROVED


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


def test_a_cancellation_before_packing_cancels_the_package_and_the_order(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)

    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert Package.objects.get().state == PackageStatus.CANCELLED
    kinds = OrderEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[2:] == ["order.cancelled", "package.cancelled"]


def test_a_cancellation_of_a_packed_package_stops_the_shipping_and_leaves_two_ways_out(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        factories.ship(package)
    package.refresh_from_db()
    assert package.state == PackageStatus.PACKED
    assert Order.objects.get().cancellation_requested_at == LATER

    packages.unpack_and_cancel(package.pk, by="test", at=LATER)

    order, unit = Order.objects.get(), OrderItem.objects.get()
    assert (order.state, order.cancellation_requested_at) == (OrderStatus.CANCELLED, None)
    assert (unit.state, unit.cancelled_at) == (OrderStatus.CANCELLED, LATER)
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1


def test_a_cancelled_order_can_be_shipped_anyway_with_a_reason(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)
    carrier = factories.cargo_company()

    packages.ship_anyway(
        package.pk,
        carrier=carrier.pk,
        tracking_number="AWB-9",
        reason="the courier has it already",
        by="test",
        at=LATER,
    )

    package.refresh_from_db()
    assert (package.state, package.shipped_anyway_reason) == (600, "the courier has it already")


def test_a_cancellation_after_shipping_is_recorded_as_too_late(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    factories.package(order=Order.objects.get(), state=PackageStatus.SHIPPED)

    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)
    receive(replace(first, status=100, remote_modified=LATER, notes="x"), channel=shop, at=LATER)

    assert Order.objects.get().state == OrderStatus.SHIPPED
    assert OrderEvent.objects.filter(kind="order.cancellation_too_late").count() == 1


def test_one_cancelled_unit_leaves_its_package_and_the_others_stay(shop):
    first = draft(channel=shop, items=[item(), item()])
    receive(first, channel=shop)
    gone, stays = first.items

    amended = replace(first, items=(replace(gone, status=100), stays), remote_modified=LATER)
    receive(amended, channel=shop, at=LATER)

    package = Package.objects.get()
    live = package.packageitem_set.filter(live=True)
    assert package.state == PackageStatus.WAITING
    assert [c.order_item.omnitron_id for c in live] == [stays.omnitron_id]


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


def test_a_cancellation_that_the_hub_takes_back_lets_the_package_go(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    receive(replace(first, status=100, remote_modified=LATER), channel=shop, at=LATER)

    later = LATER + timedelta(hours=1)
    receive(replace(first, remote_modified=later), channel=shop, at=later)

    package.refresh_from_db()
    assert package.cancellation_requested_at is None
    assert Order.objects.get().cancellation_requested_at is None
    assert factories.ship(package).state == PackageStatus.SHIPPED


def test_a_held_order_is_not_planned_until_it_is_released(shop):
    unpaid = draft(channel=shop, status=OrderStatus.PAYMENT_WAITING)
    receive(unpaid, channel=shop)
    Order.objects.update(held_at=NOON)

    paid = replace(
        unpaid, status=400, items=(replace(unpaid.items[0], status=400),), remote_modified=LATER
    )
    receive(paid, channel=shop, at=LATER)

    order = Order.objects.get()
    assert (order.state, Package.objects.count()) == (OrderStatus.APPROVED, 0)
    with pytest.raises(IllegalMove, match="held"):
        orders.plan(order.pk, by="test", at=LATER)


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


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        (
            "MIN_ORDER_OMNITRON_ID",
            99_999_999,
            "Order create operation does not allowed! Because of Order ID: {id} lower than "
            "MIN_ORDER_OMNITRON_ID: 99999999 ",
        ),
        (
            "ALLOWED_CHANNEL_IDS",
            [7],
            "Order create operation does not allowed! Because of Channel ID:{channel} provided "
            "with Order ID:{id} does not allowed in the system.",
        ),
    ],
)
def test_an_order_that_is_not_allowed_is_refused_in_the_published_words(
    shop, settings, setting, value, message
):
    setattr(settings, setting, value)
    refused = draft(channel=shop)

    (outcome,) = receive(refused, channel=shop)

    told = message.format(id=refused.omnitron_id, channel=shop.omnitron_id)
    assert (outcome.result, outcome.reasons) == ("refused", (told,))
    assert Order.objects.count() == 0


def test_an_unknown_cargo_company_is_quarantined_in_the_published_words(shop):
    unknown = draft(channel=shop, cargo_company=34)

    (outcome,) = receive(unknown, channel=shop)

    told = (
        f"Cargo company:34 provided with order number:{unknown.number} does not exists in the "
        "system."
    )
    assert (outcome.result, outcome.reasons) == ("quarantined", (told,))


def test_a_number_that_another_order_of_the_channel_has_is_refused(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)

    (outcome,) = receive(draft(channel=shop, number=first.number), channel=shop)

    told = f"Order number: {first.number} already exists in {shop.name} channel!"
    assert (outcome.result, outcome.reasons) == ("refused", (told,))


def test_an_order_that_the_database_refuses_does_not_take_its_page_with_it(shop):
    good, bad = draft(channel=shop), draft(channel=shop, notes="x" * 2000)

    outcomes = receive(good, bad, channel=shop)

    assert [outcome.result for outcome in outcomes] == ["new", "quarantined"]
    assert outcomes[1].reasons == ("The database refused it: DataError.",)
    assert Order.objects.count() == 1


def test_a_key_of_the_hub_that_we_do_not_hold_is_quarantined_alone(shop):
    good, bad = draft(channel=shop), draft(channel=shop, items=[item(product=424242)])

    outcomes = receive(good, bad, channel=shop)

    assert [outcome.result for outcome in outcomes] == ["new", "quarantined"]
    assert outcomes[1].reasons == ("The hub's key 424242 is not known here.",)


def test_a_bare_key_is_enough_for_a_product_that_we_hold(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    held = Product.objects.get()

    (outcome,) = receive(draft(channel=shop, items=[item(product=held.omnitron_id)]), channel=shop)

    assert outcome.result == "new"
    assert Product.objects.count() == 1


def test_the_same_number_in_two_channels_has_two_codes(shop):
    other = factories.channel()
    receive(draft(channel=shop, number="77"), channel=shop)
    receive(draft(channel=other, number="77"), channel=other)

    codes = set(Order.objects.values_list("code", flat=True))
    assert codes == {"77", f"77-{other.omnitron_id}"}


def test_a_preview_tells_the_changes_and_writes_nothing(shop):
    first = draft(channel=shop, notes="a")
    receive(first, channel=shop)
    before = Order.objects.values().get()

    fresh = draft(channel=shop)
    amended = replace(first, notes="b", remote_modified=LATER)
    outcomes = intake.preview_page(shop.pk, [amended, fresh])

    assert [(o.result, o.changes) for o in outcomes] == [
        ("changed", {"notes": ["a", "b"]}),
        ("new", {}),
    ]
    assert Order.objects.values().get() == before
