"""The states in which an Indian PIN code lies, from the directory of India Post."""

from functools import cache
from pathlib import Path

from orders import gst

TABLE = Path(__file__).with_name("states.txt")


def states(pincode: str) -> tuple[gst.State, ...]:
    """
    Return the states of a whole PIN code, in the order of their codes: mostly one.

    Several where post offices of both sides of a border share it; none for what is no PIN code,
    or one that India Post does not know.
    """
    found = (gst.state(letters) for letters in _known().get(_digits(pincode), ()))
    return tuple(sorted(filter(None, found), key=lambda state: state.code))


def _digits(pincode: str) -> str:
    """Return a PIN code as it is written without its customary blank: 560 038."""
    return pincode.replace(" ", "").replace("-", "")


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Read the table: each line has the letters of states, three digits, and spans of the rest."""
    known = {}
    for line in TABLE.read_text(encoding="ascii").splitlines():
        letters, head, *spans = line.split()
        states_here = tuple(letters.split("/"))
        for span in spans:
            first, _, last = span.partition("-")
            for tail in range(int(first), int(last or first) + 1):
                known[f"{head}{tail:03}"] = states_here
    return known
