"""Many hands on one order, one block and the last pieces: one of them wins, and all are told."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.vijaysales import cancelling
from orders import workflow
from orders.commands import packages, placing, stock
from orders.models import Order, OrderItem, Stock, StockReservation
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CABLE,
    CANCEL,
    ONE_PHONE,
    blocked,
    order_of,
    placed,
    shelf,
)
from tests.integrations.vijaysales.conftest import Caller, an_order, partner_of
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def twins(caller, count):
    """Return so many clients of one partner, for a client is one thread's."""
    return [Caller(caller.partner, caller.told) for _ in range(count)]


def meet(monkeypatch, module, name, count=2):
    """Hold each caller of a function until so many are there; behind a lock they never meet."""
    meeting, really = threading.Barrier(count), getattr(module, name)

    def held(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.7)
        return really(*args, **kwargs)

    monkeypatch.setattr(module, name, held)


def outcomes(answers):
    return Counter(answer.json().get("errorCode", "done") for answer in answers)


def test_twenty_who_send_one_order_at_once_get_one_order_and_one_answer(shop, vijay):
    answers = in_threads([lambda c=c: c.post("orders", an_order()) for c in twins(vijay, 20)])

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 19
    assert (Order.objects.count(), OrderItem.objects.count()) == (1, 3)
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 2), (10, 1))


def test_of_two_orders_from_one_block_one_is_placed(shop, vijay, monkeypatch):
    block = blocked(vijay, ("245179", 2), ("C-1", 1))
    meet(monkeypatch, placing.stock, "consume")

    answers = in_threads(
        [
            lambda n=n, c=c: c.post(
                "orders", an_order(blockId=block["blockId"], partnerOrderId=f"VS-{n}")
            )
            for n, c in enumerate(twins(vijay, 2))
        ]
    )

    assert outcomes(answers) == {"done": 1, "BLOCK_ALREADY_USED": 1}
    assert Order.objects.count() == 1
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 2), (10, 1))


def test_the_last_pieces_go_to_as_many_as_there_are(shop, vijay):
    answers = in_threads(
        [
            lambda n=n, c=c: c.post("orders", an_order(**ONE_PHONE, partnerOrderId=f"VS-{n}"))
            for n, c in enumerate(twins(vijay, 8))
        ]
    )

    assert outcomes(answers) == {"done": 3, "INSUFFICIENT_STOCK": 5}
    assert (Order.objects.count(), shelf(shop.phone)) == (3, (3, 3))


def test_a_block_that_expires_while_it_is_used_is_an_order_or_free_again(shop, vijay):
    Stock.objects.update(on_hand=100)
    callers, seen = twins(vijay, 2), Counter()
    for n in range(24):
        block = blocked(vijay, ("C-1", 1), reference=f"cart-{n}")
        over = timezone.now() + timedelta(milliseconds=8 * (n % 12) - 20)
        StockReservation.objects.filter(block_id=block["blockId"]).update(expires_at=over)
        body = an_order(
            blockId=block["blockId"], partnerOrderId=f"VS-{n}", items=[CABLE], shippingCharge=0,
            orderAmount=500,
        )  # fmt: skip
        answer, _swept = in_threads(
            [lambda body=body: callers[0].post("orders", body), stock.expire_due]
        )
        stock.expire_due()
        seen[answer.json().get("errorCode", "done")] += 1

    assert seen.keys() <= {"done", "BLOCK_EXPIRED"}
    assert shelf(shop.cable) == (100, seen["done"] + still_open())
    assert Order.objects.count() == seen["done"]
    assert StockReservation.objects.filter(status="consumed").count() == seen["done"]


def still_open():
    return StockReservation.objects.filter(status="active").count()


def test_of_a_cancellation_and_a_packing_one_wins(shop, vijay, monkeypatch):
    order = order_of(placed(vijay))
    package = order.packages.get()
    meet(monkeypatch, workflow, "require")

    def pack():
        try:
            packages.pack(package.pk, by="test", at=NOON)
            factories.ship(package)
        except IllegalMove:
            return "too late"
        return "sent"

    def cancel():
        return vijay.post(f"orders/{order.pk}/cancel", CANCEL)

    packing, answer = in_threads([pack, cancel])

    order.refresh_from_db()
    package.refresh_from_db()
    ends = (packing, answer.status_code, order.state, package.state, shelf(shop.phone))
    assert ends in {
        ("sent", 422, OrderStatus.SHIPPED, PackageStatus.SHIPPED, (1, 0)),
        ("too late", 200, OrderStatus.CANCELLED, PackageStatus.CANCELLED, (3, 0)),
    }


def test_two_parts_cancelled_at_once_are_never_the_same_units(shop, vijay, monkeypatch):
    placed(vijay, items=[CABLE | {"quantity": 6}], shippingCharge=0, orderAmount=3000)
    meet(monkeypatch, cancelling, "_chosen")
    part = CANCEL | {"items": [{"vanNo": "C-1", "quantity": 3}]}

    answers = in_threads([lambda c=c: c.post("orders/VS-1/cancel", part) for c in twins(vijay, 2)])

    assert outcomes(answers) == {"done": 2}
    assert OrderItem.objects.filter(cancelled_at=None).count() == 0
    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert shelf(shop.cable) == (10, 0)


def test_a_part_sent_twice_at_once_under_one_id_is_cancelled_once(shop, vijay):
    placed(vijay, items=[CABLE | {"quantity": 6}], shippingCharge=0, orderAmount=3000)
    part = CANCEL | {"items": [{"vanNo": "C-1", "quantity": 2}], "cancelRequestId": "c-1"}

    answers = in_threads([lambda c=c: c.post("orders/VS-1/cancel", part) for c in twins(vijay, 6)])

    assert len({answer.content for answer in answers}) == 1
    assert OrderItem.objects.filter(cancelled_at=None).count() == 4
    assert shelf(shop.cable) == (10, 4)


def test_two_channels_that_use_one_number_at_once_both_get_their_order(shop, vijay, monkeypatch):
    other = partner_of(factories.channel(default_location=shop.location), name="Other")
    placed(vijay, **ONE_PHONE, partnerOrderId="VS-0")  # whose city nobody waits for any more
    meet(monkeypatch, placing, "codes_for")

    answers = in_threads(
        [lambda c=c: c.post("orders", an_order(**ONE_PHONE)) for c in (vijay, other)]
    )

    assert outcomes(answers) == {"done": 2}
    codes = {answer.json()["data"]["orderNumber"] for answer in answers}
    assert len(codes) == 2
    assert "VS-1" in codes
    assert shelf(shop.phone) == (3, 3)


def test_two_partners_of_a_channel_who_use_one_number_at_once_get_one_order(
    shop, vijay, monkeypatch
):
    other = partner_of(shop.channel, name="Other")
    placed(vijay, **ONE_PHONE, partnerOrderId="VS-0")  # whose city nobody waits for any more
    meet(monkeypatch, placing, "codes_for")

    answers = in_threads(
        [lambda c=c: c.post("orders", an_order(**ONE_PHONE)) for c in (vijay, other)]
    )

    assert outcomes(answers) == {"done": 1, "PARTNER_ORDER_ID_REUSED": 1}
    assert (Order.objects.count(), shelf(shop.phone)) == (2, (3, 2))
