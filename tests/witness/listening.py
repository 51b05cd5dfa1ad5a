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

ROOMS = [tellers_outbound, tellers_native, tellers_dialects, tellers_cost, tellers_written]
TELLERS = [teller for room in ROOMS for teller in vars(room).values() if isinstance(teller, Teller)]
MOST_LINES = 200


def listen(world: World, rooms=tuple(ROOMS)) -> Recording:
    """Return what every door says, as it is written down."""
    said: Recording = {teller.name: {} for teller in TELLERS}
    for room in rooms:
        for teller, subject, value in room.tell(world):
            order = subject[:4]
            whole = order not in world.diaries or order in world.whole
            full = recording.entry(value)
            said[teller.name][subject] = recording.kept(teller, full, order=order, whole=whole)
    return said


def report(found: list[str], end: str) -> str:
    """Return the differences as a text, cut where nobody would read on."""
    lines = [*found[:MOST_LINES], *_more(found[MOST_LINES:])]
    return "\n".join([f"{len(found)} differences (teller · orders · place: was → is)", *lines, end])


def _more(rest: list[str]) -> Iterable[str]:
    return [f"… and {len(rest)} more; record anew and read the diff."] if rest else []
