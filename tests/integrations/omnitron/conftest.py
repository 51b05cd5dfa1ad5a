"""A stand-in Omnitron over real HTTP, and a channel that copies its orders."""

from datetime import UTC, datetime

import pytest

from integrations.omnitron import pull
from integrations.sandbox import Sandbox
from orders.models import Channel
from tests.integrations.omnitron import hooking

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def hub(settings):
    """Listen on loopback, where nothing happens by itself."""
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.PULL_REQUESTS_PER_SECOND = 0
    with Sandbox(seed=7, every=None, allowed=True) as sandbox:
        yield sandbox


@pytest.fixture
def channel(db, hub):
    """Return the hub's one channel, without any order yet."""
    return Channel.objects.create(
        name="Shop",
        omnitron_id=1,
        server=hub.omnitron_url,
        username="omnitron",
        password="sandbox",
    )


@pytest.fixture
def pulled(channel):
    """Return a function that pulls to the end and returns {result: how many}."""

    def run(**options):
        counts = {}
        for page in pull.pull_channel(channel.pk, **({"now": NOW} | options)):
            for outcome in page.outcomes:
                counts[outcome.result] = counts.get(outcome.result, 0) + 1
        return counts

    return run


@pytest.fixture
def told(hub):
    """Return a function that gives an order of the hub to be spoilt, by its place in time."""
    return lambda n: sorted(hub.world.rows("orders"), key=lambda row: row["modified_date"])[n]


@pytest.fixture
def hooked(channel):
    """Return the channel, with a secret that signs its hooks."""
    channel.hook_secret = hooking.SECRET
    channel.save()
    return channel


@pytest.fixture
def arrives(monkeypatch):
    """Work hooks off at a moment that lies after their arrival."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
