"""The cache without its Redis: nobody fails, nobody waits twice, and each process remembers."""

import contextlib
import socket

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache

from oms import caching, redis_pause
from tests.oms.wire import closed_port


@pytest.fixture(autouse=True)
def asked_at_once(monkeypatch):
    monkeypatch.setattr(redis_pause, "PAUSE", 60)


@pytest.fixture
def with_server(settings):
    def at(port):
        where = {"LOCATION": f"redis://127.0.0.1:{port}/0"}
        quick = {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}
        settings.CACHES = {"default": {"BACKEND": "oms.caching.Forgiving", **where, **quick}}
        return caches["default"]

    return at


@pytest.fixture
def refused():
    with closed_port() as port:
        yield port


def test_the_house_uses_it():
    assert isinstance(caches["default"], caching.Forgiving)
    cache.set("a", 1, 60)

    assert cache.get("a") == 1
    assert cache.delete("a") is True


def test_without_redis_a_process_remembers_for_itself(with_server, refused):
    away = with_server(refused)

    assert away.get("token", "none") == "none"
    away.set("token", "t", 60)
    assert away.get("token") == "t"
    assert away.add("token", "other", 60) is False
    assert away.delete("token") is True
    assert away.get("token") is None


def test_a_deaf_redis_is_asked_once_and_then_left_alone(with_server):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        away = with_server(deaf.getsockname()[1])
        for n in range(5):
            away.set(f"k{n}", n, 60)

        assert [away.get(f"k{n}") for n in range(5)] == [0, 1, 2, 3, 4]
        deaf.settimeout(0)
        assert len(list(callers(deaf))) == 1


def callers(listener):
    """Give those who have connected, without waiting for more."""
    with contextlib.suppress(BlockingIOError):
        while True:
            yield listener.accept()


def test_after_a_rest_redis_is_asked_again(settings, with_server, refused, monkeypatch):
    there = RedisCache(settings.REDIS_URL, {})
    house = caching.Forgiving(settings.REDIS_URL, {})
    with_server(refused).set("x", 1, 60)

    house.set("after", "here", 60)
    assert there.get("after") is None  # still at rest

    redis_pause.end()
    house.set("after", "there", 60)
    assert there.get("after") == "there"
    there.delete("after")
