"""Whoever is to be told is told, also where a teller fails and where no worker lives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from oms import alarms, health, monitor, throttling
from oms.checks import Check
from oms.models import Alarm, Heartbeat

pytestmark = pytest.mark.django_db

ME = "tests.oms.test_alarms"
MINUTE = timedelta(minutes=1)

said: list[Check] = []
heard: list[tuple[str, str, bool]] = []


@pytest.fixture(autouse=True)
def _our_checks(settings):
    said.clear()
    heard.clear()
    settings.HEALTH_CHECKS = [f"{ME}.ours"]
    settings.ALERT_EMAILS = ["ops@example.com"]
    for sign in ("worker", "pull"):
        Heartbeat.objects.create(name=sign, at=timezone.now())
    throttling.forget("alarms:watch")


def ours(now):
    return list(said)


def no_post_office(alarm, *, clear):
    heard.append(("post", alarm.cause, clear))
    raise ConnectionRefusedError


def bell(alarm, *, clear):
    heard.append(("bell", alarm.cause, clear))


def ill(*causes):
    said[:] = [Check(cause, ok=False, detail="It is bad.") for cause in causes]


def test_a_teller_that_fails_keeps_no_other_from_telling_and_is_asked_once_a_look(settings):
    settings.ALARM_TELLERS = [f"{ME}.no_post_office", f"{ME}.bell"]
    ill("one", "two")

    alarms.watch(timezone.now())

    assert heard == [("post", "one", False), ("bell", "one", False), ("bell", "two", False)]
    assert list(Alarm.objects.values_list("told_at", flat=True)) == [None, None]


def test_who_heard_of_trouble_hears_of_its_end_also_where_the_post_never_went(settings):
    settings.ALARM_TELLERS = [f"{ME}.no_post_office", f"{ME}.bell"]
    ill("one")
    alarms.watch(timezone.now())
    said.clear()

    alarms.watch(timezone.now())

    assert ("bell", "one", True) in heard


def test_the_all_clear_says_what_it_is_like_now(mailoutbox):
    ill("quarantine:1")
    alarms.watch(timezone.now())
    said[:] = [Check("quarantine:1", ok=True, detail="3 rows wait, none of them since an hour.")]

    alarms.watch(timezone.now())

    letter = mailoutbox[1].body
    assert letter.startswith("Now: 3 rows wait, none of them since an hour.\nIt was: It is bad.\n")


def test_trouble_that_cannot_be_told_is_trouble_itself(client):
    Alarm.objects.create(cause="x", detail="", raised_at=timezone.now() - 6 * MINUTE)

    check = client.get("/ready").json()["checks"]["alarms"]

    assert check["ok"] is False
    assert check["detail"].startswith("1 alarms could not be told. Is EMAIL_URL right")


@pytest.fixture
def silent(monkeypatch):
    """A house without a worker, whose web process has been up for long enough."""
    Heartbeat.objects.filter(name="worker").update(at=timezone.now() - 3 * MINUTE)
    monkeypatch.setattr(monitor, "_started", monitor._started - 300)


@pytest.mark.parametrize("door", ["/ready", "/metrics"])
def test_a_silent_worker_is_told_by_whoever_answers_the_monitor(client, silent, mailoutbox, door):
    for _ in range(3):
        client.get(door)

    assert [mail.subject for mail in mailoutbox] == ["[OMS] Trouble: worker"]
    assert health.REMEDY.format("push") in mailoutbox[0].body


def test_the_monitor_looks_for_the_worker_once_in_a_minute(client, silent, monkeypatch):
    looks = []
    monkeypatch.setattr(alarms, "watch", looks.append)

    for _ in range(3):
        client.get("/ready")

    assert len(looks) == 1


def test_a_house_that_has_just_been_started_alarms_nobody(client, silent, monkeypatch, mailoutbox):
    monkeypatch.setattr(monitor, "_started", monitor.time.monotonic())
    client.get("/ready")
    assert mailoutbox == []


def test_a_sign_of_life_from_the_future_is_none(client):
    Heartbeat.objects.filter(name="worker").update(at=timezone.now() + 3 * MINUTE)
    assert client.get("/ready").json()["checks"]["worker"]["ok"] is False
