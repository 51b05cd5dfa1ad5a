"""A first pull whose workers are killed with -9 ends, and reads no finished window again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum

from integrations.models import PullCursor
from integrations.sandbox import Sandbox
from oms.jobs.models import Job, JobPart
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import LOOPBACK

ROOT = Path(__file__).parents[3]
HABITS = [{}, {"dates": "ignored"}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("habits", HABITS, ids=["by date", "by key"])
@pytest.mark.parametrize(
    ("orders", "kills", "page"),
    [
        pytest.param(150, 1, 5, id="1"),
        pytest.param(60_000, 10, 100, id="10", marks=pytest.mark.faults),
    ],
)
def test_no_finished_window_is_read_twice(orders, kills, page, habits, settings, capsys):
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    with Sandbox(seed=3, every=None, allowed=True) as hub:
        hub.speak(**habits)
        hub.grow(orders - 12)
        Channel.objects.create(
            name="Shop",
            omnitron_id=1,
            server=hub.omnitron_url,
            username="omnitron",
            password="sandbox",
        )
        for kill in range(kills):
            puller = _puller(page)
            _until_read(puller, orders * (kill + 1) // (kills + 2))
            os.killpg(puller.pid, signal.SIGKILL)
            puller.wait()
            PullCursor.objects.update(leased_until=None, logins=[])  # a minute later
            JobPart.objects.update(leased_until=None)
        assert _puller(page).wait(timeout=3000) == 0

    job, parts = Job.objects.get(), JobPart.objects.all()
    again = parts.aggregate(all=Sum("attempts"))["all"] - parts.count()
    with capsys.disabled():
        print(f"\n{orders} orders, {kills} kills: {parts.count()} windows, {again} read again")  # noqa: T201 - a figure
    assert job.finished_at is not None
    assert Order.objects.count() == orders
    assert not parts.filter(finished_at=None).exists()
    assert again <= kills


def _puller(page):
    """Start a pull of small pages in a process of its own, on the test's database."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    code = (
        "import django; django.setup(); from django.conf import settings;"
        f"settings.PULL_PAGE_SIZE, settings.PULL_REQUESTS_PER_SECOND = {page}, 0;"
        "from integrations.omnitron import backfill; backfill.PAGES = 4;"
        "from django.core.management import call_command; call_command('pull_orders')"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
            "DJANGO_SETTINGS_MODULE": "oms.settings",
            "OUTBOUND_ALLOWED_NETWORKS": ",".join(LOOPBACK),
        },
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _until_read(puller, count):
    while Order.objects.count() < count:
        assert puller.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
