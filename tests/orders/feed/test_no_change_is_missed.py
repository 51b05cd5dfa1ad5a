"""Four writers, one killed, transactions held open, a broken subscriber: nothing is missed."""

import logging

import pytest

from orders.models import FanoutEntry, OrderEvent
from tests.orders.feed.storm import Feed, Increments, run

pytestmark = pytest.mark.django_db(transaction=True)


def broken_for_some(event):
    """Fail on every tenth order."""
    if event.order_id % 10 == 0:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("changes", "pause"),
    [(10_000, 0.5), pytest.param(100_000, 3, marks=pytest.mark.faults)],
)
def test_no_change_is_missed_and_none_is_doubled(api, settings, changes, pause, caplog):
    settings.ORDER_EVENT_SUBSCRIBERS = [f"{__name__}.broken_for_some"]
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
    caplog.set_level(logging.CRITICAL, logger="orders.relay")
    feed, increments = Feed(api()), Increments(api())

    killed = run([feed, increments], changes=changes, pause=pause)

    assert OrderEvent.objects.count() >= changes
    assert killed
    assert FanoutEntry.objects.filter(failures__gt=0).exists()
    assert (feed.missed(), feed.doubled()) == ([], [])
    assert increments.missed() == []
    positions = OrderEvent.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, OrderEvent.objects.count() + 1))
