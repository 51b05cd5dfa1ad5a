"""Cancelling: an order, a unit by its code, and only what the partner sees."""

import pytest

from orders.models import OrderEvent, OrderItem
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.integrations.uniware.speech import DONE, last_event, refusal
from tests.moving import split


@pytest.fixture
def order(db):
    return factories.order()


def test_an_order_is_cancelled_as_a_whole(desk, order):
    sent = {
        "saleOrderCode": order.code,
        "cancelPartially": False,
        "cancelOnChannel": True,
        "cancelledBySeller": True,
        "cancellationReason": "Customer asked",
    }

    assert desk.ask("/oms/saleOrder/cancel", sent) == DONE
    order.refresh_from_db()
    assert order.state == OrderStatus.CANCELLED
    assert order.orderitem_set.get().cancel_reason == "Customer asked"
    assert last_event(order)[1] == "token:client0"


def test_one_unit_is_cancelled_by_the_code_that_the_order_shows(desk, db):
    shirt = factories.product(sku="SHIRT-1")
    units = (factories.item(product=shirt), factories.item(product=shirt))
    order = factories.order(items=units)
    shown = desk.ask("/oms/saleorder/get", {"code": order.code})["saleOrderDTO"]["saleOrderItems"]
    assert [unit["code"] for unit in shown] == ["SHIRT-1-0", "SHIRT-1-1"]

    sent = {"saleOrderCode": order.code, "saleOrderItemCodes": ["SHIRT-1-1"]}
    assert desk.ask("/oms/saleOrder/cancel", sent) == DONE

    states = {unit["code"]: unit["id"] for unit in shown}
    kept = OrderItem.objects.get(pk=states["SHIRT-1-0"])
    gone = OrderItem.objects.get(pk=states["SHIRT-1-1"])
    assert (kept.state, gone.state) == (OrderStatus.APPROVED, OrderStatus.CANCELLED)
    assert gone.cancel_reason == "Cancelled by the partner."


def test_the_channel_always_learns_of_a_cancellation(desk, order):
    sent = {"saleOrderCode": order.code, "cancelOnChannel": False}

    told = refusal(desk.ask("/oms/saleOrder/cancel", sent))

    assert told == (
        500001,
        "FEATURE_NOT_SUPPORTED",
        "cancelOnChannel",
        "The channel always learns of a cancellation",
    )
    order.refresh_from_db()
    assert order.state == OrderStatus.APPROVED


def test_who_does_not_want_a_part_to_be_cancelled_must_name_all_that_is_left(desk, db):
    shirt = factories.product(sku="SHIRT-1")
    order = factories.order(items=[factories.item(product=shirt) for _ in range(3)])
    whole = {"saleOrderCode": order.code, "cancelPartially": False}
    before = OrderEvent.objects.count()

    part = desk.ask("/oms/saleOrder/cancel", whole | {"saleOrderItemCodes": ["SHIRT-1-1"]})

    assert refusal(part) == (
        100085,
        "INVALID_API_REQUEST",
        "cancelPartially",
        "cancelPartially is false, and this would not cancel the whole order",
    )
    assert OrderEvent.objects.count() == before
    partially = whole | {"cancelPartially": True, "saleOrderItemCodes": ["SHIRT-1-1"]}
    assert desk.ask("/oms/saleOrder/cancel", partially) == DONE
    left = whole | {"saleOrderItemCodes": ["SHIRT-1-0", "SHIRT-1-2"]}
    assert desk.ask("/oms/saleOrder/cancel", left) == DONE
    order.refresh_from_db()
    assert order.state == OrderStatus.CANCELLED


def test_a_code_that_is_no_unit_cancels_none_of_the_others(desk, db):
    shirt = factories.product(sku="SHIRT-1")
    order = factories.order(items=(factories.item(product=shirt),))
    before = OrderEvent.objects.count()

    sent = {"saleOrderCode": order.code, "saleOrderItemCodes": ["SHIRT-1-0", "SHIRT-1-1"]}
    told = refusal(desk.ask("/oms/saleOrder/cancel", sent))

    assert told == (
        40003,
        "INVALID_SALE_ORDER_ITEM_CODE",
        "saleOrderItemCodes",
        "Invalid sale order item code at position 2",
    )
    assert not OrderItem.objects.filter(state=OrderStatus.CANCELLED).exists()
    assert OrderEvent.objects.count() == before


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("cancellationReason", "x" * 101, "cancellationReason must have at most 100 characters"),
        ("cancellationReason", 5, "cancellationReason must be a string"),
        ("cancelPartially", "true", "cancelPartially must be a boolean"),
        ("cancelOnChannel", 1, "cancelOnChannel must be a boolean"),
        ("cancelledBySeller", [], "cancelledBySeller must be a boolean"),
        ("saleOrderItemCodes", "A-0", "saleOrderItemCodes must be a list of strings"),
        ("saleOrderItemCodes", [1], "saleOrderItemCodes must be a list of strings"),
        (
            "saleOrderItemCodes",
            [],
            "saleOrderItemCodes is empty: leave it out to cancel the order",
        ),
        ("saleOrderItemCodes", ["x"] * 1001, "saleOrderItemCodes must have at most 1000 entries"),
    ],
)
def test_a_field_of_a_cancellation_that_does_not_fit_is_named(desk, order, name, value, said):
    sent = {"saleOrderCode": order.code, name: value}

    told = refusal(desk.ask("/oms/saleOrder/cancel", sent))

    assert told == (100085, "INVALID_API_REQUEST", name, said)
    order.refresh_from_db()
    assert order.state == OrderStatus.APPROVED


def test_a_reason_of_a_hundred_characters_fits(desk, order):
    sent = {"saleOrderCode": order.code, "cancellationReason": "x" * 100}

    assert desk.ask("/oms/saleOrder/cancel", sent) == DONE


def test_what_is_dispatched_is_not_cancelled(desk, db):
    package = factories.package(state=PackageStatus.SHIPPED)
    before = OrderEvent.objects.count()

    told = refusal(desk.ask("/oms/saleOrder/cancel", {"saleOrderCode": package.order.code}))

    assert told[:3] == (100071, "INVALID_SALE_ORDER_STATE", None)
    assert told[3] == "Cancel the order: not possible while Shipped."
    assert OrderEvent.objects.count() == before


def test_a_partner_of_one_store_cancels_only_what_it_sees_and_names_units_as_all_do(api, db):
    store, other = factories.location(), factories.location()
    shop = factories.channel(default_location=store)
    shirt = factories.product(sku="SHIRT")
    order = factories.order(channel=shop, items=[factories.item(product=shirt) for _ in range(3)])
    elsewhere, *mine = order.orderitem_set.order_by("pk")
    split(order, elsewhere, to=other)
    desk = api(locations=[store.pk])
    named = {"saleOrderCode": order.code}

    hidden = desk.ask("/oms/saleOrder/cancel", named | {"saleOrderItemCodes": ["SHIRT-0"]})
    one = desk.ask("/oms/saleOrder/cancel", named | {"saleOrderItemCodes": ["SHIRT-1"]})
    whole = desk.ask("/oms/saleOrder/cancel", named)

    assert refusal(hidden)[1] == "INVALID_SALE_ORDER_ITEM_CODE"
    assert one == DONE
    assert refusal(whole) == (
        100071,
        "INVALID_SALE_ORDER_STATE",
        None,
        "Name the units: others of this order are not yours to see.",
    )
    left = OrderItem.objects.filter(order=order, cancelled_at=None).order_by("pk")
    assert list(left) == [elsewhere, mine[1]]
