"""Pullers that are killed with -9 leave whole orders behind, and the next ones finish the work."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from integrations.models import PullCursor
from integrations.sandbox import Sandbox
from orders.models import Channel, Order, OrderEvent, OrderItem
from tests.integrations.omnitron.conftest import LOOPBACK

ROOT = Path(__file__).parents[3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("orders", "kills"),
    [
        pytest.param(60, 1, id="1"),
        pytest.param(2000, 100, id="100", marks=pytest.mark.faults),
    ],
)
def test_no_half_order_is_ever_seen_and_none_is_lost(orders, kills, settings, capsys):
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    dice = random.Random(1)
    with Sandbox(seed=3, every=None, allowed=True) as hub:
        hub.grow(orders - 12)
        Channel.objects.create(
            name="Shop",
            omnitron_id=1,
            server=hub.omnitron_url,
            username="omnitron",
            password="sandbox",
        )
        while kills:
            puller = _puller()
            _kill(puller, hub, dice)
            kills -= 1
            _nothing_is_half()
            PullCursor.objects.update(leased_until=None, logins=[])  # a minute later
        assert _puller().wait(timeout=600) == 0

    counted = Order.objects.count()
    with capsys.disabled():
        print(f"\n{orders} orders there, {counted} here after the kills")  # noqa: T201 - a figure
    assert counted == orders
    assert OrderEvent.objects.filter(kind="order.received").count() == orders
    _nothing_is_half()
    assert PullCursor.objects.get().completed_at > timezone.now() - timedelta(minutes=5)


def _puller():
    """Start a pull of small pages in a process of its own, on the test's database."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    code = (
        "import django; django.setup(); from django.conf import settings;"
        "settings.PULL_PAGE_SIZE, settings.PULL_REQUESTS_PER_SECOND = 10, 0;"
        "from django.core.management import call_command;"
        "call_command('pull_orders', '--since', '2020-01-01T00:00:00Z')"
    )
    more = {
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
        "OUTBOUND_ALLOWED_NETWORKS": LOOPBACK[0],
        "DJANGO_SETTINGS_MODULE": "oms.settings",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=os.environ | more, **quiet)


def _kill(puller, hub, dice):
    """Kill the puller at some moment after it began to ask for orders."""
    hub.forget_requests()
    while not any(request.path.endswith("/orders/") for request in hub.requests):
        assert puller.poll() is None, "The puller ended before it asked for orders."
        time.sleep(0.005)
    time.sleep(dice.uniform(0, 0.6))
    puller.send_signal(signal.SIGKILL)
    puller.wait(timeout=30)


def _nothing_is_half():
    whole = Order.objects.annotate(units=Count("orderitem_set"))
    assert not whole.filter(units=0).exists()
    assert not whole.exclude(units=F("order_item_count")).exists()
    assert not Order.objects.filter(events__isnull=True).exists()
    assert not OrderItem.objects.filter(product__isnull=True).exists()
