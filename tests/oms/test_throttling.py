"""Limits under concurrency, behind a proxy and without Redis."""

import socket
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from rest_framework.response import Response
from rest_framework.views import APIView

from oms import redis_pause, throttling
from oms.throttling import PerAddress, PerToken, seconds_to_wait

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(params=["redis", "memory"])
def store(request, settings):
    """Count in Redis, and in this process."""
    if request.param == "memory":
        settings.REDIS_URL = ""
    throttling._windows.clear()
    return request.param


def at_once(threads, work):
    """Return the results of `work` from many threads that begin together."""
    start, results = threading.Barrier(threads), []

    def run():
        start.wait()
        results.append(work())

    running = [threading.Thread(target=run) for _ in range(threads)]
    with all_the_time_of_the_world():
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    return results


@contextmanager
def all_the_time_of_the_world():
    """Take no Redis for away that is only kept waiting for a processor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(throttling, "PATIENCE", 60)
        throttling._redis.cache_clear()
        throttling._script.cache_clear()
        yield
    throttling._redis.cache_clear()
    throttling._script.cache_clear()


def test_of_two_hundred_at_once_exactly_the_limit_passes(store):
    waits = at_once(200, lambda: seconds_to_wait("test", limit=20))

    assert waits.count(0) == 20
    assert all(1 <= wait <= 61 for wait in waits if wait)


def test_names_are_counted_apart_and_a_window_ends(store):
    assert seconds_to_wait("one", limit=1, window=1) == 0
    assert seconds_to_wait("two", limit=1, window=60) == 0
    assert seconds_to_wait("two", limit=1, window=60) > 0
    wait_for_a_second = threading.Event()
    wait_for_a_second.wait(1.1)
    assert seconds_to_wait("one", limit=1, window=1) == 0


def test_limits_hold_in_this_process_while_redis_is_away_or_deaf_and_left_alone(settings, caplog):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        refused = [seconds_to_wait("deaf", limit=2) > 0 for _ in range(4)]
        assert refused == [False, False, True, True]
    redis_pause.end()
    assert [seconds_to_wait("away", limit=2) > 0 for _ in range(4)] == [False, False, True, True]
    assert throttling.seconds_left("away", limit=2) > 0

    assert [record.message for record in caplog.records] == [
        "Limits hold per process for a while"
    ] * 2


def test_a_redis_that_came_back_counts_again(monkeypatch):
    monkeypatch.setattr(redis_pause, "_until", time.monotonic() - 1)

    assert seconds_to_wait("test", limit=1) == 0
    assert seconds_to_wait("test", limit=1) > 0


@pytest.fixture(autouse=True)
def _redis_is_well():
    redis_pause.end()
    yield
    redis_pause.end()


class Open(APIView):
    authentication_classes = permission_classes = ()
    throttle_classes = (PerToken, PerAddress)

    def get(self, request):
        return Response()


@pytest.fixture
def _rates(settings):
    rates = {"token": "5/min", "address": "3/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}


def ask(times, **meta):
    factory = RequestFactory(**meta)
    return [Open.as_view()(factory.get("/api/")) for _ in range(times)]


@pytest.mark.usefixtures("_rates")
def test_too_many_from_one_address_are_429_and_say_when(store):
    answers = ask(5)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61
    assert answers[-1].data == {"detail": "Too many requests.", "code": "throttled"}


@pytest.mark.usefixtures("_rates")
@pytest.mark.parametrize("proxies", [0, None])
def test_an_invented_forwarding_header_is_not_another_address(store, settings, proxies):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    forged = [ask(1, HTTP_X_FORWARDED_FOR=f"1.2.3.{n}")[0].status_code for n in range(5)]

    assert forged == [200, 200, 200, 429, 429]


@pytest.mark.usefixtures("_rates")
def test_behind_one_proxy_the_address_is_what_that_proxy_saw(store, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    forged = [ask(1, HTTP_X_FORWARDED_FOR=f"1.2.3.{n}, 9.9.9.9")[0].status_code for n in range(5)]
    other = ask(1, HTTP_X_FORWARDED_FOR="1.2.3.4, 9.9.9.8")[0].status_code

    assert (forged, other) == ([200, 200, 200, 429, 429], 200)


@pytest.mark.usefixtures("_rates")
def test_a_token_has_a_limit_of_its_own_and_nobody_has_none(store):
    def allowed(token):
        request = SimpleNamespace(auth=token, user=None)
        return PerToken().allow_request(request, view=None)

    token, other = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
    assert [allowed(token) for _ in range(7)] == [True] * 5 + [False] * 2
    assert allowed(other)
    assert all(allowed(None) for _ in range(7))


def test_a_scope_that_settings_do_not_name_is_not_limited(store):
    assert [answer.status_code for answer in ask(300)] == [200] * 300


def test_what_is_forgotten_is_counted_anew(store):
    for _ in range(4):
        throttling.seconds_to_wait("forgotten", limit=3)
    assert throttling.seconds_left("forgotten", limit=3) > 0

    throttling.forget("forgotten")
    throttling.forget("never counted")

    assert throttling.seconds_left("forgotten", limit=1) == 0
    assert throttling.seconds_to_wait("forgotten", limit=1) == 0
