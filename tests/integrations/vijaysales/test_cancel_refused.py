"""What can no longer be cancelled, or is not named well, is refused whole."""

import pytest

from orders.commands import packages
from orders.models import Order, OrderEvent
from orders.workflow import OrderStatus
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CABLE,
    CANCEL,
    ONE_PHONE,
    PHONE,
    cancel,
    left,
    order_of,
    packed,
    placed,
    refusal,
    second_location,
    shelf,
    shipped,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"vanNo": "245179", "quantity": 3}], (9035, "QUANTITY_EXCEEDS_OPEN")),
        ([{"vanNo": "C-1", "quantity": 1}, {"lineId": "b", "quantity": 1}],
         (9035, "QUANTITY_EXCEEDS_OPEN")),
        ([{"vanNo": "X-1", "quantity": 1}], (9011, "VALIDATION_FAILED")),
        ([{"itemId": "1-9", "quantity": 1}], (9011, "VALIDATION_FAILED")),
        ([{"vanNo": "C-1", "quantity": 0}], (9011, "VALIDATION_FAILED")),
        ([{"vanNo": "C-1", "lineId": "b", "quantity": 1}], (9011, "VALIDATION_FAILED")),
        ([{"quantity": 1}], (9011, "VALIDATION_FAILED")),
    ],
)  # fmt: skip
def test_a_wrong_part_cancels_nothing_of_the_right_ones(shop, vijay, items, expected):
    placed(vijay)
    before = OrderEvent.objects.count()

    answer = cancel(vijay, {"lineId": "a", "quantity": 1}, *items)

    assert refusal(answer) == (422, *expected)
    assert (left(), OrderEvent.objects.count(), shelf(shop.phone)) == (3, before, (3, 2))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, 9010, "MISSING_PARAMETER")),
        ({"reasonCode": "OTHER"}, (400, 9010, "MISSING_PARAMETER")),
        ({"reasonCode": "BORED"}, (422, 9011, "VALIDATION_FAILED")),
        (CANCEL | {"reason": "x" * 101}, (422, 9011, "VALIDATION_FAILED")),
        (CANCEL | {"items": []}, (422, 9011, "VALIDATION_FAILED")),
    ],
)
def test_a_reason_is_needed(shop, vijay, body, expected):
    placed(vijay)

    assert refusal(vijay.post("orders/VS-1/cancel", body)) == expected
    assert left() == 3


@pytest.mark.parametrize(
    ("walk", "status"),
    [(packed, "PACKED"), (shipped, "SHIPPED")],
    ids=["packed and billed", "shipped"],
)
@pytest.mark.parametrize("items", [[], [{"vanNo": "C-1", "quantity": 1}]])
def test_what_is_packed_is_no_longer_cancelled_and_its_status_is_told(
    shop, vijay, walk, status, items
):
    walk(order_of(placed(vijay)))
    before = OrderEvent.objects.count()

    answer = cancel(vijay, *items)

    assert refusal(answer) == (422, 9034, "NOT_CANCELLABLE")
    assert [told["status"] for told in answer.json()["details"]] == [status]
    assert (left(), OrderEvent.objects.count()) == (3, before)


def test_the_units_that_are_the_least_far_go_first_and_no_further_ones(shop, vijay):
    second_location(shop, (shop.phone, 5))
    lines = [PHONE, CABLE, PHONE | {"lineId": "c", "quantity": 4}]
    order = order_of(placed(vijay, items=lines, shippingCharge=0, orderAmount="350450"))
    away = order.packages.get(stock_location__erp_code="GOA1")
    packages.pack(away.pk, by="test", at=NOON)

    refused = cancel(vijay, {"vanNo": "245179", "quantity": 1})

    assert refusal(refused) == (422, 9034, "NOT_CANCELLABLE")
    assert cancel(vijay, {"vanNo": "C-1", "quantity": 1}).status_code == 200
    assert left() == 5


def test_what_came_back_is_no_longer_cancelled(shop, vijay):
    order = order_of(placed(vijay))
    package = shipped(order)
    packages.take_back(package.pk, reason="Too small", by="test", at=NOON)

    answer = cancel(vijay)

    assert refusal(answer) == (422, 9034, "NOT_CANCELLABLE")
    assert answer.json()["details"][0]["status"] == "RETURNED"
    assert Order.objects.get().state == OrderStatus.REFUNDED


def test_a_name_that_fits_two_orders_is_not_guessed(shop, vijay):
    first = order_of(placed(vijay))
    second = order_of(placed(vijay, **ONE_PHONE | {"partnerOrderId": str(first.pk)}))

    answer = cancel(vijay, order=str(first.pk))
    assert answer.status_code == 422
    assert "by=orderId or by=partnerOrderId" in answer.json()["error"]
    assert not Order.objects.filter(state=OrderStatus.CANCELLED).exists()

    answer = vijay.post(f"orders/{first.pk}/cancel?by=partnerOrderId", CANCEL)
    assert answer.json()["data"]["orderId"] == str(second.pk)
