"""Claim, send, settle: what every answer leads to, and who may settle."""

from datetime import timedelta

import pytest

from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery, targets
from webhooks.models import WebhookEvent

State = WebhookEvent.State
_STANDARD_NETWORKS = targets.Standard.networks  # before any test opens loopback
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


def test_a_2xx_is_delivered_and_written_down(message, answers, seen):
    answers(202, response_data="taken")
    now = message.next_attempt_at

    assert delivery.deliver(message.pk, now=now) == "delivered"

    message.refresh_from_db()
    (request,) = seen()
    assert request.data == bytes(message.body)
    assert (message.state, message.attempts, message.next_attempt_at) == (State.DELIVERED, 1, None)
    assert (message.response_http_status, message.response_content) == (202, "taken")
    assert message.request_datetimes == [now.isoformat()]
    assert message.delivered_at == now + message.response_time
    (attempt,) = message.ledger.all()
    assert (attempt.at, attempt.status, attempt.answer, attempt.error) == (now, 202, "taken", "")
    assert delivery.deliver(message.pk, now=now + timedelta(days=9)) is None
    assert len(seen()) == 1


def test_the_schedule_of_the_house_ends_after_ten_attempts(message, answers, seen):
    answers(500)

    waits = []
    for _ in range(10):
        asked = message.next_attempt_at
        if _deliver(message).next_attempt_at:
            waits.append(message.next_attempt_at - asked - message.response_time)

    assert message.state == State.DEAD
    assert (message.attempts, len(seen()), message.ledger.count()) == (10, 10, 10)
    assert len({request.data for request in seen()}) == 1
    assert len({request.headers["webhook-id"] for request in seen()}) == 1
    hours = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
    assert len(waits) == len(hours)
    for wait, expected in zip(waits, hours, strict=True):
        assert 0.8 <= wait / timedelta(hours=expected) <= 1.2


def test_an_address_with_a_plan_follows_it(message, answers):
    answers(500)
    message.webhook.retry_countdown_config = {"choice": "fixed", "kwargs": {"seconds": 60}}
    message.webhook.save()
    now = message.next_attempt_at

    _deliver(message)

    assert message.next_attempt_at == now + message.response_time + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("header", "seconds"), [("7200", 7200), ("999999999", 86400), ("-5", None), ("soon", None)]
)
def test_retry_after_is_obeyed_up_to_a_day(message, answers, header, seconds):
    answers(503, headers={"Retry-After": header})
    now = message.next_attempt_at

    _deliver(message)

    wait = message.next_attempt_at - now - message.response_time
    if seconds:
        assert wait == timedelta(seconds=seconds)
    else:
        assert timedelta(seconds=4) <= wait <= timedelta(seconds=6)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 422, 429, 500, 503])
def test_whatever_is_not_2xx_is_tried_again_and_no_redirect_is_followed(
    message, answers, seen, status
):
    answers(status, headers={"Location": "/elsewhere"})

    _deliver(message)

    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert message.response_http_status == status
    assert [request.path for request in seen()] == ["/hook"]


def test_a_410_switches_the_address_off_and_holds_its_messages(webhook, told, answers):
    gone, other = webhook(), webhook("package.status.transitioned")
    bystander = webhook(owner="another")
    factories.package(state=PackageStatus.SHIPPED)
    told()
    answers(410)

    _deliver(told(other)[0])

    for address in (gone, other, bystander):
        address.refresh_from_db()
    assert [gone.is_active, other.is_active, bystander.is_active] == [False, False, True]
    assert other.disabled_reason == "The address answered 410 Gone."
    assert {message.state for message in told(gone) + told(other)} == {State.HELD}
    assert [message.state for message in told(bystander)] == [State.PENDING]
    assert other.history.count() == 2


def test_messages_of_a_lane_go_one_after_the_other(webhook, told, answers, seen):
    webhook("package.status.transitioned")
    factories.package(state=PackageStatus.SHIPPED)
    first, second, third, _fourth = told()
    now = third.next_attempt_at
    answers(500, 200)

    assert delivery.deliver(third.pk, now=now) is None
    assert delivery.deliver(second.pk, now=now) is None
    assert delivery.deliver(first.pk, now=now) == "retry"
    assert delivery.deliver(second.pk, now=now) is None
    later = now + timedelta(minutes=1)
    tried = [delivery.deliver(message.pk, now=later) for message in (first, second, third)]

    assert tried == ["delivered"] * 3
    bodies = [bytes(message.body) for message in (first, first, second, third)]
    assert [request.data for request in seen()] == bodies


def test_a_message_that_was_given_up_does_not_stop_a_webhooks_lane(webhook, told, answers):
    webhook("package.status.transitioned")
    factories.package(state=PackageStatus.SHIPPED)
    first, second, *_ = told()
    WebhookEvent.objects.filter(pk=first.pk).update(state=State.DEAD)
    answers(200)

    assert delivery.deliver(second.pk, now=second.next_attempt_at) == "delivered"


def test_a_message_of_an_address_that_is_off_waits_and_holds_nobody_back(webhook, told, answers):
    moved, shipped = webhook("package.status.transitioned"), webhook()
    factories.package(state=PackageStatus.SHIPPED)
    told()
    moved.is_active = False
    moved.save()
    answers(200)

    assert [delivery.deliver(m.pk, now=m.next_attempt_at) for m in told(moved)] == [None] * 4
    (message,) = told(shipped)
    assert delivery.deliver(message.pk, now=message.next_attempt_at) == "delivered"


def test_a_message_that_kills_its_senders_ends_up_dead(message, monkeypatch, seen):
    def die(self, message, *, now):
        raise SystemExit  # as a sender that is killed: nothing after the claim is run

    monkeypatch.setattr(targets.Standard, "send", die)
    for _ in range(10):
        with pytest.raises(SystemExit):
            _deliver(message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.PENDING, 10)

    _deliver(message)

    assert (message.state, message.next_attempt_at) == (State.DEAD, None)
    assert message.last_error == "Given up: no sender came back from it."
    assert (message.ledger.count(), seen()) == (1, [])


def test_a_sender_that_died_frees_its_message_when_the_lease_ends(message, monkeypatch, answers):
    def die(self, message, *, now):
        raise SystemExit

    now = message.next_attempt_at
    with monkeypatch.context() as patch:
        patch.setattr(targets.Standard, "send", die)
        with pytest.raises(SystemExit):
            delivery.deliver(message.pk, now=now)
    answers(200)

    assert delivery.deliver(message.pk, now=now + delivery.LEASE - timedelta(seconds=1)) is None
    assert delivery.deliver(message.pk, now=now + delivery.LEASE) == "delivered"


def test_what_an_answer_repeats_of_our_secrets_is_not_kept(webhook, told, answers):
    webhook(
        secret_key="canary-key",
        password="canary-word",
        additional_headers='{"X-Api-Key": "canary-header"}',
    )
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()
    answers(400, response_data="canary-key\0 canary-word canary-header " + "x" * 9000)

    _deliver(message)

    (attempt,) = message.ledger.all()
    assert attempt.answer == message.response_content
    assert attempt.answer.startswith("******** ******** ******** xxx")
    assert len(attempt.answer) <= 4096


def test_a_private_address_is_never_called(message, monkeypatch, seen):
    monkeypatch.setattr(targets.Standard, "networks", _STANDARD_NETWORKS)

    _deliver(message)

    said = "Forbidden: The host leads to a private address; only public ones are called."
    assert message.last_error == said
    assert (message.state, seen()) == (State.PENDING, [])


def test_the_setting_for_private_networks_opens_nothing_to_webhooks(
    message, monkeypatch, settings, seen
):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(targets.Standard, "networks", _STANDARD_NETWORKS)

    _deliver(message)

    assert (message.attempts, seen()) == (1, [])
