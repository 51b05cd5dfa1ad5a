"""Cancelling: all of it or so many units of a line, before they are packed, each unit once."""

import pytest

from integrations.vijaysales.fields import moment
from orders.commands import cancelling
from orders.models import OrderEvent, OrderItem
from orders.workflow import OrderStatus, PackageStatus
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    AT_NOON,
    CABLE,
    CANCEL,
    cancel,
    left,
    order_of,
    placed,
    refusal,
    shelf,
)

pytestmark = pytest.mark.django_db


def test_a_whole_order_is_cancelled_and_told_whole(shop, vijay):
    told = placed(vijay)
    answer = cancel(vijay, reason="Changed her mind")

    order = order_of(told)
    assert answer.json() == {
        "data": {
            "orderId": told["orderId"],
            "status": "CANCELLED",
            "cancelledItems": [
                {"itemId": f"{order.pk}-1", "quantity": 2},
                {"itemId": f"{order.pk}-2", "quantity": 1},
            ],
            "refund": {"amount": "140479.00", "mode": "PREPAID", "status": "PENDING"},
            "cancelledAt": moment(order.orderitem_set.first().cancelled_at),
        }
    }
    assert (order.state, left()) == (OrderStatus.CANCELLED, 0)
    assert order.packages.get().state == PackageStatus.CANCELLED
    assert set(OrderItem.objects.values_list("cancel_reason", flat=True)) == {
        "CUSTOMER_REQUEST: Changed her mind"
    }
    assert OrderEvent.objects.get(kind="order.cancelled").by == f"token:{vijay.partner.name}"
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 0), (10, 0))


def test_to_cancel_it_again_gets_the_first_answer_whatever_the_reason(shop, vijay):
    placed(vijay)
    first = cancel(vijay)

    for again in (
        cancel(vijay),
        cancel(vijay, reasonCode="OTHER", reason="again"),
        vijay.send("PUT", "orders/VS-1/cancel", CANCEL),
        vijay.post("orders/VS-1/cancel", CANCEL, **{"Idempotency-Key": "k"}),
    ):
        assert (again.status_code, again.content) == (200, first.content)
        assert again["Idempotent-Replayed"] == "true"
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1
    assert shelf(shop.phone) == (3, 0)


NOTHING = {"amount": "0.00", "mode": "PREPAID", "status": "NOT_APPLICABLE"}


def test_what_is_left_after_a_part_is_paid_back_alone(shop, vijay):
    told = placed(vijay)
    first = cancel(vijay, {"vanNo": "245179", "quantity": 1}).json()["data"]

    answer = cancel(vijay).json()["data"]

    assert [one["refund"]["amount"] for one in (first, answer)] == ["70014.42", "70464.58"]
    assert answer["status"] == "CANCELLED"
    assert answer["cancelledItems"] == [
        {"itemId": item["itemId"], "quantity": 1} for item in told["items"]
    ]


def test_an_order_that_was_cancelled_piece_by_piece_is_not_paid_back_again(shop, vijay):
    placed(vijay)
    cancel(vijay, {"vanNo": "C-1", "quantity": 1})
    last = cancel(vijay, {"vanNo": "245179", "quantity": 2}).json()["data"]

    answer = cancel(vijay)

    assert answer.status_code == 200
    assert answer.json()["data"] == last | {"cancelledItems": [], "refund": NOTHING}
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 1


def test_an_order_that_we_cancelled_is_told_as_cancelled_without_a_refund(shop, vijay):
    order = order_of(placed(vijay))
    cancelling.cancel(order.pk, reason="no stock", by="staff:ali", at=NOON)

    assert cancel(vijay).json()["data"] == {
        "orderId": str(order.pk),
        "status": "CANCELLED",
        "cancelledItems": [],
        "refund": NOTHING,
        "cancelledAt": AT_NOON,
    }


def test_a_part_is_cancelled_by_each_name_of_its_line(shop, vijay):
    told = placed(vijay)
    first = told["items"][0]

    one = cancel(vijay, {"lineId": "a", "quantity": 1}).json()["data"]
    assert one["cancelledItems"] == [{"itemId": first["itemId"], "quantity": 1}]
    assert one["refund"] == {"amount": "70014.42", "mode": "PREPAID", "status": "PENDING"}
    assert (one["status"], left(), shelf(shop.phone)) == ("CONFIRMED", 2, (3, 1))

    two = cancel(vijay, {"itemId": first["itemId"], "quantity": 1}).json()["data"]
    assert (two["status"], left(), shelf(shop.phone)) == ("CONFIRMED", 1, (3, 0))
    three = cancel(vijay, {"vanNo": "C-1", "quantity": 1}).json()["data"]
    assert (three["status"], left(), shelf(shop.cable)) == ("CANCELLED", 0, (10, 0))
    assert three["refund"]["amount"] == "450.16"

    lines = vijay.get("orders/VS-1").json()["data"]["items"]
    assert [(line["quantity"], line["cancelledQuantity"]) for line in lines] == [(2, 2), (1, 1)]


def test_a_part_without_an_id_is_cancelled_each_time_until_nothing_is_left(shop, vijay):
    placed(vijay)
    phone = {"vanNo": "245179", "quantity": 1}

    answers = [cancel(vijay, phone) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert refusal(answers[2]) == (422, 9035, "QUANTITY_EXCEEDS_OPEN")
    assert answers[2].json()["details"] == [
        {"field": "items[0].quantity", "message": "0 of it are open.", "open": 0}
    ]


def test_a_part_with_an_id_is_cancelled_once(shop, vijay):
    placed(vijay)
    phone = {"vanNo": "245179", "quantity": 1}

    first = cancel(vijay, phone, cancelRequestId="c-1")
    again = cancel(vijay, phone, cancelRequestId="c-1")
    other = cancel(vijay, phone | {"quantity": 2}, cancelRequestId="c-1")

    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert refusal(other) == (422, 9026, "IDEMPOTENCY_KEY_REUSED")
    assert left() == 2


def test_the_same_id_is_good_in_another_order(shop, vijay):
    placed(vijay, items=[CABLE], shippingCharge=0, orderAmount=500)
    placed(vijay, items=[CABLE], shippingCharge=0, orderAmount=500, partnerOrderId="VS-2")

    for order in ("VS-1", "VS-2"):
        answer = cancel(vijay, {"vanNo": "C-1", "quantity": 1}, order=order, cancelRequestId="c")
        assert (answer.status_code, "Idempotent-Replayed" in answer) == (200, False)


def test_nothing_is_paid_back_where_nothing_was_paid(shop, vijay):
    placed(vijay, payment={"mode": "COD"})

    assert cancel(vijay).json()["data"]["refund"] == {
        "amount": "0.00",
        "mode": "COD",
        "status": "NOT_APPLICABLE",
    }
