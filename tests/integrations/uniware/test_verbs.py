"""What a partner may do to an order: each change, and that a refusal changes nothing."""

import pytest

from orders.models import Order, OrderEvent
from orders.workflow import OrderStatus
from tests import factories
from tests.integrations.uniware.speech import DONE, UNKNOWN_ORDER, last_event, refusal

OF_AN_ORDER = {
    "/oms/saleOrder/hold": {},
    "/oms/saleOrder/unhold": {},
    "/oms/saleOrder/setPriority": {"priority": 1},
    "/oms/saleOrder/verify": {},
    "/oms/saleOrder/cancel": {},
}


@pytest.fixture
def order(db):
    return factories.order()


def test_an_order_is_held_and_released(desk, order):
    named = {"saleOrderCode": order.code}

    assert desk.ask("/oms/saleOrder/hold", named) == DONE
    order.refresh_from_db()
    assert order.held_at is not None
    assert last_event(order) == ("order.held", "token:client0")

    assert desk.ask("/oms/saleOrder/unhold", named) == DONE
    order.refresh_from_db()
    assert order.held_at is None
    assert last_event(order) == ("order.released", "token:client0")


def test_what_is_not_held_cannot_be_released(desk, order):
    told = refusal(desk.ask("/oms/saleOrder/unhold", {"saleOrderCode": order.code}))

    assert told[:3] == (100071, "INVALID_SALE_ORDER_STATE", None)
    assert told[3] == "The order is not held."


def test_a_priority_is_set(desk, order):
    sent = {"saleOrderCode": order.code, "priority": 7}

    assert desk.ask("/oms/saleOrder/setPriority", sent) == DONE
    order.refresh_from_db()
    assert order.priority == 7
    assert last_event(order) == ("order.prioritised", "token:client0")


@pytest.mark.parametrize("wrong", ["7", 1.5, True, 2**31, [], {}])
def test_a_priority_is_a_whole_number(desk, order, wrong):
    sent = {"saleOrderCode": order.code, "priority": wrong}

    told = refusal(desk.ask("/oms/saleOrder/setPriority", sent))

    assert told[:3] == (100085, "INVALID_API_REQUEST", "priority")
    order.refresh_from_db()
    assert order.priority == 0


def test_a_priority_must_be_there(desk, order):
    told = refusal(desk.ask("/oms/saleOrder/setPriority", {"saleOrderCode": order.code}))

    assert told == (1001, "MISSING_REQUIRED_PARAMETERS", "priority", "priority is required")


def test_an_order_of_the_hub_is_not_verified_here(desk, db):
    waiting = factories.order(status=OrderStatus.CONFIRMATION_WAITING)

    told = refusal(desk.ask("/oms/saleOrder/verify", {"saleOrderCode": waiting.code}))

    assert told[:2] == (100074, "UNABLE_TO_VERIFY_ORDER")
    assert told[3] == "Omnitron decides when this order is approved."


def test_an_order_that_was_placed_here_is_verified(desk, db):
    waiting = factories.order(status=OrderStatus.CONFIRMATION_WAITING)
    Order.objects.filter(pk=waiting.pk).update(omnitron_id=None)  # as the commands place them

    assert desk.ask("/oms/saleOrder/verify", {"saleOrderCode": waiting.code}) == DONE
    waiting.refresh_from_db()
    assert waiting.state == OrderStatus.APPROVED
    approved = OrderEvent.objects.get(order=waiting, kind="order.approved")
    assert approved.by == "token:client0"


@pytest.mark.parametrize("path", OF_AN_ORDER)
def test_an_order_without_a_name_is_told_which_field(desk, path):
    for body in (OF_AN_ORDER[path], OF_AN_ORDER[path] | {"saleOrderCode": ""}):
        assert refusal(desk.ask(path, body)) == (
            1001,
            "MISSING_REQUIRED_PARAMETERS",
            "saleOrderCode",
            "saleOrderCode is required",
        )


@pytest.mark.parametrize("path", OF_AN_ORDER)
def test_a_foreign_order_is_answered_as_one_that_does_not_exist(api, path):
    mine, theirs = factories.channel(), factories.channel()
    order = factories.order(channel=theirs)
    desk = api(channels=[mine.pk])
    before = OrderEvent.objects.count()

    foreign = desk.post(path, OF_AN_ORDER[path] | {"saleOrderCode": order.code})
    missing = desk.post(path, OF_AN_ORDER[path] | {"saleOrderCode": "no-such-order"})

    assert foreign.content == missing.content
    assert foreign.json() == UNKNOWN_ORDER
    assert OrderEvent.objects.count() == before


def test_two_channels_with_one_number_are_told_apart_by_the_code(desk, db):
    one, two = (factories.order(number="77") for _ in range(2))
    assert (one.code, two.code) == ("77", f"77-{two.channel.omnitron_id}")

    assert desk.ask("/oms/saleOrder/hold", {"saleOrderCode": two.code}) == DONE

    held = Order.objects.exclude(held_at=None)
    assert list(held) == [two]
