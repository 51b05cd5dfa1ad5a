"""On SQLite the doors say of an order what they say of it on PostgreSQL."""

import pytest

from tests.witness import comparison, frozen, listening, world

EVERY = 25  # one order in so many: each says the same whichever orders stand beside it
pytestmark = pytest.mark.django_db


def test_what_the_doors_say_of_some_orders_is_what_was_recorded_on_postgresql():
    with frozen.time() as clock:
        some = world.populate(clock, every=EVERY)
        said = listening.listen(some)

    found = comparison.differences(listening.recorded(some), said)
    found = [line for line in found if comparison.SEQUENCE not in line]  # of what PostgreSQL sorts

    assert not found, listening.report(found, "The databases differ.")
