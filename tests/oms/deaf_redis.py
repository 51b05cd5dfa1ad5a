"""A listener that accepts and never answers, where cache, limits and broker look for Redis."""

import socket
from contextlib import contextmanager

from kombu import pools

from oms.celery import app


@contextmanager
def deaf_redis(settings, monkeypatch):
    """Stand in Redis's place as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        settings.REDIS_URL = address
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
        monkeypatch.setattr(app.conf, "broker_write_url", address)
        monkeypatch.setattr(app.conf, "broker_url", address)
        _forget_connections()
        yield listener
    _forget_connections()


def attempts(listener) -> int:
    """Cut off whoever has connected, and return how many those were."""
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def _forget_connections():
    pools.reset()
    app._pool = app.amqp._producer_pool = None
