"""The gift note that a shopper wrote goes with the goods to the point of sale."""

from decimal import Decimal

import pytest

from tests import factories
from tests.integrations.pos.bodies import body, shipped

pytestmark = pytest.mark.django_db


def messages(order):
    items = body(shipped(order))["invoiceDetails"]["invoiceItems"]
    return [unit["giftWrap"]["giftWrapMessage"] for item in items for unit in item["orderItems"]]


def test_every_unit_bears_the_note_of_its_order():
    units = [factories.item(), factories.item()]
    order = factories.order(items=units, has_gift_box=True, gift_box_note="İyi ki doğdun")

    assert messages(order) == ["İyi ki doğdun", "İyi ki doğdun"]


def test_words_for_one_unit_go_before_those_of_the_order():
    order = factories.order(has_gift_box=True, gift_box_note="For all")
    order.orderitem_set.update(gift_wrap_message="For this one")

    assert messages(order) == ["For this one"]


def test_without_a_note_there_is_none():
    assert messages(factories.order(has_gift_box=True, gift_box_note=None)) == [None]


def test_the_price_of_a_unit_is_the_sum_that_the_page_names():
    order = factories.order(
        items=[factories.item(), factories.item()],
        shipping_amount=Decimal("32.37"),
        cod_amount=Decimal("25.00"),
        gift_wrap_amount=Decimal("9.51"),
    )

    told = body(shipped(order))["invoiceDetails"]["invoiceItems"]

    units = [unit for item in told for unit in item["orderItems"]]
    sums = [
        unit["orderItemPrice"]["sellingPrice"]
        + unit["orderItemPrice"]["shippingCharges"]
        + unit["orderItemPrice"]["cashOnDeliveryCharges"]
        + unit["giftWrap"]["giftWrapCharges"]
        for unit in units
    ]
    assert [unit["orderItemPrice"]["totalPrice"] for unit in units] == sums
    assert sum(sums) == order.amount
