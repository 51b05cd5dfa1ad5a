"""What a person may decide about a message: send it again, or let it be."""

from datetime import timedelta

import pytest

from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery
from webhooks.models import WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def message(webhook, told):
    """A message about a shipped package, not yet sent."""
    webhook()
    factories.package(state=PackageStatus.SHIPPED)
    (only,) = told()
    return only


def _deliver(message):
    """Make one attempt as soon as it is due, and return the row."""
    message.refresh_from_db()
    delivery.deliver(message.pk, now=message.next_attempt_at)
    message.refresh_from_db()
    return message


def test_a_replay_keeps_uuid_and_bytes_and_says_who_and_why(message, answers, seen):
    answers(200)
    _deliver(message)
    again = message.delivered_at + timedelta(days=1)

    delivery.replay(message.pk, by="staff:ada", reason="lost on their side", at=again)
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at, message.attempts) == (State.PENDING, again, 0)
    _deliver(message)

    first, second = seen()
    assert (first.data, first.headers["webhook-id"]) == (second.data, second.headers["webhook-id"])
    assert message.state == State.DELIVERED
    ledger = message.ledger.order_by("pk").values_list("by", "reason", "status")
    assert list(ledger) == [("", "", 200), ("staff:ada", "lost on their side", None), ("", "", 200)]


def test_nothing_is_decided_about_a_message_that_is_being_sent(message):
    now = message.next_attempt_at
    delivery._claim(message.pk, now)

    for decide in (delivery.replay, delivery.skip):
        with pytest.raises(delivery.Undecidable, match="A sender is at it now"):
            decide(message.pk, by="staff:ada", reason="", at=now)

    assert message.ledger.count() == 0


def test_a_message_of_an_address_that_is_off_is_not_sent_again(message):
    message.webhook.is_active = False
    message.webhook.save()

    with pytest.raises(delivery.Undecidable, match="is switched off"):
        delivery.replay(message.pk, by="staff:ada", reason="", at=message.next_attempt_at)

    assert message.ledger.count() == 0


def test_a_message_that_was_skipped_is_not_sent_and_a_delivered_one_is_not_skipped(
    message, answers, seen
):
    now = message.next_attempt_at
    delivery.skip(message.pk, by="staff:ada", reason="they know", at=now)
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at) == (State.SKIPPED, None)
    assert delivery.deliver(message.pk, now=now) is None

    answers(200)
    delivery.replay(message.pk, by="staff:ada", reason="they do not", at=now)
    _deliver(message)
    with pytest.raises(delivery.Undecidable, match="has been delivered"):
        delivery.skip(message.pk, by="staff:ada", reason="", at=now)

    assert message.state == State.DELIVERED
    assert len(seen()) == 1
