"""Alive, ready, and figures: what a monitor reads, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from oms import alarms, tasks
from oms.celery import app
from oms.checks import Check
from oms.models import Alarm, Heartbeat
from orders.models import OrderEvent
from tests import factories
from tests.oms.wire import closed_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings):
    """A house that is well: a worker has just been seen, and nothing waits."""
    settings.HEALTH_CHECKS = ["orders.checks.relay"]
    settings.ALERT_EMAILS = ["ops@example.com"]
    tasks.heartbeat()
    tasks.heartbeat("pull")


def late_event():
    factories.order()
    OrderEvent.objects.update(recorded_at=timezone.now() - timedelta(minutes=3))


def test_live_answers_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_house_that_is_well_is_ready(client, well):
    answer = client.get("/ready")

    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in answer.json()["checks"].items()} == {
        "database": True,
        "broker": True,
        "worker": True,
        "worker:pull": True,
        "alarms": True,
        "relay": True,
    }


def test_an_event_that_nobody_relays_makes_it_unready_and_says_so(client, well):
    late_event()

    answer = client.get("/ready")

    relay = answer.json()["checks"]["relay"]
    assert (answer.status_code, relay["ok"]) == (503, False)
    assert relay["detail"].startswith("Events of 1 orders wait; the oldest for 1")


@pytest.mark.parametrize("seen", [None, timedelta(seconds=121)])
@pytest.mark.parametrize(
    ("sign", "check", "queue"), [("worker", "worker", "push"), ("pull", "worker:pull", "pull")]
)
def test_a_queue_that_nobody_takes_makes_it_unready_and_is_named(
    client, well, seen, sign, check, queue
):
    Heartbeat.objects.filter(name=sign).delete()
    if seen:
        Heartbeat.objects.create(name=sign, at=timezone.now() - seen)

    answer = client.get("/ready")

    ill = {name: c["detail"] for name, c in answer.json()["checks"].items() if not c["ok"]}
    assert (answer.status_code, list(ill)) == (503, [check])
    assert f"Is there a worker for the queue “{queue}”" in ill[check]


def test_a_broker_that_is_away_makes_it_unready_and_nothing_else(client, well, monkeypatch):
    with closed_port() as port:
        away = app.connection(f"redis://127.0.0.1:{port}/0")
        monkeypatch.setattr(app, "connection_for_write", lambda: away)

        answer = client.get("/ready")

    ill = [name for name, check in answer.json()["checks"].items() if not check["ok"]]
    assert (answer.status_code, ill) == (503, ["broker"])


def test_an_address_of_somebody_else_that_hangs_leaves_us_ready(client, well, settings):
    settings.HEALTH_CHECKS = ["tests.oms.test_health.their_address"]

    answer = client.get("/ready")

    assert answer.status_code == 200
    assert answer.json()["checks"]["push:address:1"]["ok"] is False


def their_address(now):
    return [Check("push:address:1", ok=False, detail="It hangs.", theirs=True)]


def test_metrics_are_openmetrics_with_a_figure_for_each_check(client, well):
    late_event()

    text = client.get("/metrics").content.decode()

    families = {family.name: family for family in text_string_to_metric_families(text)}
    fine = {s.labels["check"]: s.value for s in families["oms_check_ok"].samples}
    ages = {s.labels["check"]: s.value for s in families["oms_check_age_seconds"].samples}
    assert fine == {
        "database": 1, "broker": 1, "worker": 1, "worker:pull": 1, "alarms": 1, "relay": 0,
    }  # fmt: skip
    assert 180 <= ages["relay"] < 240


def test_one_message_for_a_cause_and_one_when_it_is_well_again(well, mailoutbox):
    late_event()

    for minute in range(3):
        alarms.watch(timezone.now() + timedelta(seconds=minute))
    assert [mail.subject for mail in mailoutbox] == ["[OMS] Trouble: relay"]

    for n, event in enumerate(OrderEvent.objects.all(), start=1):
        OrderEvent.objects.filter(pk=event.pk).update(position=n)
    alarms.watch(timezone.now())
    alarms.watch(timezone.now())
    assert [mail.subject for mail in mailoutbox][1:] == ["[OMS] Well again: relay"]
    assert Alarm.objects.get().cleared_at is not None


def test_a_message_that_could_not_be_sent_is_tried_again(well, settings, mailoutbox):
    settings.ALARM_TELLERS = ["tests.oms.test_health.no_post_office"]
    late_event()
    alarms.watch(timezone.now())
    assert Alarm.objects.get().told_at is None

    settings.ALARM_TELLERS = ["oms.alarms.by_mail"]
    alarms.watch(timezone.now())

    assert [mail.subject for mail in mailoutbox] == ["[OMS] Trouble: relay"]


def no_post_office(alarm, *, clear):
    raise ConnectionRefusedError
