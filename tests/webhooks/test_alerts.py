"""Trouble is told to alert addresses, once each way, signed and through the same ledger."""

import json

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier

from oms import alarms
from oms.checks import Check
from tests import factories
from webhooks import alerts, delivery
from webhooks.management.commands.drain import drain
from webhooks.models import WebhookEvent

pytestmark = pytest.mark.django_db
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
    for ill in (True, False, True, False):
        said[:] = [Check("relay", ok=not ill)]
        alarms.watch(timezone.now())
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
