"""One cell to one value; a ValueError says in a sentence what was wrong with it."""

import re
from datetime import datetime, time
from decimal import Decimal

from django.utils.dateparse import parse_datetime

from orders import gst, gstin

LARGEST = 2**31 - 1
YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n", ""}
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?", re.ASCII)


class Cells:
    """The cells of one row, read by column."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells

    def text(self, column: str, *, longest: int, needed: bool = True) -> str:
        value = self.cells[column]
        if needed and not value:
            raise ValueError(f"{column}: this is needed.")
        if len(value) > longest:
            raise ValueError(f"{column}: at most {longest} characters.")
        return value

    def matching(self, column: str, pattern: str, sentence: str) -> str:
        """Return a text that matches, or nothing."""
        value = self.cells[column]
        if value and not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"{column}: {sentence}")
        return value

    def whole(self, column: str, *, least: int = 0, most: int = LARGEST) -> int | None:
        """Return a whole number, or None for an empty cell."""
        if not (value := self.cells[column]):
            return None
        if not re.fullmatch(r"-?[0-9]{1,10}", value, re.ASCII) or not least <= int(value) <= most:
            raise ValueError(f"{column}: a whole number from {least} to {most} is needed.")
        return int(value)

    def number(self, column: str, *, most: Decimal) -> Decimal | None:
        """Return an amount with at most two decimals, or None for an empty cell."""
        if not (value := self.cells[column]):
            return None
        if not _NUMBER.fullmatch(value) or Decimal(value) > most:
            raise ValueError(f"{column}: a number from 0 to {most}, at most 2 decimals.")
        return Decimal(value)

    def flag(self, column: str) -> bool:
        value = self.cells[column].lower()
        if value not in YES | NO:
            raise ValueError(f"{column}: yes or no is needed.")
        return value in YES

    def hour(self, column: str) -> time | None:
        """Return a time of the day, or None for an empty cell."""
        value = self.matching(column, "([01][0-9]|2[0-3]):[0-5][0-9]", "write it as 14:30.")
        return time.fromisoformat(value) if value else None

    def moment(self, column: str) -> datetime:
        try:
            moment = parse_datetime(self.cells[column])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not 2000 <= moment.year < 2100:
            raise ValueError(f"{column}: write it with its offset, as 2026-12-01T00:00:00+05:30.")
        return moment

    def state(self, column: str) -> str:
        """Return the letters of an Indian state, or nothing for an empty cell."""
        if not (value := self.cells[column]):
            return ""
        if (state := gst.state(value)) is None:
            raise ValueError(f"{column}: there is no such state.")
        return state.letters

    def gstin(self, column: str) -> str:
        """Return a GSTIN as it is written on invoices, or nothing for an empty cell."""
        if not (value := self.cells[column]):
            return ""
        verdict = gstin.check(value)
        if not verdict.valid:
            raise ValueError(f"{column}: no GSTIN ({verdict.reason}).")
        return verdict.gstin
