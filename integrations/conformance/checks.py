"""What may be asked of an answer beyond its shape; each yields sentences that begin with a path."""

from collections.abc import Callable, Iterator
from typing import Any

from integrations.conformance import shapes
from integrations.conformance.asking import Answer
from integrations.conformance.cases import Check, Facts, need


def equals(place: str, expected: Callable[[Facts], Any]) -> Check:
    """What stands at `place` is what we expect."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        found, wanted = shapes.at(answer.body, place), expected(facts)
        if found != wanted:
            yield f"$.{place}: {_told(found)}, not {shapes.told(wanted)}"

    return check


def fact(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts[name]


def every(rows: str, key: str, fits: Callable[[Any, Facts], bool], words: str) -> Check:
    """The `key` of every row in the list at `rows` fits."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        for n, row in enumerate(_rows(answer, rows)):
            found = shapes.at(row, key)
            if not fits(None if found is shapes.NOTHING else found, facts):
                yield f"$.{rows}[{n}].{key}: {_told(found)} is not {words}"

    return check


def some(rows: str) -> Check:
    """The list at `rows` has rows, or nothing could be seen of their shape: a skip."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        need(_rows(answer, rows), f"the host has no {rows} to look at")
        yield from ()

    return check


def ordered(rows: str, key: str, *, descending: bool = False) -> Check:
    """The rows of the list at `rows` come in the order of their `key`."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        keys = [shapes.at(row, key) for row in _rows(answer, rows)]
        if keys != sorted(keys, reverse=descending):
            yield f"$.{rows}: not in the order of {'-' if descending else ''}{key}"

    return check


def at_most(rows: str, most: int) -> Check:
    """The list at `rows` is no longer than was asked for."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        if (number := len(_rows(answer, rows))) > most:
            yield f"$.{rows}: {number} of them, not {most} at most"

    return check


def header(name: str, fits: Callable[[str], bool], words: str) -> Check:
    """The answer has a header that fits."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        if not fits(answer.headers.get(name, "")):
            yield f"{name}: {answer.headers.get(name, 'no such header')!r} is not {words}"

    return check


def _rows(answer, place):
    found = shapes.at(answer.body, place) if place else answer.body
    return found if isinstance(found, list) else []


def _told(found):
    return "nothing" if found is shapes.NOTHING else shapes.told(found)
