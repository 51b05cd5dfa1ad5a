"""The cache without its Redis: nobody fails, nobody waits twice, and each process remembers."""

import socket
import threading

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache

from oms import caching


@pytest.fixture(autouse=True)
def asked_at_once(monkeypatch):
    monkeypatch.setattr(caching.Forgiving, "asked_again_at", 0.0)


@pytest.fixture
def with_server(settings):
    def at(port):
        where = {"LOCATION": f"redis://127.0.0.1:{port}/0"}
        quick = {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}
        settings.CACHES = {"default": {"BACKEND": "oms.caching.Forgiving", **where, **quick}}
        return caches["default"]

    return at


class Deaf:
    """Takes connections and never answers; counts them."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port, self.callers = self.server.getsockname()[1], []
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def listen(self):
        while True:
            try:
                self.callers.append(self.server.accept())
            except OSError:
                return

    def __exit__(self, *_):
        self.server.close()


def refused() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_the_house_uses_it():
    assert isinstance(caches["default"], caching.Forgiving)
    cache.set("a", 1, 60)

    assert cache.get("a") == 1
    assert cache.delete("a") is True


def test_without_redis_a_process_remembers_for_itself(with_server):
    away = with_server(refused())

    assert away.get("token", "none") == "none"
    away.set("token", "t", 60)
    assert away.get("token") == "t"
    assert away.add("token", "other", 60) is False
    assert away.delete("token") is True
    assert away.get("token") is None


def test_a_deaf_redis_is_asked_once_and_then_left_alone(with_server):
    with Deaf() as deaf:
        away = with_server(deaf.port)
        for n in range(5):
            away.set(f"k{n}", n, 60)

        assert [away.get(f"k{n}") for n in range(5)] == [0, 1, 2, 3, 4]
        assert len(deaf.callers) == 1


def test_after_a_rest_redis_is_asked_again(settings, with_server, monkeypatch):
    there = RedisCache(settings.REDIS_URL, {})
    house = caching.Forgiving(settings.REDIS_URL, {})
    with_server(refused()).set("x", 1, 60)

    house.set("after", "here", 60)
    assert there.get("after") is None  # still at rest

    monkeypatch.setattr(caching.Forgiving, "asked_again_at", 0.0)
    house.set("after", "there", 60)
    assert there.get("after") == "there"
    there.delete("after")
