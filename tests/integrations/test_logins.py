"""Failed logins: five in a quarter of an hour for a username and address, fifty from anywhere."""

import threading

import pytest

from integrations import logins
from integrations.logins import login_failed, login_wait
from oms import redis_pause, throttling
from tests.oms.test_throttling import at_once


@pytest.fixture(params=["redis", "memory"], autouse=True)
def _store(request, settings):
    if request.param == "memory":
        settings.REDIS_URL = ""
    throttling._windows.clear()
    redis_pause.end()


def failures(times, username, address):
    return [login_failed(username, address) for _ in range(times)]


def test_after_five_failures_a_username_waits_at_that_address_and_nobody_else_does():
    assert failures(4, "erp", "10.0.0.1") == [0] * 4
    assert login_wait("erp", "10.0.0.1") == 0
    assert failures(1, "erp", "10.0.0.1") == [0]

    assert 840 <= login_wait("erp", "10.0.0.1") <= 901
    assert 840 <= login_failed("erp", "10.0.0.1") <= 901
    assert login_wait("other", "10.0.0.1") == 0
    assert login_wait("erp", "10.0.0.2") == 0


def test_after_fifty_failures_an_address_waits_whoever_it_says_it_is():
    for n in range(49):
        assert login_failed(f"guess {n}", "10.0.0.1") == 0
    assert login_wait("erp", "10.0.0.1") == 0

    assert failures(1, "guess 50", "10.0.0.1") == [0]

    assert 840 <= login_wait("erp", "10.0.0.1") <= 901
    assert login_wait("erp", "10.0.0.2") == 0


def test_a_username_never_waits_for_what_was_tried_from_many_addresses():
    for n in range(200):
        assert login_failed("erp", f"10.0.0.{n}") == 0

    assert login_wait("erp", "10.0.1.1") == 0


def test_asking_counts_nothing():
    assert [login_wait("erp", "10.0.0.1") for _ in range(50)] == [0] * 50


def test_of_many_failures_at_once_five_are_not_told_to_wait():
    # Fewer than FROM_ADDRESS: beyond it one of the five may be told to wait for the address.
    waits = at_once(logins.FROM_ADDRESS, lambda: login_failed("erp", "10.0.0.1"))

    assert waits.count(0) == 5
    assert all(1 <= wait <= 901 for wait in waits if wait)
    assert login_wait("erp", "10.0.0.1") > 0


def test_a_quarter_of_an_hour_later_it_may_be_tried_again(monkeypatch):
    monkeypatch.setattr(logins, "WINDOW", 3)
    failures(6, "erp", "10.0.0.1")
    assert 1 <= login_wait("erp", "10.0.0.1") <= 4

    threading.Event().wait(3.1)

    assert login_wait("erp", "10.0.0.1") == 0


@pytest.mark.parametrize("username", ["", "x" * 100_000, "a\0b", "\ud800", "a b\n"])
def test_any_username_can_be_counted(username):
    assert failures(5, username, "10.0.0.1") == [0] * 5
    assert login_wait(username, "10.0.0.1") > 0
