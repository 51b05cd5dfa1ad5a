"""A broker that is away or deaf costs the caller one connection and one timeout."""

import contextlib
import socket
import threading

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from oms.celery import app as house
from tests.oms.wire import closed_port


@pytest.fixture
def listener():
    """A listener that accepts and never answers; a caller without patience limit is cut off."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        scissors = threading.Timer(20, connections, [listener])
        scissors.start()
        yield listener
        scissors.cancel()


def connections(listener):
    """Cut off whoever has connected and return how many those were."""
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def ring(port):
    """Ring a doorbell behind `port`, with the settings of the house."""
    app = Celery("oms", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    for name in ["broker_transport_options", "task_publish_retry", "task_ignore_result"]:
        app.conf[name] = house.conf[name]

    @app.task
    def bell():
        pass

    bell.delay()


def test_a_deaf_broker_is_tried_once_and_given_up(listener):
    with pytest.raises(OperationalError, match="Timeout"):
        ring(listener.getsockname()[1])

    assert connections(listener) == 1


def test_a_broker_that_is_away_is_reported_and_not_waited_for():
    with closed_port() as port, pytest.raises(OperationalError, match="refused"):
        ring(port)


def test_no_result_is_ever_kept():
    assert house.conf.result_backend is None
    assert house.conf.task_ignore_result is True
