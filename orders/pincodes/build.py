"""Builds states.txt from a list of post offices: `python -m orders.pincodes.build OFFICES.csv`."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from orders import gst
from orders.pincodes import TABLE

CORRECTIONS = Path(__file__).with_name("corrections.csv")
NOT_TOLD = "Unknown"

States = Mapping[str, frozenset[str]]  # the letters of the states of each PIN code


def read(offices: Iterable[Mapping[str, str]], corrections: Iterable[Mapping[str, str]]) -> States:
    """Return the states of each PIN code as its offices tell them, and the corrections' instead."""
    found: dict[str, set[str]] = defaultdict(set)
    for office in offices:
        if office["state"] != NOT_TOLD:
            found[office["pincode"]].add(_letters(office["state"]))
    right = {row["pincode"]: {row["state"]} - {""} for row in corrections}
    return {code: frozenset(letters) for code, letters in (found | right).items() if letters}


def lines(states: States) -> Iterator[str]:
    """Yield the lines of the table, by the first three digits and then by state."""
    for head, codes in groupby(sorted(states), key=lambda code: code[:3]):
        by_state: dict[str, list[int]] = defaultdict(list)
        for code in codes:
            by_state["/".join(sorted(states[code]))].append(int(code[3:]))
        for letters, tails in sorted(by_state.items()):
            yield " ".join([letters, head, *_spans(tails)])


def _letters(name: str) -> str:
    if (state := gst.state(name)) is None:
        raise ValueError(f"There is no state {name}.")
    return state.letters


def _spans(tails: list[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(tails), key=lambda pair: pair[1] - pair[0]):
        numbers = [tail for _, tail in run]
        first, last = f"{numbers[0]:03}", f"{numbers[-1]:03}"
        yield first if first == last else f"{first}-{last}"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    table = lines(read(_rows(Path(sys.argv[1])), _rows(CORRECTIONS)))
    TABLE.write_text("".join(f"{line}\n" for line in table), encoding="ascii")
