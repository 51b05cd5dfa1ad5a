"""On SQLite the doors say of an order what they say of it on PostgreSQL."""

import pytest

from tests.witness import comparison, frozen, listening, recording, world

EVERY = 25  # one order in so many: each says the same whichever orders stand beside it
pytestmark = pytest.mark.django_db


def test_what_the_doors_say_of_some_orders_is_what_was_recorded_on_postgresql():
    with frozen.time() as clock:
        some = world.populate(clock, every=EVERY)
        said = listening.listen(some)
    after = {name: _of(orders, some) for name, orders in said.items()}
    before = {teller.name: _of(recording.read(teller), some) for teller in listening.TELLERS}

    found = comparison.differences(before, after)

    assert not found, listening.report(found, "The databases differ.")


def _of(orders, some):
    return {subject: words for subject, words in orders.items() if subject[:4] in some.diaries}
