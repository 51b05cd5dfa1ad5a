"""Loading one file: every row is judged; all are written, or the good ones, or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from oms.statement_limits import long_work
from orders.commands.upserting import Written
from orders.loading.cells import Cells
from orders.loading.reading import Row, read
from orders.loading.tables import Table
from orders.naming import Names
from orders.scope import EVERYTHING, Scope

PART = 1000  # rows of a file that are committed together where it goes in parts


@dataclass(frozen=True)
class Result:
    """
    What became of one row, or would; `error` says why nothing did, `note` what to know of it.

    `of` are the cells that name its object.
    """

    line: int
    said: str = ""
    error: str = ""
    note: str = ""
    of: str = ""


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


@long_work()
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

    One bad row keeps the others out, unless `keep_good`, with which stock is committed part by
    part: carts wait for a part of the file, and for the whole file only where all of it or nothing
    is written. A dry run reports the same and writes nothing. Locations that the scope does not
    see do not exist.
    """
    rows = read(raw, table.header, table.optional)
    results, good = _judged(table, rows, scope)
    in_vain = dry_run or bool(results and not keep_good)
    if table.look and in_vain:
        results |= _told(good, table.look(list(good.values())))
        written = False
    elif table.in_parts and keep_good:
        written = _write_in_parts(table, good, results, at)
    else:
        written = _write_at_once(table, good, results, at, keep_good=keep_good, dry_run=dry_run)
    return _report(table, rows, results, written=written)


def _write_in_parts(table: Table, good: dict, results: dict[int, Result], at: datetime) -> bool:
    """Commit some rows after the other, and tell whether anything was kept."""
    lines = list(good)
    for start in range(0, len(lines), PART):
        part = {line: good[line] for line in lines[start : start + PART]}
        with transaction.atomic():
            results |= _told(part, table.write(list(part.values()), at))
    return any(not result.error for result in results.values())


def _write_at_once(
    table: Table,
    good: dict,
    results: dict[int, Result],
    at: datetime,
    *,
    keep_good: bool,
    dry_run: bool,
) -> bool:
    """Write the rows, take them back if that is not wanted, and tell whether they were kept."""
    with transaction.atomic():
        results |= _told(good, table.write(list(good.values()), at))
        good_ones = [result for result in results.values() if not result.error]
        enough = bool(good_ones) if keep_good else len(good_ones) == len(results)
        written = enough and not dry_run
        transaction.set_rollback(not written)
    return written


def _judged(table: Table, rows: list[Row], scope: Scope) -> tuple[dict[int, Result], dict]:
    """Return the refused rows, and what the others mean, both by line."""
    refused, good, seen = {}, {}, {}
    names = _names(table, rows, scope)
    for row in rows:
        key = tuple(_named(row.cells.get(column, ""), column) for column in table.key)
        try:
            if row.error:
                raise ValueError(row.error)
            if (first := seen.setdefault(key, row.line)) != row.line:
                raise ValueError(f"Line {first} tells of the same already.")
            good[row.line] = table.parse(Cells(row.cells), names)
        except ValueError as error:
            refused[row.line] = Result(row.line, error=str(error))
    return refused, good


def _named(cell: str, column: str) -> str:
    """Return a cell as it names an object: SKUs and codes may differ by their case alone."""
    return cell.upper() if column == "mode" else cell


def _names(table: Table, rows: list[Row], scope: Scope) -> Names:
    codes = [row.cells["location"] for row in rows if "location" in row.cells]
    skus = [row.cells["sku"] for row in rows if "sku" in row.cells]
    return Names(codes=codes, skus=skus, scope=scope)


def _told(good: dict, written: list[Written]) -> dict[int, Result]:
    return {
        line: Result(line, each.said, each.error, each.note)
        for line, each in zip(good, written, strict=True)
    }


def _report(table: Table, rows: list[Row], results: dict[int, Result], *, written: bool) -> Report:
    named = {row.line: " ".join(row.cells.get(name, "") for name in table.key) for row in rows}
    return Report([replace(results[n], of=named[n].strip()) for n in sorted(results)], written)
