"""How many requests a second the hub gets from us, and what a dry run leaves behind."""

import re
import time
from threading import Thread

import pytest
from django.db import connection
from pytest_httpserver import HTTPServer
from werkzeug import Response

from integrations.models import PullCursor
from integrations.omnitron import pull
from integrations.omnitron.client import Client
from integrations.omnitron.pace import Pace
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import LOOPBACK, NOW

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|SELECT .*FOR UPDATE|SELECT nextval)", re.I | re.S)
RATE = 25


@pytest.fixture
def counted(db, settings, httpserver: HTTPServer):
    """Return a channel whose hub keeps the moments of its requests, and those moments."""
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.PULL_REQUESTS_PER_SECOND = RATE
    moments = []

    def answer(_request):
        moments.append(time.monotonic())
        return Response("[]", content_type="application/json")

    httpserver.expect_request("/cargos/").respond_with_handler(answer)
    url = httpserver.url_for("")
    return Channel.objects.create(name="S", omnitron_id=1, server=url, auth_token="t"), moments


def most_in_a_second(moments):
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


def test_one_pull_keeps_its_pace(counted):
    channel, moments = counted
    client = Client(channel)

    for _ in range(RATE + 10):
        assert list(client.cargo_companies()) == []

    assert len(moments) == RATE + 10
    assert most_in_a_second(moments) <= RATE + 1  # the first and the last of that second


def test_all_workers_together_keep_the_pace_of_a_channel(counted):
    channel, moments = counted
    clients = [Client(channel) for _ in range(3)]

    def ask(client):
        for _ in range(RATE):
            list(client.cargo_companies())

    threads = [Thread(target=ask, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(moments) == 3 * RATE
    seconds = int(moments[-1] - moments[0]) + 1
    assert len(moments) <= RATE * (seconds + 1)
    assert most_in_a_second(moments) <= 2 * RATE + len(clients)  # those who were on their way


def test_no_rate_is_no_limit(settings):
    settings.PULL_REQUESTS_PER_SECOND = 0
    pace = Pace("nobody")

    for _ in range(10_000):
        pace.wait()


def test_who_has_no_time_left_does_not_wait(settings):
    settings.PULL_REQUESTS_PER_SECOND = 1
    for _ in range(50):
        Pace("busy").wait(until=time.monotonic())


@pytest.mark.parametrize("how", ["nothing here yet", "all here already"])
def test_a_dry_run_writes_nothing_and_moves_no_sequence(how, channel, pulled, hub):
    if how == "all here already":
        pulled()
        hub.amend("2291090711512921", notes="Ring twice")
        hub.grow(2)
    else:
        Client(channel).log_in()  # a token is kept, and no cursor yet
        PullCursor.objects.all().delete()
    since = pull.EPOCH if Order.objects.exists() else None
    before, statements = sequences(), []

    def log(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(log):
        pages = list(pull.preview_channel(channel.pk, now=NOW, since=since))

    assert sum(len(page.outcomes) for page in pages) >= 12
    assert len(statements) > 10
    assert [sql for sql in statements if WRITE.match(sql)] == []
    assert sequences() == before


def sequences():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        return cursor.fetchall()
