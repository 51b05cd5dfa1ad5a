"""A release that compares more than the one before it: unchanged orders stay as they are."""

import pytest

from orders.commands import differ
from orders.models import Order, OrderEvent
from orders.relay import relay_pending
from tests.integrations.omnitron.raw_hub import order
from webhooks.models import WebhookEvent

MANY = 1000


@pytest.fixture
def released(take, monkeypatch):
    """A thousand orders of a release that did not cover the notes; now they are covered."""
    with monkeypatch.context() as earlier:
        earlier.setattr(
            differ, "ORDER_COLUMNS", tuple(n for n in differ.ORDER_COLUMNS if n != "notes")
        )
        assert take(*(order(90001 + 10 * n, notes="ring") for n in range(MANY))) == {"new": MANY}
        while relay_pending():
            pass
    monkeypatch.setattr(differ, "COVERAGE", 3)
    monkeypatch.setattr(differ, "ADDED", {**differ.ADDED, 3: frozenset({"notes"})})
    assert not Order.objects.exclude(notes=None).exists()


def everything():
    orders = Order.objects.order_by("pk").values_list("pk", "modified_date", "state")
    return list(orders), OrderEvent.objects.count(), WebhookEvent.objects.count()


def test_a_thousand_unchanged_orders_are_filled_in_without_a_word(released, take):
    before = everything()

    assert take() == {"unchanged": MANY}
    while relay_pending():
        pass

    assert everything() == before
    assert Order.objects.filter(notes="ring", content_hash__startswith="3:").count() == MANY


def test_what_changed_beside_the_upgrade_is_news(released, take):
    changed = order(90001, notes="knock", payment_type="cash", modified_date="2026-11-21T10:00:00Z")

    assert take(changed) == {"changed": 1, "unchanged": MANY - 1}

    amended = OrderEvent.objects.get(kind="order.amended")
    assert amended.data["changes"] == {"payment_type": ["credit_card", "cash"]}
    assert Order.objects.get(omnitron_id=90001).notes == "knock"


def test_a_hash_that_was_taken_otherwise_is_no_news_either(take):
    take(order())
    Order.objects.update(content_hash="0" * 64)
    events = OrderEvent.objects.count()

    assert take() == {"unchanged": 1}

    assert OrderEvent.objects.count() == events
    assert Order.objects.get().content_hash != "0" * 64


def test_whoever_widens_what_is_compared_says_so():
    """When this fails: raise COVERAGE, name the new columns in ADDED, and then write them here."""
    assert (differ.COVERAGE, len(differ.ORDER_COLUMNS), len(differ.ITEM_COLUMNS)) == (2, 20, 14)
