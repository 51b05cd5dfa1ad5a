"""A stand-in Omnitron over real HTTP, and a channel that copies its orders."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from integrations.omnitron import pull, target
from integrations.sandbox import Sandbox
from orders.models import Channel, Order, StockLocation
from orders.relay import relay_pending
from tests.integrations.omnitron import hooking
from tests.integrations.omnitron.raw_hub import RawHub
from webhooks import delivery
from webhooks.models import WebhookEvent

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


@pytest.fixture
def written(channel):
    """The row by which the hub is told."""
    return target.connect(channel)


@pytest.fixture
def shop_order(written, pulled, channel, hub):
    """An order of two units, approved, with one package in a store."""
    (number,) = hub.grow(1, skus=["TEE-BLK-M", "UMB-FLD-BK"], status="400", retail_store=None)
    channel.default_location = StockLocation.objects.create(erp_code="HQ", name="HQ")
    channel.save()
    pulled()
    return Order.objects.get(number=number)


@pytest.fixture
def package(shop_order):
    return shop_order.packages.get()


@pytest.fixture
def deliver():
    """Relay everything, then deliver until nothing is due; return what was told, in order."""

    def run():
        while relay_pending():
            pass
        now = timezone.now() + timedelta(seconds=1)
        while due := list(delivery.due(now)):
            for message in due:
                delivery.deliver(message.pk, now=now)
        return list(WebhookEvent.objects.order_by("order_event", "n"))

    return run


@pytest.fixture
def raw_hub(settings):
    """A hub that serves the rows it is given, to the letter."""
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.PULL_REQUESTS_PER_SECOND = 0
    with RawHub() as served:
        yield served


@pytest.fixture
def shop(db, raw_hub):
    """The channel of the raw hub, whose store takes everything."""
    return Channel.objects.create(
        name="Shop",
        omnitron_id=1,
        server=raw_hub.url,
        username="oms",
        password="secret",
        default_location=StockLocation.objects.create(
            erp_code="HQ", name="HQ", state_code="MH", time_zone="Asia/Kolkata"
        ),
    )


@pytest.fixture
def take(shop, raw_hub):
    """Serve these rows, pull to the end, and return {result: how many}."""

    def run(*rows, now=NOW):
        raw_hub.put(*rows)
        counts = {}
        for page in pull.pull_channel(shop.pk, now=now):
            for outcome in page.outcomes:
                counts[outcome.result] = counts.get(outcome.result, 0) + 1
        return counts

    return run
