"""The table that a person reads, one line for each case."""

import re
from collections.abc import Iterable, Iterator, Mapping

from integrations.conformance.runner import Result

WIDEST = 160  # letters of a difference
HEADINGS = ("case", "evidence", "verdict", "first difference, or why it was skipped")


def table(results: Iterable[Result]) -> Iterator[str]:
    """Yield the lines of the table, its columns as wide as they must be."""
    rows = [HEADINGS, *map(_row, results)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def legend(results: Iterable[Result], marks: Mapping[str, str]) -> Iterator[str]:
    """Yield what each mark means that stands among the evidence."""
    shown = {mark for result in results for mark in re.findall(r"\[(\w+)\]", result.case.evidence)}
    yield from (f"[{mark}] {meaning}" for mark, meaning in marks.items() if mark in shown)


def details(results: Iterable[Result]) -> Iterator[str]:
    """Yield every difference, under the case that found it."""
    for result in results:
        if result.differences:
            yield f"{result.case.name}:"
            yield from (f"    {_cut(difference)}" for difference in result.differences)


def total(results: Iterable[Result]) -> dict[str, int]:
    """Return how many conform, differ and were skipped."""
    verdicts = [result.verdict for result in results]
    return {verdict: verdicts.count(verdict) for verdict in ("ok", "differs", "skipped")}


def _row(result):
    more = len(result.differences) - 1
    first = _cut(result.reason or next(iter(result.differences), ""))
    return (
        result.case.name,
        result.case.evidence,
        result.verdict,
        f"{first} (and {more} more)" if more > 0 else first,
    )


def _cut(text):
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return shown if len(shown) <= WIDEST else f"{shown[: WIDEST - 1]}…"
