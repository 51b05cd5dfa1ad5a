"""What is old is forgotten, and nothing else."""

from datetime import timedelta

import pytest

from tests import factories
from webhooks import retention
from webhooks.models import Attempt, WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db

NOW = factories.NOON
DAY = timedelta(days=1)


@pytest.fixture
def message(webhook):
    hook = webhook("order.created")

    def make(*, age=timedelta(0), state=State.DELIVERED):
        return WebhookEvent.objects.create(
            webhook=hook,
            event_type="order.created",
            object_id="1",
            url=hook.target_url,
            body=b"{}",
            lane="a",
            state=state,
            delivered_at=NOW - age if state == State.DELIVERED else None,
            created_date=NOW - age,
            modified_date=NOW - age,
        )

    return make


def test_attempts_older_than_thirty_days_go_and_decisions_stay(message):
    kept = message()
    old, young = NOW - 30 * DAY - timedelta(seconds=1), NOW - 30 * DAY
    Attempt.objects.create(event=kept, at=old, status=500)
    Attempt.objects.create(event=kept, at=young, status=200)
    Attempt.objects.create(event=kept, at=old, by="staff:ada", reason="lost")

    assert retention.forget(NOW) == (1, 0)

    ledger = kept.ledger.order_by("pk").values_list("status", "by")
    assert list(ledger) == [(200, ""), (None, "staff:ada")]


def test_delivered_messages_older_than_twelve_weeks_go_and_all_others_stay(message):
    old = 84 * DAY + timedelta(seconds=1)
    gone = message(age=old)
    Attempt.objects.create(event=gone, at=NOW, by="staff:ada")
    kept = [message(age=old, state=state) for state in State if state != State.DELIVERED]
    kept.append(message(age=84 * DAY))

    assert retention.forget(NOW) == (0, 1)

    assert list(WebhookEvent.objects.order_by("pk")) == kept


def test_more_than_one_batch_is_worked_off(message, monkeypatch, settings):
    monkeypatch.setattr(retention, "BATCH", 2)
    settings.KEPT_DAYS = {"attempts": 1, "delivered": 2}
    for _ in range(5):
        Attempt.objects.create(event=message(age=3 * DAY), at=NOW - 2 * DAY)
    young = message(age=DAY)

    assert retention.forget(NOW) == (5, 5)
    assert list(WebhookEvent.objects.all()) == [young]
