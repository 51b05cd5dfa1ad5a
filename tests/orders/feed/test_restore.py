"""A dump that is restored: the feed goes on, and who has read beyond it is told."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from orders.commands import packages
from orders.feed.numbering import newest, number
from tests import factories
from tests.factories import NOON
from tests.servers import _find, ensure

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/oms/orders/changes/"
COPY = "restored_copy"


def tool(name, *words):
    """Run a program of PostgreSQL beside the server that the tests found."""
    beside = Path(ensure("postgres")).with_name(name)
    where = connection.settings_dict
    login = ["-h", where["HOST"], "-U", where["USER"]]
    program = str(beside) if beside.exists() else _find(name)
    subprocess.run([program, *login, *words], check=True, capture_output=True)


@pytest.fixture
def dump(tmp_path):
    """Return what dumps the database as it is now."""
    path = tmp_path / "oms.dump"

    def make():
        tool("pg_dump", "-Fc", "-f", str(path), connection.settings_dict["NAME"])
        return path

    return make


@contextmanager
def restored(path):
    """Let everybody find the dump instead of the database, until the block ends."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {COPY} TEMPLATE template0")
    try:
        tool("pg_restore", "-d", COPY, str(path))
        connection.close()
        connection.settings_dict["NAME"] = COPY
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {COPY} WITH (FORCE)")


def happen(times=1):
    """Let so many orders come in, two events each, and number them."""
    for _ in range(times):
        order = factories.order()
    number()
    return order


def asked(client, status=200, **parameters):
    answer = client.get(PATH, parameters)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_after_a_dump_and_a_restore_the_feed_goes_on_under_another_epoch(client, dump):
    happen(3)
    read = asked(client)
    with restored(dump()):
        assert asked(client, after=6, epoch=read["epoch"])["results"] == []
        order = happen()

        on = asked(client, after=6, epoch=read["epoch"])

        assert [(row["id"], row["position"]) for row in on["results"]] == [(order.pk, 8)]
        assert on["epoch"] != read["epoch"]
        assert asked(client, after=8, epoch=on["epoch"])["results"] == []


def test_after_a_restore_to_an_earlier_moment_who_has_read_on_is_told(client, dump):
    order = happen(3)
    early = asked(client)
    earlier = dump()
    packages.start(order.packages.get().pk, by="test", at=NOON)
    happen(1)
    late = asked(client, after=6)
    assert late["next_after"] == newest() == 10

    with restored(earlier):
        assert asked(client, 410, after=10, epoch=late["epoch"])["code"] == "epoch_changed"
        assert asked(client, 410, after=10)["code"] == "epoch_changed"
        happen(5)  # the same numbers again, for other changes
        assert newest() == 16

        assert asked(client, 410, after=10, epoch=late["epoch"])["code"] == "epoch_changed"
        assert len(asked(client, after=6, epoch=early["epoch"])["results"]) == 5
        assert len(asked(client)["results"]) == 8
