"""What health says of the pushes."""

from datetime import timedelta

import pytest

from tests import factories
from webhooks import checks
from webhooks.models import Webhook, WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def message(webhook, told):
    webhook("order.created")
    factories.order(status=100)
    (only,) = told()
    return only


def _judged(now):
    return {check.name: (check.ok, check.seconds) for check in checks.pushes(now)}


def test_without_messages_all_is_well():
    assert _judged(factories.NOON) == {"push:late": (True, 0), "push:stopped": (True, None)}


def test_a_push_that_is_due_for_more_than_five_minutes_is_late(message):
    due = message.next_attempt_at

    assert _judged(due + timedelta(minutes=5))["push:late"] == (True, 300)
    assert _judged(due + timedelta(minutes=5, seconds=1))["push:late"] == (False, 301)


def test_what_waits_for_its_next_try_is_not_late(message):
    later = message.next_attempt_at + timedelta(hours=1)
    WebhookEvent.objects.update(next_attempt_at=later)

    assert _judged(later)["push:late"] == (True, 0)
    assert _judged(later - timedelta(seconds=1))["push:late"] == (True, 0)


@pytest.mark.parametrize("state", [State.REFUSED, State.DEAD])
def test_a_lane_that_waits_for_a_person_is_counted(message, state):
    WebhookEvent.objects.update(state=state)
    assert _judged(factories.NOON)["push:stopped"] == (True, None)

    Webhook.objects.update(target="pos")

    assert _judged(factories.NOON)["push:stopped"] == (False, None)
    sentence = "1 lanes wait for a person: a message was refused or given up."
    assert checks.pushes(factories.NOON)[1].detail == sentence


def test_an_address_that_we_switched_off_is_named_by_its_host_alone(message):
    url = "https://hooks.example.com/secret-path?token=canary"
    Webhook.objects.update(target_url=url, is_active=False, disabled_reason="It failed.")

    (check,) = [check for check in checks.pushes(factories.NOON) if not check.ok]

    assert check.name == f"push:off:{message.webhook_id}"
    assert check.detail == (
        "standard order.created at hooks.example.com is switched off. It failed."
    )
