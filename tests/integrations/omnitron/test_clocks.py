"""A clock that runs ahead, at the hub or once in our rows, hides no later word of the hub."""

from datetime import datetime, timedelta

from integrations.models import PullCursor, ReconciledDay
from integrations.omnitron.reconcile import reconcile
from orders.models import Order, OrderEvent
from orders.workflow import OrderStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.raw_hub import order, unit

AHEAD = (NOW + timedelta(days=3)).isoformat()
SOON = NOW + timedelta(minutes=5)
CANCELLED = {
    "status": "100",
    "notes": "clock was ahead",
    "orderitem_set": [unit(90004, 90001, status="100")],
}


def test_a_word_stamped_ahead_ranks_by_when_it_was_received(take):
    assert take(order(modified_date=AHEAD)) == {"new": 1}
    assert NOW <= Order.objects.get().remote_modified < SOON

    later = order(modified_date=(NOW + timedelta(minutes=1)).isoformat(), **CANCELLED)

    assert take(later, now=SOON) == {"changed": 1}
    assert Order.objects.get().state == OrderStatus.CANCELLED


def test_the_same_word_stamped_ahead_says_nothing_again_and_moves_no_rank(take):
    take(order(modified_date=AHEAD))
    events, rank = OrderEvent.objects.count(), Order.objects.get().remote_modified

    assert take(now=SOON) == {"unchanged": 1}

    assert Order.objects.get().remote_modified == rank
    assert OrderEvent.objects.count() == events


def test_a_rank_of_an_earlier_release_that_lies_ahead_ranks_above_nothing(take):
    take(order())
    Order.objects.update(remote_modified=NOW + timedelta(days=3))

    assert take(order(modified_date=(NOW - timedelta(minutes=1)).isoformat(), **CANCELLED)) == {
        "changed": 1
    }
    assert Order.objects.get().remote_modified == NOW - timedelta(minutes=1)


def test_the_comparison_repairs_what_a_clock_that_was_ahead_has_hidden(take, shop, raw_hub):
    take(order())
    hidden = NOW - timedelta(hours=2)
    Order.objects.update(remote_modified=NOW - timedelta(hours=1))  # of a stamp two hours ahead
    assert take(order(modified_date=hidden.isoformat(), **CANCELLED)) == {"unchanged": 1}

    run = reconcile(shop.pk, days=7, by="system", now=NOW)

    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert Order.objects.get().remote_modified == hidden
    (day,) = run.days.all()
    assert (day.differing, day.repaired) == (1, 1)


def test_the_comparison_repairs_an_order_whose_stamp_went_back_before_its_days(take, shop):
    take(order())
    Order.objects.update(remote_modified=NOW - timedelta(hours=1))
    take(order(modified_date=(NOW - timedelta(days=20)).isoformat(), **CANCELLED))

    reconcile(shop.pk, days=7, by="system", now=NOW)

    assert Order.objects.get().state == OrderStatus.CANCELLED


def test_the_comparison_does_not_report_a_clock_ahead_every_night(take, shop):
    take(order(modified_date=AHEAD))

    reconcile(shop.pk, days=7, by="system", now=SOON)

    assert not ReconciledDay.objects.filter(differing__gt=0).exists()


def test_the_watermark_never_runs_ahead_of_our_clock(take):
    take(order(modified_date=(NOW + timedelta(minutes=4)).isoformat()))

    assert PullCursor.objects.get().watermark == NOW


def test_a_stamp_of_the_past_is_the_rank_as_it_stands(take):
    take(order())

    assert Order.objects.get().remote_modified == datetime.fromisoformat(order()["modified_date"])
