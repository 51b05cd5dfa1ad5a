"""A deaf broker: the command succeeds, rings once, and the event waits for the beat."""

import socket

import pytest
from kombu import pools

from oms import redis_pause
from oms.celery import app
from orders.commands import packages
from orders.models import OrderEvent, Package
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON


@pytest.fixture
def deaf_broker(monkeypatch):
    """A listener that accepts and never answers stands where the broker should be."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        # The second is read from the first, so that it has to be remembered before.
        monkeypatch.setattr(app.conf, "broker_write_url", address)
        monkeypatch.setattr(app.conf, "broker_url", address)
        forget_connections()
        yield listener
    forget_connections()


def forget_connections():
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def connections(listener):
    count = 0
    while True:
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.mark.django_db(transaction=True)
def test_a_command_succeeds_beside_a_deaf_broker_with_one_attempt_and_the_event_waits(deaf_broker):
    package = Package.objects.get(order=factories.order())
    connections(deaf_broker)
    redis_pause.end()

    packages.start(package.pk, by="test", at=NOON)

    assert connections(deaf_broker) == 1
    assert Package.objects.get().state == PackageStatus.PREPARING
    unseen = OrderEvent.objects.unseen().filter(kind="package.started")
    assert unseen.count() == 1
    assert relay_pending() == 4
    assert not unseen.exists()
