"""Asking every door, and reporting what is not as it was."""

from collections.abc import Iterable

from tests.witness import (
    recording,
    tellers_cost,
    tellers_dialects,
    tellers_native,
    tellers_outbound,
    tellers_written,
)
from tests.witness.recording import Recording, Teller
from tests.witness.world import World

OF_ORDERS = [tellers_outbound, tellers_native, tellers_dialects]
ROOMS = [*OF_ORDERS, tellers_cost, tellers_written]


def tellers_of(rooms) -> list[Teller]:
    """Return what tells in these rooms."""
    return [each for room in rooms for each in vars(room).values() if isinstance(each, Teller)]


TELLERS = tellers_of(ROOMS)
MOST_LINES = 200


def listen(world: World) -> Recording:
    """Return what every door says, as it is written down; of some orders only what is of each."""
    said: Recording = {teller.name: {} for teller in TELLERS}
    for room in ROOMS if world.complete else OF_ORDERS:
        for teller, subject, value in room.tell(world):
            order, full = subject[:4], recording.entry(value)
            whole = order in (world.whole if teller.only is None else teller.only)
            whole = whole or order not in world.diaries
            said[teller.name][subject] = recording.kept(teller, full, whole=whole)
    return said if world.complete else of_its_orders(said, world)


def of_its_orders(said: Recording, world: World) -> Recording:
    """Keep what is told of the orders that were made, and nothing of the house."""
    return {
        teller: {subject: words for subject, words in told.items() if subject[:4] in world.diaries}
        for teller, told in said.items()
    }


def recorded(world: World) -> Recording:
    """Return what was recorded of the same orders."""
    tellers = TELLERS if world.complete else tellers_of(OF_ORDERS)
    said = {teller.name: recording.read(teller) for teller in tellers}
    return said if world.complete else of_its_orders(said, world)


def report(found: list[str], end: str) -> str:
    """Return the differences as a text, cut where nobody would read on."""
    lines = [*found[:MOST_LINES], *_more(found[MOST_LINES:])]
    return "\n".join([f"{len(found)} differences (teller · orders · place: was → is)", *lines, end])


def _more(rest: list[str]) -> Iterable[str]:
    return [f"… and {len(rest)} more; record anew and read the diff."] if rest else []
