"""Two orders with one number: the second waits under its own key, and nothing is forgotten."""

import pytest

from integrations.models import Quarantined
from integrations.omnitron.chosen import Result, pull_numbers
from integrations.omnitron.reconcile import reconcile
from orders.models import Order, OrderItem
from orders.workflow import OrderStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.raw_hub import order, unit

NUMBER = "I40-DUP-NUMBER"
SAID = f"Order number: {NUMBER} already exists in Shop channel!"


def first(stamp="2026-11-20T10:00:05Z", status="400", number=NUMBER):
    units = [unit(90404, 90401, status=status)]
    return order(90401, number, status=status, orderitem_set=units, modified_date=stamp)


def second(stamp="2026-11-20T10:00:06Z", status="400"):
    units = [unit(90408, 90405, status=status)]
    return order(90405, NUMBER, status=status, orderitem_set=units, modified_date=stamp)


def waiting():
    rows = Quarantined.objects.filter(resolved_at=None)
    return list(rows.values_list("remote_id", "cause", "remote_status", "reason"))


def taken():
    return list(Order.objects.order_by("omnitron_id").values_list("omnitron_id", "number"))


@pytest.fixture
def both(take):
    assert take(first(), second()) == {"new": 1, "quarantined": 1}
    return take


def test_the_first_is_taken_and_the_second_waits_under_its_key(both):
    assert taken() == [(90401, NUMBER)]
    assert waiting() == [("90405", "twin", 400, SAID)]


def test_the_second_waits_also_where_it_comes_in_a_pull_of_its_own(take):
    take(first())

    assert take(second()) == {"quarantined": 1, "unchanged": 1}
    assert waiting() == [("90405", "twin", 400, SAID)]


def test_the_cancellation_of_the_second_is_shown(both):
    both(second("2026-11-20T10:02:00Z", status="100"))

    assert waiting() == [("90405", "twin", 100, SAID)]
    assert Order.objects.get().state == OrderStatus.APPROVED


def test_a_change_of_the_first_leaves_the_second_where_it_waits(both):
    assert both(first("2026-11-20T10:03:00Z") | {"notes": "ring"})["changed"] == 1

    assert waiting() == [("90405", "twin", 400, SAID)]


def test_the_second_is_taken_in_when_the_first_is_cancelled(both):
    both(first("2026-11-20T10:03:00Z", status="100"))

    assert taken() == [(90401, NUMBER), (90405, NUMBER)]
    assert waiting() == []
    codes = Order.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == [NUMBER, f"{NUMBER}-1"]


def test_the_second_is_taken_in_when_the_first_is_renumbered(both):
    both(first("2026-11-20T10:03:00Z", number="I40-OTHER"))

    assert taken() == [(90401, "I40-OTHER"), (90405, NUMBER)]
    assert waiting() == []


def test_the_second_is_taken_in_when_the_hub_has_the_first_no_more(both, shop, raw_hub):
    del raw_hub.orders[90401]

    reconcile(shop.pk, days=7, by="system", now=NOW)

    lost = Order.objects.get(omnitron_id=90401)
    assert (lost.gone_at, lost.held_at) == (NOW, NOW)
    assert taken() == [(90401, NUMBER), (90405, NUMBER)]
    assert waiting() == []


def test_a_first_that_comes_back_to_life_waits_in_its_turn(both):
    both(first("2026-11-20T10:03:00Z", status="100"))

    assert both(first("2026-11-20T10:04:00Z"))["quarantined"] == 1

    assert waiting() == [("90401", "twin", 400, SAID)]
    states = dict(Order.objects.values_list("omnitron_id", "state"))
    assert states == {90401: OrderStatus.CANCELLED, 90405: OrderStatus.APPROVED}


def test_renumbering_into_the_number_of_another_waits_and_is_still_cancelled(take):
    take(first(), order(90405, "FREE", orderitem_set=[unit(90408, 90405)]))

    take(second("2026-11-20T10:03:00Z", status="100"))

    assert waiting() == [("90405", "twin", 100, SAID)]
    assert Order.objects.get(omnitron_id=90405).state == OrderStatus.CANCELLED


def test_whoever_names_the_number_is_told_the_published_sentence(both, shop):
    (result,) = pull_numbers([shop], [NUMBER], by="test", now=NOW)

    assert result == Result(NUMBER, (SAID,))


def test_whoever_names_a_number_of_two_gets_the_first(shop, raw_hub):
    raw_hub.put(first(), second())

    assert pull_numbers([shop], [NUMBER], by="test", now=NOW) == [Result(NUMBER)]
    assert taken() == [(90401, NUMBER)]
    assert waiting() == [("90405", "twin", 400, SAID)]


def test_what_the_settings_refuse_is_taken_in_by_the_comparison_once_they_admit_it(
    take, shop, settings
):
    settings.MIN_ORDER_OMNITRON_ID = 100_000
    assert take(order()) == {"refused": 1}
    assert waiting() == []

    settings.MIN_ORDER_OMNITRON_ID = 90_000
    reconcile(shop.pk, days=7, by="system", now=NOW)

    assert OrderItem.objects.count() == 1
