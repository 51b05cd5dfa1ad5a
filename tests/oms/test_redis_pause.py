"""A process that has just found Redis deaf asks it nothing more for some seconds."""

import pytest
from django.core.cache import cache

from oms import doorbell, redis_pause, tasks
from oms.throttling import seconds_to_wait
from tests.oms.deaf_redis import attempts, deaf_redis


@pytest.fixture
def deaf(settings, monkeypatch):
    with deaf_redis(settings, monkeypatch) as listener:
        yield listener


ASKERS = {
    "cache": lambda: cache.get("x"),
    "limits": lambda: seconds_to_wait("x", limit=1),
    "doorbell": lambda: doorbell.ring(tasks.heartbeat),
}


@pytest.mark.parametrize("first", ASKERS)
def test_whoever_finds_it_deaf_spares_the_others_their_wait(deaf, first, monkeypatch):
    monkeypatch.setattr(redis_pause, "PAUSE", 60)
    ASKERS[first]()
    assert attempts(deaf) == 1

    for ask in ASKERS.values():
        ask()

    assert attempts(deaf) == 0


def test_a_bell_that_nobody_hears_says_so_and_raises_nothing(deaf):
    assert doorbell.ring(tasks.heartbeat) is False


def test_a_bell_that_is_heard_says_so():
    assert doorbell.ring(tasks.heartbeat) is True
