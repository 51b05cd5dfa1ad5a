"""Redis is killed and comes back empty: every command succeeds, and everything is delivered."""

import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress

import pytest
from django.contrib.auth import get_user_model
from kombu.exceptions import OperationalError

from oms import environment
from oms.celery import app
from orders.commands import packages
from orders.models import OrderEvent, Package
from tests import factories
from tests.factories import NOON
from tests.faults.receiver import Receiver
from tests.faults.workers import Workers
from tests.orders.test_doorbell import forget_connections
from tests.servers import ensure
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = pytest.param(12, 1, id="12-commands-1-kill")
LARGE = pytest.param(500, 5, id="500-commands-5-kills", marks=pytest.mark.faults)


class Redis:
    """A Redis of our own that can be killed with -9; it keeps nothing, so it comes back flushed."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory(prefix="oms-test-", dir="/tmp")  # a short path
        self.path = f"{self.home.name}/redis.sock"  # a port could be another's by the time
        self.url = f"unix://{self.path}?db=0"
        self.start()

    def start(self):
        words = [ensure("redis-server"), "--port", "0", "--unixsocket", self.path, "--save", ""]
        self.process = subprocess.Popen(words, cwd=self.home.name, stdout=subprocess.DEVNULL)
        for _ in range(600):
            with suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
                knock.connect(self.path)
                return
            time.sleep(0.05)
        raise AssertionError("Redis did not start within half a minute.")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def broker(monkeypatch):
    redis = Redis()
    # The second is read from the first, so that it has to be remembered before.
    monkeypatch.setattr(app.conf, "broker_write_url", environment.broker(redis.url))
    monkeypatch.setattr(app.conf, "broker_url", environment.broker(redis.url))
    forget_connections()
    yield redis
    forget_connections()
    redis.kill()
    redis.home.cleanup()


def ring():
    """Do what the beat does every five seconds."""
    with suppress(OperationalError, OSError):
        app.send_task("orders.tasks.relay", expires=60)
        app.send_task("webhooks.tasks.deliver_due", expires=60)


@pytest.mark.parametrize(("commands", "kills"), [SMALL, LARGE])
def test_nothing_waits_for_ever_when_the_broker_was_killed_and_came_back_empty(
    broker, commands, kills, tmp_path, capsys
):
    shop = factories.channel()
    factories.receive(*[factories.draft(channel=shop) for _ in range(commands)], channel=shop)
    keys = list(Package.objects.values_list("pk", flat=True))
    words = [
        "celery",
        "-A",
        "oms",
        "worker",
        "-P",
        "threads",
        "-c",
        "4",
        "-Q",
        "push",
        "-l",
        "WARNING",
        "--without-mingle",
    ]
    with Receiver(failing=False) as pos:
        owner = get_user_model().objects.create(username="oms")
        address = Webhook.objects.create(
            owner=owner, target="pos", target_url=pos.url, event_type="*", username="u"
        )
        with Workers(*words, log=tmp_path / "worker.log", REDIS_URL=broker.url):
            carrier = factories.cargo_company()
            kill_at = {len(keys) * (n + 1) // (kills + 1) for n in range(kills)}
            for n, key in enumerate(keys):
                if n in kill_at:
                    broker.kill()
                by = {"by": "test", "at": NOON}
                packages.pack(key, **by)
                packages.ship(key, carrier=carrier.pk, tracking_number=f"AWB-{key:06}", **by)
                if n - 2 in kill_at:
                    broker.start()
            _until_delivered(address, commands)

    assert Package.objects.filter(state=600).count() == commands
    assert not OrderEvent.objects.unseen().exists()
    assert len(pos.first_applications()) == commands
    with capsys.disabled():
        print(f"\n{commands} dispatches, Redis killed {kills} times: all delivered")  # noqa: T201


def _until_delivered(address, commands):
    for _ in range(600):
        ring()
        delivered = WebhookEvent.objects.filter(webhook=address, state="delivered").count()
        if delivered == commands and not OrderEvent.objects.unseen().exists():
            return
        time.sleep(1)
    unseen = OrderEvent.objects.unseen().count()
    raise AssertionError(f"After ten minutes {delivered} are delivered, {unseen} events unseen.")
