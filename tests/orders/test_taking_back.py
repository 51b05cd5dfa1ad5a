"""A package that comes back: the units are refunded, the shelf has them again, the bill stands."""

from dataclasses import replace

import pytest

from orders import commands
from orders.commands import packages
from orders.models import Invoice, Order, OrderEvent, OrderItem, State, Stock
from orders.workflow import BY_SLUG, IllegalMove, Invalid, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON

pytestmark = pytest.mark.django_db

TAKE_BACK = BY_SLUG["package", "take-back"]


def two_units(**facts):
    """An order of two units of one product, in one package."""
    product = factories.product()
    units = [factories.item(product=product) for _ in range(2)]
    return factories.package(items=units, amount=500, **facts)


def shelf_of(package, *, on_hand):
    product = package.order.orderitem_set.first().product
    return Stock.objects.create(
        product=product, location=package.stock_location, on_hand=on_hand, modified_date=NOON
    )


@pytest.mark.parametrize("state", [PackageStatus.SHIPPED, PackageStatus.DELIVERED])
def test_what_comes_back_is_refunded_and_lies_on_the_shelf_again(state):
    package = two_units(state=state)
    stock = shelf_of(package, on_hand=4)
    invoice = Invoice.objects.values().get()

    commands.run(TAKE_BACK, package.pk, {"reason": "Too small"}, by="staff:ali", at=LATER)

    package.refresh_from_db()
    stock.refresh_from_db()
    assert (package.state, package.returned_at, package.return_reason) == (800, LATER, "Too small")
    assert set(package.packageitem_set.values_list("state", "live")) == {(800, True)}
    assert list(OrderItem.objects.values_list("state", flat=True)) == [600, 600]
    assert Order.objects.get().state == OrderStatus.REFUNDED
    assert (stock.on_hand, stock.reserved) == (6, 0)
    assert Invoice.objects.values().get() == invoice
    event = OrderEvent.objects.get(kind="package.returned")
    assert event.data["changes"] == {
        "state": [int(state), 800],
        "returned_at": [None, "2026-11-21T13:00:00Z"],
        "return_reason": ["", "Too small"],
    }
    assert OrderEvent.objects.latest("pk").kind == "order.progressed"


def test_an_order_of_which_only_a_part_came_back_stays_where_its_rest_is():
    shop = factories.channel()
    first = factories.draft(channel=shop)
    factories.receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.SHIPPED)
    more = replace(first, items=(*first.items, factories.item()), remote_modified=LATER)
    factories.receive(more, channel=shop, at=LATER)

    packages.take_back(package.pk, reason="Torn", by="test", at=LATER)

    order = Order.objects.get()
    assert list(order.orderitem_set.order_by("pk").values_list("state", flat=True)) == [600, 400]
    assert order.state == OrderStatus.APPROVED


def test_what_is_not_counted_here_makes_no_row_of_stock():
    package = factories.package(state=PackageStatus.SHIPPED)

    packages.take_back(package.pk, reason="Refused", by="test", at=NOON)

    assert Stock.objects.count() == 0


def test_a_return_needs_a_reason_and_comes_once():
    package = two_units(state=PackageStatus.SHIPPED)
    stock = shelf_of(package, on_hand=0)
    with pytest.raises(Invalid) as caught:
        commands.run(TAKE_BACK, package.pk, {"reason": " "}, by="test", at=NOON)
    assert caught.value.errors == {"reason": "A text is needed."}

    packages.take_back(package.pk, reason="Torn", by="test", at=NOON)
    with pytest.raises(IllegalMove, match="Take back: not possible while Returned"):
        packages.take_back(package.pk, reason="Torn", by="test", at=NOON)

    stock.refresh_from_db()
    assert stock.on_hand == 2
    assert OrderEvent.objects.filter(kind="package.returned").count() == 1


@pytest.mark.parametrize("model", ["package", "packageitem"])
def test_the_state_has_the_row_that_the_api_shows(model):
    row = State.objects.get(content_type__model=model, enum_value="800")

    assert row.enum_class == "PackageStatus"
    assert row.translations == {"en-us": {"name": "Returned"}, "tr-tr": {"name": "İade Edildi"}}
