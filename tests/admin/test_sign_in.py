"""Signing in: how often it may fail, also in parallel, behind forged headers and without Redis."""

import json
import logging
import threading

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from oms import redis_pause, sign_in, throttling
from oms.logs import JsonFormatter
from tests.oms.test_throttling import at_once

pytestmark = pytest.mark.django_db

RIGHT = "the-right-one-9"


@pytest.fixture(autouse=True)
def _staff(settings, request):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    throttling._windows.clear()
    redis_pause.end()
    for name in ("asha", "Ravi"):
        User.objects.create_user(name, password=RIGHT, is_staff=True)


@pytest.fixture(params=["redis", "memory", "away"])
def store(request, settings):
    if request.param != "redis":
        settings.REDIS_URL = "" if request.param == "memory" else "redis://127.0.0.1:1/0"


def sign(name, password, address="10.0.0.1", **headers):
    """Return how a try ends: "in", "wrong" or "locked"."""
    sent = {"username": name, "password": password}
    answer = Client().post("/admin/login/", sent, REMOTE_ADDR=address, headers=headers)
    if answer.status_code == 302:
        return "in"
    assert answer.status_code == 200
    return "locked" if "Too many wrong passwords" in answer.content.decode() else "wrong"


def tries(times, *args, **more):
    return [sign(*args, **more) for _ in range(times)]


def test_after_five_wrong_ones_the_right_one_is_refused_there_and_welcome_elsewhere(store):
    assert tries(6, "asha", "guess") == ["wrong"] * 5 + ["locked"]
    assert sign("asha", RIGHT) == "locked"
    assert sign("asha", RIGHT, "10.0.0.2") == "in"
    assert sign("Ravi", RIGHT) == "in"


def test_four_wrong_ones_are_forgotten_with_the_right_one(store):
    for _ in range(3):
        assert [*tries(4, "asha", "guess"), sign("asha", RIGHT)] == ["wrong"] * 4 + ["in"]


def test_a_name_may_fail_twenty_times_an_hour_from_wherever(store):
    ends = [sign("asha", "guess", f"10.0.1.{n}") for n in range(22)]

    assert ends == ["wrong"] * 20 + ["locked"] * 2
    assert sign("asha", RIGHT, "10.0.9.9") == "locked"
    assert sign("Ravi", RIGHT, "10.0.9.9") == "in"


def test_an_address_may_fail_fifty_times_whoever_it_says_it_is(store):
    ends = [sign(f"guess {n}", "guess") for n in range(51)]

    assert ends == ["wrong"] * 50 + ["locked"]
    assert [sign("Ravi", RIGHT), sign("Ravi", RIGHT, "10.0.0.2")] == ["locked", "in"]


def test_the_way_a_name_is_written_gives_no_further_try():
    spelled = ["asha", "ASHA", " Asha ", "ａｓｈａ", "aSHa"]

    assert [sign(name, "guess") for name in spelled] == ["wrong"] * 5
    assert sign("asha", RIGHT) == "locked"


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_invented_forwarding_header_is_not_another_address(settings, proxies):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    seen = "" if not proxies else ", 10.0.0.1"  # what our own proxy adds

    ends = [sign("asha", "guess", **{"X-Forwarded-For": f"192.0.2.{n}{seen}"}) for n in range(6)]

    assert ends == ["wrong"] * 5 + ["locked"]


@pytest.mark.django_db(transaction=True)
def test_of_thirty_wrong_ones_at_once_five_are_judged_wrong():
    def one():
        try:
            return sign("asha", "guess")
        finally:
            connections.close_all()

    ends = at_once(30, one)

    assert [ends.count("wrong"), ends.count("locked")] == [5, 25]


@pytest.mark.django_db(transaction=True)
def test_a_right_one_among_many_at_once_is_refused_when_five_wrong_ones_were_counted(monkeypatch):
    counted, judged = threading.Event(), ModelBackend.authenticate

    def authenticate(self, request, username=None, password=None, **more):
        if password == RIGHT:  # it has been let through already; now the others are counted
            counted.wait(timeout=30)
        return judged(self, request, username=username, password=password, **more)

    monkeypatch.setattr(ModelBackend, "authenticate", authenticate)
    end = []
    right = threading.Thread(
        target=lambda: (end.append(sign("asha", RIGHT)), connections.close_all())
    )
    right.start()
    while not right.is_alive():
        pass
    threading.Event().wait(1)
    tries(5, "asha", "guess")
    counted.set()
    right.join()

    assert end == ["locked"]


def test_each_try_leaves_a_line_with_who_and_whence_and_never_a_password(caplog):
    with caplog.at_level(logging.INFO, "oms.sign_in"):
        tries(6, "asha", "hush-guess")
        sign("Ravi", RIGHT, "10.0.0.2")
        sign("hush-typed-into-the-wrong-field", "x", "10.0.0.3")

    format_ = JsonFormatter().format
    lines = [
        json.loads(format_(record)) for record in caplog.records if record.name == sign_in.__name__
    ]
    asha, ravi = (User.objects.get(username=name).pk for name in ("asha", "Ravi"))
    failed, locked = "A sign-in failed", "A sign-in was refused: too many failed"
    assert [(line["message"], line["user_id"], line["address"]) for line in lines] == [
        *[(failed, asha, "10.0.0.1")] * 5,
        (locked, asha, "10.0.0.1"),
        ("Somebody signed in", ravi, "10.0.0.2"),
        (failed, None, "10.0.0.3"),
    ]
    assert "hush" not in str(lines)
