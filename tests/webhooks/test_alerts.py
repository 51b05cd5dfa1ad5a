"""Trouble is told to alert addresses, once each way, signed and through the same ledger."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db.models import Min
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier

from oms import alarms
from oms.checks import Check
from oms.models import Alarm
from tests import factories
from webhooks import alerts, checks, delinquency, delivery, turns
from webhooks.management.commands.drain import drain
from webhooks.models import WebhookEvent

pytestmark = pytest.mark.django_db
KINDS = ["alarm.raised", "alarm.cleared"]
MINUTE = timedelta(minutes=1)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

said: list[Check] = []


@pytest.fixture(autouse=True)
def _our_checks(monkeypatch):
    said.clear()
    monkeypatch.setattr(alarms, "judge", lambda now: list(said))


def test_each_alert_address_is_told_once_of_trouble_and_once_when_it_is_well(
    webhook, answers, seen
):
    webhook("*", target="alert", secret_key=SECRET)
    answers(200)
    said.append(Check("pull:12", ok=False, detail="No pull for an hour."))

    for _ in range(3):
        alarms.watch(timezone.now())
    said[:] = [Check("pull:12", ok=True)]
    for _ in range(2):
        alarms.watch(timezone.now())
    drain()

    bodies = [json.loads(request.get_data()) for request in seen()]
    assert [body["event"]["type"] for body in bodies] == ["alarm.raised", "alarm.cleared"]
    assert {body["payload"]["cause"] for body in bodies} == {"pull:12"}
    assert bodies[0]["payload"]["detail"] == "No pull for an hour."
    for request in seen():
        Verifier(SECRET).verify(request.get_data(), dict(request.headers))


def test_all_is_well_is_never_told_before_the_trouble(webhook, answers, seen):
    webhook("*", target="alert")
    answers(200)
    for hour, ill in enumerate((True, False, True, False)):
        said[:] = [Check("relay", ok=not ill)]
        alarms.watch(timezone.now() + timedelta(hours=hour))
    last_first = list(WebhookEvent.objects.order_by("-pk").values_list("pk", flat=True))

    while any(delivery.deliver(pk, now=timezone.now()) for pk in last_first):
        pass

    kinds = [json.loads(request.get_data())["event"]["type"] for request in seen()]
    assert kinds == ["alarm.raised", "alarm.cleared"] * 2


def test_an_alert_address_hears_of_no_order(webhook, told):
    alert = webhook("*", target="alert")
    factories.order()

    assert told(alert) == []


def test_the_same_news_is_written_once(webhook):
    webhook("*", target="alert")
    said.append(Check("relay", ok=False, detail="Late."))
    (alarm,) = alarms.watch(timezone.now())

    alerts.tell(alarm, clear=False)

    assert WebhookEvent.objects.count() == 1


def test_trouble_that_comes_and_goes_each_minute_floods_nobody(webhook, mailoutbox, settings):
    settings.ALERT_EMAILS = ["ops@example.com"]
    hook = webhook("*", target="alert")
    start = timezone.now()

    def look(minute, *, ill):
        said[:] = [Check("push:late", ok=not ill, detail="It waits.")]
        alarms.watch(start + timedelta(minutes=minute))

    for minute in range(0, 10, 2):
        look(minute, ill=True)
        look(minute + 1, ill=False)
    for minute in range(10, 24):
        look(minute, ill=False)
    told = ["alarm.raised", "alarm.cleared", "alarm.raised"]
    assert [message.event_type for message in hook.events.order_by("pk")] == told

    for minute in range(24, 50):
        look(minute, ill=False)
    told.append("alarm.cleared")
    assert [message.event_type for message in hook.events.order_by("pk")] == told
    assert [mail.subject.split(":")[0] for mail in mailoutbox] == [
        "[OMS] Trouble",
        "[OMS] Well again",
    ] * 2

    look(180, ill=True)
    look(181, ill=False)
    assert hook.events.count() == len(mailoutbox) == 6  # another hour, another trouble


def test_an_alert_address_that_is_the_trouble_does_not_alarm_itself_for_ever(
    webhook, answers, monkeypatch, mailoutbox, settings
):
    settings.ALERT_EMAILS = ["ops@example.com"]
    monkeypatch.setattr(alarms, "judge", checks.pushes)
    hook, start = webhook("*", target="alert"), timezone.now()
    answers(500)
    alarm = Alarm.objects.create(cause="relay", detail="Late.", raised_at=start, told_at=start)
    alerts.tell(alarm, clear=False)

    moment = start
    while hook.events.filter(state="pending").exists():
        with time_machine.travel(moment, tick=False):
            for pk in turns.heads(moment, each=9):
                delivery.deliver(pk, now=moment)
            alarms.watch(moment)
            delinquency.sweep(moment)
        more = turns.heads(moment, each=1)
        later = _next(hook.events.filter(next_attempt_at__gt=moment))
        moment = moment + MINUTE if more or later is None else later
    with time_machine.travel(start + timedelta(days=6), tick=False):
        alarms.watch(timezone.now())

    hook.refresh_from_db()
    assert hook.disabled_reason == delinquency.TIRED
    assert [message.event_type for message in hook.events.order_by("pk")] == KINDS
    off = f"[OMS] Trouble: push:off:{hook.pk}"
    assert [mail.subject for mail in mailoutbox] == ["[OMS] Well again: relay", off]


def _next(messages):
    return messages.aggregate(next=Min("next_attempt_at"))["next"]
