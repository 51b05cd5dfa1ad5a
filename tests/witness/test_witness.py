"""What every door says of the seeded orders is what was recorded; see the package's docstring."""

import faulthandler
import os

import pytest
from django.db import connection

from tests.witness import comparison, frozen, listening, recording, world

RECORD = os.environ.get("WITNESS") == "record"
EVERY = int(os.environ.get("WITNESS_EVERY", "1"))  # a first look: one order in so many
HOW = "`make witness` records anew; say why in tests/witness/DIFFERENCES.md."
pytestmark = [pytest.mark.django_db, pytest.mark.faults]


def _plan_without_statistics():
    """Use indexes: after other tests the tables are told to be empty, and all of this is unseen."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def test_every_door_says_of_every_order_what_was_recorded(capsys):
    _plan_without_statistics()
    faulthandler.cancel_dump_traceback_later()  # on a busy machine this takes minutes, and may
    with frozen.time() as clock:
        made = world.populate(clock, every=EVERY)
        said = listening.listen(made)
    found = comparison.differences(listening.recorded(made), said)
    if RECORD:
        for teller in listening.TELLERS:
            recording.write(teller, said[teller.name])
        with capsys.disabled():
            print(listening.report(found, "Recorded."))  # noqa: T201 - `make witness` shows it
    else:
        assert not found, listening.report(found, HOW)
