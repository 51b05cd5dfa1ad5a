"""What every door says of the seeded orders is what was recorded; see the package's docstring."""

import os

import pytest

from tests.witness import comparison, frozen, listening, recording, world

RECORD = os.environ.get("WITNESS") == "record"
HOW = "`make witness` records anew; say why in tests/witness/DIFFERENCES.md."
pytestmark = pytest.mark.django_db


def test_every_door_says_of_every_order_what_was_recorded():
    with frozen.time() as clock:
        said = listening.listen(world.populate(clock))
    before = {teller.name: recording.read(teller) for teller in listening.TELLERS}
    found = comparison.differences(before, said)
    if RECORD:
        for teller in listening.TELLERS:
            recording.write(teller, said[teller.name])
        print(listening.report(found, "Recorded."))  # noqa: T201 - `make witness` shows it
    else:
        assert not found, listening.report(found, HOW)
