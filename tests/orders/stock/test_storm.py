"""Everything at once, for a while: after it every promised piece has one holder."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from orders.commands import stock
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import (
    assert_sound,
    shelf,
)
from tests.orders.stock.storm import Client
from tests.orders.test_package_races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def shop():
    return factories.channel()


def in_processes(clients, rounds, shop):
    """Let so many programs work on the test's database, and return what they say."""
    name = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    programs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.orders.stock.storm",
                str(seed),
                str(rounds),
                str(shop.pk),
            ],
            env=os.environ
            | {"DATABASE_URL": f"{address}/{name}", "DJANGO_SETTINGS_MODULE": "oms.settings"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(clients)
    ]
    said = [program.communicate(timeout=1200)[0] for program in programs]
    assert [program.returncode for program in programs] == [0] * clients
    return said


SMALL = pytest.param(4, 12, id="4-clients")
LARGE = pytest.param(8, 400, id="8-processes", marks=pytest.mark.faults)


@pytest.mark.parametrize(("clients", "rounds"), [SMALL, LARGE])
def test_after_a_storm_every_promised_piece_has_one_holder(clients, rounds, shop, capsys):
    factories.cargo_company()
    pieces = rounds // 3
    for _ in range(6):
        shelf(pieces)
    if clients <= 4:
        storms = [Client(seed, shop) for seed in range(clients)]
        in_threads([lambda s=s: s.run(rounds) for s in storms])
    else:
        happened = in_processes(clients, rounds, shop)
        with capsys.disabled():
            print("\n" + "\n".join(happened))  # noqa: T201

    assert_sound()
    stock.expire_due()
    assert_sound()
