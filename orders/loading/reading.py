"""From the bytes of a CSV file to its rows: UTF-8, one header, its separator read from it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

MOST = 100_000  # rows
LARGEST = 64 * 1024 * 1024  # bytes
LONGEST = 2000  # characters of a cell
SEPARATORS = ",;\t"  # a spreadsheet takes the one of its country


class Unreadable(ValueError):
    """The file as a whole is not what was asked for; the text is for people."""


@dataclass(frozen=True)
class Row:
    """One row: the number of its last line, its cells by column, or what is wrong with it."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    error: str = ""


def read(raw: bytes, header: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """
    Return the rows under exactly this header, or raise Unreadable; blank lines are none.

    The optional columns follow the others, all or none of them. Empty cells to the right of the
    last column are none either.
    """
    if len(raw) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(f"Line {line} is not UTF-8: save the file as CSV UTF-8.") from error
    reader, header = _below_header(text, list(header), list(optional))
    rows = []
    while (row := _next(reader, header)) is not None:
        if len(rows) == MOST:
            raise Unreadable(f"The file has more than {MOST} rows; cut it in parts.")
        if row.cells or row.error:
            rows.append(row)
    if not rows:
        raise Unreadable("There are no rows below the first line.")
    return rows


def _below_header(text: str, header: list[str], optional: list[str]):
    """Return a reader that stands below the header, and its columns: exactly these."""
    for columns in filter(None, (header, optional and header + optional)):
        for separator in SEPARATORS:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            if _first(reader, len(columns)) == columns:
                return reader, columns
    found = text[:200].splitlines()
    told = f" It is: {found[0]}" if found else ""
    raise Unreadable(f"The first line must be: {','.join(header)}.{told}")


def _first(reader, columns: int) -> list[str]:
    try:
        return _cells(next(reader, []), columns)
    except csv.Error:
        return []


def _cells(cells: list[str], columns: int) -> list[str]:
    """Return the cells without blanks around them, and without empty ones beyond the columns."""
    stripped = [cell.strip() for cell in cells]
    return stripped if any(stripped[columns:]) else stripped[:columns]


def _next(reader, header: Sequence[str]) -> Row | None:
    """Return the next row, one without cells for a blank line, or None at the end."""
    try:
        if (cells := next(reader, None)) is None:
            return None
    except csv.Error as error:
        return Row(reader.line_num, error=f"Not CSV: {error}.")
    cells = _cells(cells, len(header))
    if not any(cells):
        return Row(reader.line_num)
    if len(cells) != len(header):
        return Row(reader.line_num, error=f"{len(cells)} cells where {len(header)} are needed.")
    if error := next(filter(None, map(_wrong, cells)), ""):
        return Row(reader.line_num, error=error)
    return Row(reader.line_num, dict(zip(header, cells, strict=True)))


def _wrong(cell: str) -> str:
    if len(cell) > LONGEST:
        return f"A cell is longer than {LONGEST} characters."
    return "A cell holds a NUL character." if "\0" in cell else ""
