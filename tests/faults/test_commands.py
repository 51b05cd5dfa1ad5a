"""Commands through a web server whose workers are killed: a change and its event, or neither."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import requests
from django.contrib.auth import get_user_model
from django.utils import timezone

from integrations import auth
from integrations.models import Partner
from orders.models import OrderEvent, Package
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.faults.workers import Workers
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)

LARGE = pytest.param(1000, 200, id="1000-commands-200-kills", marks=pytest.mark.faults)
SMALL = pytest.param(40, 10, id="40-commands-10-kills")


def token() -> str:
    user = get_user_model().objects.create(username="robot")
    partner = Partner.objects.create(name="Robot", dialect="akinon", user=user)
    everything = {"channels": None, "locations": None, "days": 1, "at": timezone.now()}
    return auth.issue(partner, rights=["read", "command"], **everything)[1]


def start(base: str, headers: dict, package_id: int) -> None:
    """Ask until there is an answer; a repeat of what was done already is refused with 400."""
    for _ in range(60):
        with suppress(requests.RequestException):
            url = f"{base}/api/v1/oms/packages/{package_id}/command/"
            answer = requests.post(url, json={"slug": "start"}, headers=headers, timeout=10)
            if answer.status_code in {204, 400}:
                return
        time.sleep(0.1)
    raise AssertionError(f"No answer about package {package_id}.")


@pytest.mark.parametrize(("commands", "kills"), [SMALL, LARGE])
def test_a_change_and_its_messages_are_there_together_or_not_at_all(
    commands, kills, tmp_path, capsys
):
    shop = factories.channel()
    page = [factories.draft(channel=shop) for _ in range(commands)]
    factories.receive(*page, channel=shop)
    owner = get_user_model().objects.create(username="oms")
    Webhook.objects.create(
        owner=owner, target_url="https://x.example.com/", event_type="package.status.transitioned"
    )
    while relay_pending():
        pass
    keys = list(Package.objects.values_list("pk", flat=True))
    headers = {"Authorization": f"Token {token()}"}
    listener = socket.create_server(("127.0.0.1", 0))  # who asks early waits in its queue
    base, fd = f"http://127.0.0.1:{listener.getsockname()[1]}", listener.fileno()
    words = f"gunicorn oms.wsgi --preload --workers 4 --bind fd://{fd}".split()
    with (
        listener,
        Workers(*words, log=tmp_path / "web.log", sockets=(fd,)) as web,
        ThreadPoolExecutor(4) as people,
    ):
        start(base, headers, keys[0])
        done = threading.Event()
        work = [people.submit(start, base, headers, key) for key in keys[1:]]
        threading.Thread(target=lambda: ([w.exception() for w in work], done.set())).start()
        while not done.is_set():
            if web.kills < kills:
                web.kill_one()
            time.sleep(0.15)
        [each.result() for each in work]

    events = OrderEvent.objects.filter(kind="package.started")
    moved = Package.objects.filter(state=PackageStatus.PREPARING)
    assert set(events.values_list("package", flat=True)) == set(moved.values_list("pk", flat=True))
    assert (events.count(), moved.count()) == (commands, commands)
    while relay_pending():
        pass
    told = WebhookEvent.objects.filter(order_event__kind="package.started")
    assert set(told.values_list("order_event", flat=True)) == set(
        events.values_list("pk", flat=True)
    )
    assert told.count() == commands
    with capsys.disabled():
        print(f"\n{commands} commands, {web.kills} web workers killed, 0 torn")  # noqa: T201
