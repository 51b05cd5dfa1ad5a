"""Loading one file: every row is judged; all are written, or the good ones, or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from orders.commands.upserting import Written
from orders.loading.cells import Cells
from orders.loading.reading import Row, read
from orders.loading.tables import Table
from orders.naming import Names
from orders.scope import EVERYTHING, Scope


@dataclass(frozen=True)
class Result:
    """What became of one row, or would; `error` says why nothing did."""

    line: int
    said: str = ""
    error: str = ""


@dataclass(frozen=True)
class Report:
    """What became of the file, in its order; `written` tells whether anything was kept."""

    results: Sequence[Result]
    written: bool

    @property
    def bad(self) -> list[Result]:
        return [result for result in self.results if result.error]

    def summary(self) -> str:
        """Say in one line how many rows went which way."""
        good = Counter(result.said for result in self.results if not result.error)
        parts = [f"{len(self.results)} rows: {sum(good.values())} good, {len(self.bad)} refused"]
        if set(good) <= {"new", "changed", "unchanged"}:
            parts += [f"{count} {said}" for said, count in sorted(good.items())]
        kept = "Written." if self.written else "Nothing was written."
        return f"{', '.join(parts)}. {kept}"


def load(
    table: Table,
    raw: bytes,
    *,
    at: datetime,
    scope: Scope = EVERYTHING,
    keep_good: bool = False,
    dry_run: bool = False,
) -> Report:
    """
    Load a file in one transaction and report each row; Unreadable is raised for what is no table.

    One bad row keeps the others out, unless `keep_good`; a dry run reports the same and writes
    nothing. Locations that the scope does not see do not exist.
    """
    results, good = _judged(table, read(raw, table.header), scope)
    if dry_run and table.look:
        results |= _told(good, table.look(list(good.values())))
        return _report(results, written=False)
    with transaction.atomic():
        results |= _told(good, table.write(list(good.values()), at))
        good_ones = [result for result in results.values() if not result.error]
        enough = bool(good_ones) if keep_good else len(good_ones) == len(results)
        written = enough and not dry_run
        transaction.set_rollback(not written)
    return _report(results, written=written)


def _judged(table: Table, rows: list[Row], scope: Scope) -> tuple[dict[int, Result], dict]:
    """Return the refused rows, and what the others mean, both by line."""
    refused, good, seen = {}, {}, {}
    names = _names(table, rows, scope)
    for row in rows:
        key = tuple(row.cells.get(column, "").casefold() for column in table.key)
        try:
            if row.error:
                raise ValueError(row.error)
            if (first := seen.setdefault(key, row.line)) != row.line:
                raise ValueError(f"Line {first} tells of the same already.")
            good[row.line] = table.parse(Cells(row.cells), names)
        except ValueError as error:
            refused[row.line] = Result(row.line, error=str(error))
    return refused, good


def _names(table: Table, rows: list[Row], scope: Scope) -> Names:
    codes = [row.cells["location"] for row in rows if "location" in row.cells]
    skus = [row.cells["sku"] for row in rows if "sku" in row.cells]
    return Names(codes=codes, skus=skus, scope=scope)


def _told(good: dict, written: list[Written]) -> dict[int, Result]:
    return {
        line: Result(line, each.said, each.error) for line, each in zip(good, written, strict=True)
    }


def _report(results: dict[int, Result], *, written: bool) -> Report:
    return Report([results[line] for line in sorted(results)], written)
