"""Long work never starves short work: pulls that hang take no slot that a dispatch needs."""

import os
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from integrations.omnitron import cursor as pull_cursor
from integrations.tasks import pull_channel
from oms.celery import app
from oms.models import Heartbeat
from orders.commands import packages
from orders.models import Package
from tests import factories
from tests.factories import NOON
from tests.faults.receiver import Receiver
from tests.faults.workers import Workers
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = ("manage", "worker", "--push-slots", "2", "--pull-slots", "2", "--grace", "1")


@contextmanager
def no_pull_goes_on():
    """Hold what every pull needs first, for as long as the block lasts."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT 1 FROM integrations_pullcursor FOR UPDATE")
        yield


def waiting_pulls():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%%pullcursor%%'"
        )
        return cursor.fetchone()[0]


def until(seen):
    for _ in range(600):
        if found := seen():
            return found
        time.sleep(0.2)
    raise AssertionError("It did not come about in two minutes.")


@pytest.fixture
def queues():
    """Start with empty queues: what earlier tests rang for is none of ours."""
    with app.connection_for_write() as connection:
        for name in ("push", "pull"):
            with suppress(connection.channel_errors):
                connection.default_channel.queue_purge(name)


def test_a_dispatch_and_a_sign_of_life_leave_while_every_pull_hangs(queues, tmp_path):
    shop = factories.channel()
    factories.receive(factories.draft(channel=shop), channel=shop)
    package = Package.objects.get()
    channels = [factories.channel(omnitron_id=n, server="http://127.0.0.1:9") for n in (71, 72, 73)]
    for channel in channels:
        pull_cursor.of(channel)
    with no_pull_goes_on(), Receiver(failing=False) as pos:
        owner = get_user_model().objects.create(username="oms")
        Webhook.objects.create(
            owner=owner, target="pos", target_url=pos.url, event_type="*", username="u"
        )
        with Workers(*WORKER, log=tmp_path / "worker.log", PUSHES_AT_ONCE="1"):
            for channel in channels:
                pull_channel.delay(channel.pk)
            until(lambda: waiting_pulls() == 2)  # both slots of the pull worker are taken
            carrier = factories.cargo_company()
            packages.pack(package.pk, by="test", at=NOON)
            packages.ship(
                package.pk, carrier=carrier.pk, tracking_number="A123456", by="test", at=NOON
            )
            app.send_task("oms.tasks.heartbeat")
            until(lambda: Heartbeat.objects.filter(name="worker").exists())
            until(lambda: _pushed(pos, package))


def _pushed(pos, package):
    app.send_task("webhooks.tasks.deliver_due")  # as the beat does
    return pos.first_applications() == [package.number]


def test_whichever_worker_dies_is_started_again_and_both_end_when_told(queues, tmp_path):
    with Workers(*WORKER, log=tmp_path / "worker.log", PUSHES_AT_ONCE="1") as workers:
        for name, queue in (("worker", "push"), ("pull", "pull")):
            app.send_task("oms.tasks.heartbeat", args=[name], queue=queue)
            until(lambda name=name: Heartbeat.objects.filter(name=name).exists())
        first = workers.children()
        assert len(first) == 2
        os.kill(first[1], signal.SIGKILL)
        killed_at = timezone.now()
        until(lambda: len(set(workers.children()) - set(first)) == 1)
        app.send_task("oms.tasks.heartbeat", args=["pull"], queue="pull")
        until(lambda: Heartbeat.objects.filter(name="pull", at__gt=killed_at).exists())

        workers.process.terminate()

        assert workers.process.wait(timeout=60) == 0
        assert [pid for pid in first if Path(f"/proc/{pid}").exists()] == []
    assert (
        "The pull worker ended with -9; it is started again in 1 s."
        in (tmp_path / "worker.log").read_text()
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"push_slots": 2}, "PUSHES_AT_ONCE=2: one address that hangs takes them all"),
        ({"pull_slots": 1}, "A pull worker needs 2 slots"),
    ],
)
def test_too_few_slots_are_refused_with_a_sentence(given, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("worker", **given)
