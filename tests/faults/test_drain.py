"""drain --forever outlives its connection to the database."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from tests.faults.receiver import Receiver
from tests.faults.test_pushes import messages, pending
from tests.faults.workers import Workers
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)


def drop_everybody_else() -> int:
    """Let the database drop every other connection, as a restart would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def until(true, *, what):
    for _ in range(3000):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"Five minutes have passed without {what}.")


def test_drain_goes_on_when_its_connection_was_cut(tmp_path):
    log = tmp_path / "drain.log"
    with Receiver() as pos:
        pos.gate.clear()
        owner = get_user_model().objects.create(username="oms")
        address = Webhook.objects.create(
            owner=owner, target="pos", target_url=pos.url, event_type="*", username="u"
        )
        messages(address, orders=1, each=1)
        with Workers("django", "drain", "--forever", log=log):
            until(lambda: pos.requests, what="a first push")
            drop_everybody_else()  # the sender will not be able to write down the answer
            pos.gate.set()
            until(lambda: "trying again" in log.read_text(), what="a sign of the cut")
            WebhookEvent.objects.update(next_attempt_at=timezone.now())  # its lease runs out
            until(lambda: not pending(), what="an empty outbox")

    assert WebhookEvent.objects.get().state == "delivered"
