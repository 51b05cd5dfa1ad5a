"""An address that fails for too long is switched off, and nothing meant for it is lost."""

from datetime import timedelta

import pytest

from tests import factories
from webhooks import breaker, checks, delinquency, delivery, replays, turns
from webhooks.models import Address, Webhook, WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def message(webhook, told):
    """A message about a new order, not yet sent."""
    webhook("order.created")
    factories.order(status=100)
    (only,) = told()
    return only


def _try_at(message, moment):
    """Make an attempt at this moment, whatever the schedule says, and return the webhook."""
    again = {"state": State.PENDING, "next_attempt_at": moment, "attempts": 0}
    WebhookEvent.objects.filter(pk=message.pk).update(**again)
    assert delivery.deliver(message.pk, now=moment) is not None
    return Webhook.objects.get(pk=message.webhook_id)


def test_five_days_of_nothing_but_failure_switch_it_off_and_hold_its_messages(message, answers):
    answers(500)
    start = message.next_attempt_at

    assert _try_at(message, start).failing_since is not None
    assert _try_at(message, start + 5 * DAY - timedelta(minutes=1)).is_active
    webhook = _try_at(message, start + 5 * DAY)

    message.refresh_from_db()
    assert (webhook.is_active, webhook.disabled_reason) == (False, delinquency.TIRED)
    assert (message.state, message.next_attempt_at) == (State.HELD, None)
    assert message.ledger.count() == 3
    names = [check.name for check in checks.pushes(start + 5 * DAY) if not check.ok]
    assert names == [f"push:off:{webhook.pk}"]


def test_one_success_between_starts_the_five_days_anew(message, answers):
    answers(500, 200, 500)
    start = message.next_attempt_at

    _try_at(message, start)
    assert _try_at(message, start + 3 * DAY).failing_since is None
    webhook = _try_at(message, start + 5 * DAY)

    assert webhook.is_active
    assert webhook.failing_since is not None
    assert Address.objects.get().failing_since >= start + 5 * DAY


def test_failures_of_a_single_hour_switch_nothing_off(message, answers):
    answers(500)
    start = message.next_attempt_at
    _try_at(message, start)
    _try_at(message, start + timedelta(hours=1))

    delinquency.sweep(start + 6 * DAY)

    assert Webhook.objects.get().is_active


def test_the_sweep_switches_off_what_failed_for_twelve_hours_and_never_came_back(message, answers):
    answers(500)
    start = message.next_attempt_at
    _try_at(message, start)
    _try_at(message, start + timedelta(hours=13))

    delinquency.sweep(start + 5 * DAY - timedelta(minutes=1))
    assert Webhook.objects.get().is_active
    delinquency.sweep(start + 5 * DAY + timedelta(minutes=1))

    assert not Webhook.objects.get().is_active


def test_all_that_was_held_returns_once_it_is_switched_on_again(
    message, webhook, told, answers, seen
):
    hook = message.webhook
    delinquency.switch_off([hook], reason=delinquency.TIRED, at=message.next_attempt_at)
    for _ in range(3):
        factories.order(status=100)
    held = told(hook)
    assert [one.state for one in held] == [State.HELD] * 4
    assert seen() == []

    hook.is_active = True
    hook.save()
    later = message.next_attempt_at + 9 * DAY
    replay = delinquency.release(hook, by="staff:ada", reason="they are back", at=later)
    assert (replay.total, replay.done, replays.work_off(at=later)) == (4, 0, 4)
    answers(200)
    for one in held:
        assert delivery.deliver(one.pk, now=later) == "delivered"

    assert [request.data for request in seen()] == [bytes(one.body) for one in held]


def test_after_switching_on_again_it_has_five_days_more(message, answers):
    answers(500)
    start = message.next_attempt_at
    _try_at(message, start)
    _try_at(message, start + 5 * DAY)
    Webhook.objects.update(is_active=True)

    assert _try_at(message, start + 6 * DAY).is_active
    assert _try_at(message, start + 10 * DAY).is_active
    assert not _try_at(message, start + 11 * DAY).is_active


def test_a_tired_address_that_was_registered_anew_is_told_once(message, webhook, told):
    delinquency.switch_off([message.webhook], reason=delinquency.TIRED, at=message.next_attempt_at)
    anew = webhook("order.created")
    factories.order(status=100)

    assert (len(told(anew)), len(told(message.webhook))) == (1, 1)


def test_what_its_owner_or_a_410_switched_off_is_told_nothing_more(message, webhook, told, answers):
    retired = webhook("order.created", owner="bob", is_active=False)
    answers(410)
    assert delivery.deliver(message.pk, now=message.next_attempt_at) == "gone"
    factories.order(status=100)

    assert (len(told(message.webhook)), len(told(retired))) == (1, 0)
    assert Webhook.objects.get(pk=message.webhook_id).disabled_reason == delinquency.GONE


def test_an_address_that_opened_its_breaker_is_counted_anew_when_it_is_switched_off():
    address = breaker.locked("https://hooks.example.com/")
    for n in range(20):
        moment = factories.NOON + n * timedelta(hours=7)
        address.window_began_at = moment
        delinquency.note(address, failed=True, began=moment, at=moment)

    assert (address.failing_since, address.opened_at, address.failures) == (
        factories.NOON + 19 * timedelta(hours=7),
        None,
        1,
    )


def test_of_very_many_the_first_are_held_at_once_and_a_sweep_holds_the_others(
    webhook, told, monkeypatch
):
    monkeypatch.setattr(delinquency, "BATCH", 2)
    hook, well = webhook("order.created"), webhook("order.created", owner="another")
    for _ in range(5):
        factories.order(status=100)
    told()
    now = told()[-1].next_attempt_at + DAY

    delinquency.gone(hook, at=now)
    assert [message.state for message in told(hook)] == [State.HELD] * 2 + [State.PENDING] * 3
    assert set(turns.heads(now, each=9)) == {message.pk for message in told(well)}

    delinquency.sweep(now)
    assert [message.state for message in told(hook)] == [State.HELD] * 5
    assert [message.state for message in told(well)] == [State.PENDING] * 5


def test_what_was_switched_on_again_is_held_no_more(webhook, told):
    hook = webhook("order.created")
    factories.order(status=100)
    (message,) = told()

    assert delinquency._hold(hook, at=message.next_attempt_at) == 0
    assert [message.state for message in told()] == [State.PENDING]
