"""Sending many messages again: accepted at once, never out of scope, and its progress is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import CANARY, act, list_of, message, page_of, said, told_webhook
from tests.admin.conftest import person
from webhooks import replays
from webhooks.models import Attempt, Replay, Webhook, WebhookEvent

pytestmark = pytest.mark.django_db

State = WebhookEvent.State
AGAIN = "/admin/webhooks/webhookevent/again/"
DECIDES = ["webhooks.view_webhookevent", "webhooks.replay_webhookevent"]


def messages(count, **columns):
    """As many refused messages, each about an order of its own channel."""
    if not Webhook.objects.exists():
        told_webhook()
    orders = [factories.order() for _ in range(count)]
    relay_pending()
    made = WebhookEvent.objects.filter(order__in=orders).order_by("pk")
    made.update(**({"state": "refused", "attempts": 1, "next_attempt_at": None} | columns))
    return list(made)


def ask(client, **typed):
    typed = {"state": ["refused", "dead"], "reason": "The POS is well again"} | typed
    return client.post(AGAIN, typed)


def test_the_messages_of_a_filter_are_accepted_at_once_and_a_worker_sends_them_again(boss):
    refused = messages(3)
    (held,) = messages(1, state="held")

    response = ask(boss)

    replay = Replay.objects.get()
    assert response.url == page_of(replay)
    assert (replay.by, replay.reason, replay.total) == ("staff:boss", "The POS is well again", 3)
    assert not WebhookEvent.objects.filter(state=State.PENDING).exists()
    assert "being worked off" in boss.get(page_of(replay)).content.decode()
    assert 'http-equiv="refresh"' in boss.get(page_of(replay)).content.decode()

    replays.work_off(at=timezone.now())

    html = boss.get(page_of(replay)).content.decode()
    pending = WebhookEvent.objects.filter(state=State.PENDING).order_by("pk")
    assert list(pending) == refused
    assert 'http-equiv="refresh"' not in html
    assert "The POS is well again" in html
    held.refresh_from_db()
    assert held.state == State.HELD
    assert set(Attempt.objects.values_list("by", "reason")) == {
        ("staff:boss", "The POS is well again")
    }


def test_a_range_of_time_and_a_webhook_narrow_it_in_the_zone_of_the_reader(boss, settings):
    settings.STAFF_TIME_ZONE = "Europe/Istanbul"
    early, late = messages(2)
    WebhookEvent.objects.filter(pk=early.pk).update(created_date=factories.NOON)
    WebhookEvent.objects.filter(pk=late.pk).update(
        created_date=factories.NOON + timedelta(minutes=1)
    )
    ask(boss, created_from="2026-11-21T15:00", created_before="2026-11-21T15:01")

    replay = Replay.objects.get()
    assert replay.total == 1
    assert list(replays.chosen(replay.filter)) == [early]
    assert "21 Nov 2026 15:00 +03" in boss.get(page_of(replay)).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"reason": ""},
        {"reason": "x" * 256},
        {"state": []},
        {"state": ["lost"]},
        {"webhook": "999"},
        {"target": "nobody"},
        {"created_from": "yesterday"},
        {"created_from": "2026-11-22T00:00", "created_before": "2026-11-21T00:00"},
    ],
)
def test_a_form_that_is_wrong_accepts_nothing(boss, typed):
    messages(1)
    assert ask(boss, **typed).status_code == 200
    assert not Replay.objects.exists()


def test_nobody_sends_again_what_is_out_of_scope():
    mine, foreign = messages(2)
    hook = Webhook.objects.get()
    clerk = person("clerk", permissions=DECIDES, channels=[mine.order.channel], every_location=True)

    refused = ask(clerk, webhook=hook.pk)  # one of every channel is not hers to choose
    ask(clerk)
    replays.work_off(at=timezone.now())

    assert refused.status_code == 200
    foreign.refresh_from_db()
    mine.refresh_from_db()
    assert Replay.objects.get().total == 1
    assert (mine.state, foreign.state) == (State.PENDING, State.REFUSED)
    assert hook.target_url not in clerk.get(AGAIN).content.decode()


def test_a_store_sends_again_what_is_about_its_own_packages():
    hook = told_webhook()
    Webhook.objects.filter(pk=hook.pk).update(event_type="package.status.shipped")
    mine = factories.package(state=PackageStatus.SHIPPED)
    factories.package(state=PackageStatus.SHIPPED)
    relay_pending()
    WebhookEvent.objects.update(state="dead", next_attempt_at=None)
    places = [mine.stock_location]
    clerk = person("clerk", permissions=DECIDES, every_channel=True, locations=places)

    ask(clerk)
    replays.work_off(at=timezone.now())

    again = WebhookEvent.objects.filter(state=State.PENDING)
    assert [row.order for row in again] == [mine.order]


def test_sending_again_needs_its_permission():
    messages(1)
    clerk = person("clerk", permissions=DECIDES[:1], every_channel=True, every_location=True)

    assert clerk.get(AGAIN).status_code == 403
    assert ask(clerk).status_code == 403
    assert AGAIN not in clerk.get(list_of(WebhookEvent)).content.decode()
    assert clerk.get(list_of(Replay)).status_code == 403
    assert not Replay.objects.exists()


def test_a_person_sees_the_progress_of_her_own_replays_only(boss):
    (one,) = messages(1)
    channels = [one.order.channel]
    anna = person("anna", permissions=DECIDES, channels=channels, every_location=True)
    berta = person("berta", permissions=DECIDES, channels=channels, every_location=True)
    ask(anna, reason="Anna's reason")
    replay = Replay.objects.get()

    counts = [c.get(list_of(Replay)).context["cl"].result_count for c in (anna, berta, boss)]

    assert counts == [1, 0, 1]
    assert berta.get(page_of(replay)).status_code == 302
    assert anna.get(page_of(replay)).status_code == 200


def switched_off(**columns):
    held = message(state="held")
    columns = {"is_active": False, "disabled_reason": "The address answered 410 Gone."} | columns
    Webhook.objects.update(**columns)
    return held, Webhook.objects.get()


def test_a_webhook_is_switched_on_again_and_what_was_held_is_sent(boss):
    held, hook = switched_off(failing_since=factories.NOON)

    response = act(boss, hook, "switch-on", said="Moved back")
    replays.work_off(at=timezone.now())

    hook.refresh_from_db()
    held.refresh_from_db()
    assert (hook.is_active, hook.disabled_reason, hook.failing_since) == (True, "", None)
    assert hook.secret_key == f"{CANARY}-d"
    assert held.state == State.PENDING
    assert response.url == page_of(Replay.objects.get())
    assert Replay.objects.get().reason == "Moved back"


def test_a_webhook_that_is_on_has_no_such_button_and_nothing_is_sent(boss):
    refused = message()
    hook = refused.webhook

    assert "switch-on" not in boss.get(page_of(hook)).content.decode()
    response = act(boss, hook, "switch-on", said="Why")

    assert said(response) == ["It is switched on already. Nothing was done."]
    assert not Replay.objects.exists()


def test_of_two_webhooks_that_tell_the_same_only_one_is_on(boss):
    _held, hook = switched_off()
    Webhook.objects.create(owner=hook.owner, target_url=hook.target_url, event_type=hook.event_type)

    response = act(boss, hook, "switch-on", said="Why")

    hook.refresh_from_db()
    assert said(response) == ["Another active webhook tells this address the same."]
    assert not hook.is_active
    assert not Replay.objects.exists()


@pytest.mark.parametrize("missing", ["webhooks.change_webhook", "webhooks.replay_webhookevent"])
def test_switching_on_needs_both_of_its_permissions(missing):
    held, hook = switched_off()
    rights = {"webhooks.view_webhook", "webhooks.change_webhook", "webhooks.replay_webhookevent"}
    clerk = person("clerk", permissions=rights - {missing}, every_channel=True, every_location=True)

    assert "switch-on" not in clerk.get(page_of(hook)).content.decode()
    assert act(clerk, hook, "switch-on", said="Why").status_code == 403
    hook.refresh_from_db()
    held.refresh_from_db()
    assert (hook.is_active, held.state) == (False, State.HELD)


def test_the_door_stands_on_the_list_of_messages(boss):
    assert reverse("admin:webhooks_send_again") == AGAIN
    assert AGAIN in boss.get(list_of(WebhookEvent)).content.decode()
