"""Cancelling an order or units of it: what leaves, what stays, what the hub says afterwards."""

from datetime import timedelta

import pytest

from orders import commands
from orders.commands import orders, packages
from orders.commands.cancelling import cancel
from orders.models import Order, OrderEvent, OrderItem, Package, PackageItem
from orders.workflow import BY_SLUG, IllegalMove, Invalid, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, item

pytestmark = pytest.mark.django_db
BY = {"by": "test", "at": LATER}
WHY = {"reason": "ordered twice", **BY}
LATEST = LATER + timedelta(hours=1)


@pytest.fixture
def shop():
    return factories.channel()


def everything():
    """What a refused command must leave as it is."""
    tables = (Order, OrderItem, Package, PackageItem, OrderEvent)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def states(order):
    items = order.orderitem_set.order_by("pk").values_list("state", flat=True)
    boxes = order.packages.order_by("pk").values_list("state", flat=True)
    order.refresh_from_db()
    return order.state, list(items), list(boxes)


def told(order):
    events = OrderEvent.objects.filter(order=order, occurred_at=LATER).order_by("pk")
    return list(events.values_list("kind", flat=True))


@pytest.mark.parametrize(
    "state", [PackageStatus.WAITING, PackageStatus.PREPARING, PackageStatus.READY]
)
def test_a_whole_order_is_cancelled_with_its_packages_that_are_not_packed(state):
    package = factories.package(state=state, items=[item(), item()])
    order = package.order

    cancel(order.pk, **WHY)

    assert states(order) == (100, [100, 100], [PackageStatus.CANCELLED])
    assert told(order) == ["order.cancelled", "package.cancelled"]
    units = order.orderitem_set.values_list("cancelled_at", "cancel_reason")
    assert list(units) == [(LATER, "ordered twice")] * 2
    assert Package.objects.get().cancel_reason == "ordered twice"
    event = OrderEvent.objects.get(kind="order.cancelled")
    assert event.data["changes"] == {
        "cancel_reason": ["", "ordered twice"],
        "cancelled_units": [0, 2],
    }


@pytest.mark.parametrize("status", [50, 200, 300, 350])
def test_an_order_is_cancelled_before_it_is_approved(status):
    order = factories.order(status=status)

    cancel(order.pk, **WHY)

    assert states(order) == (100, [100], [])


def test_one_unit_leaves_its_package_and_the_package_lives_on():
    package = factories.package(state=PackageStatus.READY, items=[item(), item()])
    order, before = package.order, package.modified_date
    first, second = order.orderitem_set.order_by("pk")

    cancel(order.pk, items=[first.pk], **WHY)

    assert states(order) == (450, [100, 450], [PackageStatus.READY])
    assert list(PackageItem.objects.order_by("pk").values_list("order_item", "live")) == [
        (first.pk, False),
        (second.pk, True),
    ]
    assert told(order) == ["order.items_cancelled"]
    package.refresh_from_db()
    assert package.modified_date > before  # who has its page open looks again
    cancel(order.pk, items=[second.pk], **WHY)
    assert states(order) == (100, [100, 100], [PackageStatus.CANCELLED])


def test_the_rest_of_an_order_goes_on_to_the_customer():
    package = factories.package(items=[item(), item()])
    first = package.order.orderitem_set.order_by("pk")[0]
    cancel(package.order_id, items=[first.pk], **WHY)

    packages.pack(package.pk, **BY)
    factories.ship(package)
    packages.deliver(package.pk, **BY)

    assert states(package.order) == (550, [100, 550], [PackageStatus.DELIVERED])


def test_a_held_order_is_cancelled():
    order = factories.order()
    orders.hold(order.pk, **BY)

    cancel(order.pk, **WHY)

    assert states(order)[0] == OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (PackageStatus.PACKED, "is packed; unpack it first, by cancelling the package: "),
        (PackageStatus.SHIPPED, "is shipped: "),
        (PackageStatus.DELIVERED, "is delivered: "),
    ],
)
def test_what_is_packed_or_gone_stays_and_so_does_everything_that_was_asked_with_it(
    shop, state, sentence
):
    order = factories.order(channel=shop, items=[item(), item()])
    package = Package.objects.get()
    gone, waiting = order.orderitem_set.order_by("pk")
    cancel_unit_from(package, waiting)
    factories.package(order=order, state=state)
    apart(order, waiting)
    before = everything()

    for asked in (None, [gone.pk, waiting.pk]):
        with pytest.raises(IllegalMove) as refused:
            cancel(order.pk, items=asked, **WHY)
        words = f"Nothing was cancelled. Package {package.number} {sentence}{gone.product.sku}."
        assert str(refused.value) == words
        assert everything() == before

    cancel(order.pk, items=[waiting.pk], **WHY)
    waiting.refresh_from_db()
    assert waiting.state == OrderStatus.CANCELLED


def cancel_unit_from(package, unit):
    """As if planning had left the unit out."""
    PackageItem.objects.filter(package=package, order_item=unit).delete()
    OrderItem.objects.filter(pk=unit.pk).update(state=OrderStatus.INACTIVE)


def apart(order, unit):
    place = factories.location()
    orders.plan(order.pk, location=place.pk, by="test", at=NOON)
    assert unit.package_items.get().package.stock_location == place


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_cancelled_is_not_cancelled_again(whole):
    order = factories.order(items=[item(), item()])
    first = order.orderitem_set.order_by("pk")[0]
    cancel(order.pk, items=None if whole else [first.pk], **WHY)
    before = everything()

    sentence = "not possible while Cancelled" if whole else f"^Cancelled already: {first.pk}.$"
    with pytest.raises(IllegalMove, match=sentence):
        cancel(order.pk, items=[first.pk], **WHY)

    assert everything() == before


def test_an_order_that_somebody_else_prepares_is_not_cancelled_here():
    order = factories.order(status=450)

    with pytest.raises(IllegalMove, match="Omnitron says that somebody else has it in hand: SKU-"):
        cancel(order.pk, **WHY)


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"reason": "This field is required."}),
        ({"reason": "  "}, {"reason": "A text is needed."}),
        ({"reason": "x" * 513}, {"reason": "At most 512 characters."}),
        ({"reason": "x", "items": []}, {"items": "A list of one to 1000 keys of units is needed."}),
        ({"reason": "x", "items": 5}, {"items": "A list of one to 1000 keys of units is needed."}),
        ({"reason": "x", "items": ["a"]}, {"items": "A whole number is needed."}),
        ({"reason": "x", "items": [0, 9]}, {"items": "No units of this order: 0, 9."}),
    ],
)
def test_a_cancellation_that_is_not_clear_is_refused(raw, errors):
    order = factories.order()
    before = everything()

    with pytest.raises(Invalid) as refused:
        commands.run(BY_SLUG["order", "cancel"], order.pk, raw, **BY)

    assert refused.value.errors == errors
    assert everything() == before


def test_the_unit_of_another_order_is_none_of_this_one():
    order, other = factories.order(), factories.order()
    stranger = other.orderitem_set.get()

    with pytest.raises(Invalid, match=f"No units of this order: {stranger.pk}."):
        cancel(order.pk, items=[stranger.pk], **WHY)
