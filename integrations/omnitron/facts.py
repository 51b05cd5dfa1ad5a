"""
Reads the facts of one raw row: strict about keys, money and goods, generous about all else.

What is read generously, cut or left out is noted; what must not be guessed is Unmappable.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from oms.core.currency import exponent, quantise
from oms.strictjson import storable
from orders.drafts import NoteDraft

TOO_FINE = {
    0: "has decimals, which its currency has not",
    2: "has more than two decimals",
    3: "has more than three decimals",
    4: "has more than four decimals",
}
DEGREE = Decimal("0.00000001")
LARGEST_KEY = 2**63 - 1
LARGEST_AMOUNT = Decimal("999999999999.99")
LARGEST_RATE = Decimal("999.99")
CUT, REPLACED = "…", "\ufffd"
YES, NO = {"1", "true", "yes", "y"}, {"0", "false", "no", "n", ""}
NEEDED = object()
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WORDS = {"hsn_code": "HSN code", "sku": "SKU", "tax_no": "tax number", "pk": "key"}


class Unmappable(Exception):
    """This row is not what the hub's documents promise; the text names the fact and the fault."""


@dataclass(frozen=True)
class Gone:
    """A row that another names by its key, and that the hub has not got any more."""

    resource: str
    key: int


@dataclass
class Facts:
    """
    One raw row. A fact without a default must be there; null is as good as missing.

    `path` is where the row stands in what was received; it opens every complaint. `notes` is
    shared with the rows inside. `about` says which row of the hub this is a part of (kind, key and
    the path to that row), and `label` names it in the notes.
    """

    raw: Any
    path: str = ""
    notes: list[NoteDraft] = field(default_factory=list)
    about: tuple[str, int, str] | None = None
    label: str = ""

    def __post_init__(self):
        if not isinstance(self.raw, Mapping):
            raise Unmappable(f"{self.path.rstrip('.') or 'The row'} is not an object.")

    def is_of(self, kind: str, key: int, label: str) -> None:
        """Say that this row is one of the hub's own, so that its notes stand there as well."""
        self.about, self.label = (kind, key, self.path), label

    def text(self, name: str, limit: int, default=NEEDED):
        """Return a text of at most `limit` characters; a number is read, what is longer is cut."""
        if (value := self._fact(name, default)) is default:
            return default
        if type(value) in (int, Decimal):
            value = format(value, "f") if isinstance(value, Decimal) else str(value)
            self.note(name, "sent as a number; read as a text")
        elif not isinstance(value, str):
            return self.left_out(name, "is not a text", default)
        if REPLACED in (value := _UNSTORABLE.sub(REPLACED, value)):
            self.note(name, f"holds a character that cannot be stored; {REPLACED} stands for it")
        if len(value) > limit:
            value = value[: limit - 1] + CUT
            self.note(name, f"longer than {limit} characters; cut where {CUT} stands")
        return value

    def link(self, name: str, limit: int) -> str | None:
        """Return an address on the web; one that is too long is left out, for a part is no use."""
        value = self._fact(name, None)
        if isinstance(value, str) and len(value) <= limit and not _UNSTORABLE.search(value):
            return value
        fault = f"is longer than {limit} characters" if isinstance(value, str) else "is no address"
        return None if value is None else self.left_out(name, fault, None)

    def name(self, name: str, limit: int, default=NEEDED) -> str:
        """Return a text that says which thing is meant: to the letter or not at all."""
        if (value := self._fact(name, default)) is default:
            return default
        if not isinstance(value, str):
            raise self.complaint(name, "is not a text")
        if len(value) > limit:
            raise self.complaint(name, f"is longer than {limit} characters")
        if REPLACED in value or _UNSTORABLE.search(value):
            raise self.complaint(name, "holds a character that cannot be stored")
        return value

    def currency(self, name: str, default=NEEDED) -> str:
        """Return a currency code in lower case."""
        return self.name(name, 3, default).lower()

    def money(self, name: str, currency: str, default=NEEDED) -> Decimal:
        """Return an exact amount, with the decimals of its currency."""
        return self._exact(name, default, LARGEST_AMOUNT, exponent(currency))

    def lenient_money(self, name: str, currency: str, default: Any = None) -> Any:
        """Return an amount that nobody pays by: rounded, or left out where it is none."""
        try:
            if (value := self._number(name, default)) is default:
                return default
        except Unmappable:
            return self.left_out(name, "is not a number", default)
        if abs(value) > LARGEST_AMOUNT:
            return self.left_out(name, "is too large", default)
        if (rounded := quantise(value, currency)) != value:
            self.note(name, f"more decimals than {currency.upper()} has; rounded to {rounded}")
        return rounded

    def rate(self, name: str, default=NEEDED) -> Decimal:
        """Return a percentage."""
        value = self._exact(name, default, LARGEST_RATE, 2)
        if value is not None and value < 0:
            raise self.complaint(name, "is below nothing")
        return value

    def degrees(self, name: str) -> Decimal | None:
        """Return a coordinate, rounded to the millimetre that our column holds."""
        try:
            if (value := self._number(name, None)) is None:
                return None
        except Unmappable:
            return self.left_out(name, "is not a number", None)
        if abs(value) > 180:
            return self.left_out(name, "is not a coordinate", None)
        return value.quantize(DEGREE, ROUND_HALF_EVEN)

    def moment(self, name: str, default=NEEDED) -> datetime:
        """Return a moment in UTC; a stamp that does not name its zone is none."""
        if (value := self._fact(name, default)) is default:
            return default
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise self.complaint(name, "does not say in which zone")
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.complaint(name, "is not a moment") from error

    def lenient_moment(self, name: str) -> datetime | None:
        """Return a moment that only informs, left out where it is none."""
        try:
            return self.moment(name, None)
        except Unmappable as error:
            return self.left_out(name, str(error).rstrip(".").rpartition(f"{name} ")[2], None)

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false; 1, 0 and the usual words are read, anything else is left out."""
        value = self._fact(name, default)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower() if isinstance(value, str | int | Decimal) else None
        if word in YES | NO:
            read = word in YES
            self.note(name, f"not sent as true or false; read as {str(read).lower()}")
            return read
        return self.left_out(name, "is not true or false", default)

    def key(self, name: str = "pk", default=NEEDED) -> int:
        """Return the hub's key, given as such or inside an object."""
        value = self._fact(name, default)
        if isinstance(value, Mapping):
            return self.inside(name, value).key()
        if isinstance(value, Gone):
            raise self.complaint(name, f"{value.key} is not at Omnitron any more")
        if value is not default and not is_key(value):
            raise self.complaint(name, "is not a key")
        return value

    def lenient_key(self, name: str = "pk") -> int | None:
        """Return a key that only informs: read from its digits, left out where it is none."""
        value = self._fact(name, None)
        if isinstance(value, Mapping):
            return self.inside(name, value).lenient_key()
        if isinstance(value, str) and value.isascii() and value.isdigit() and is_key(int(value)):
            self.note(name, "sent as a text; read as a number")
            return int(value)
        if value is not None and not is_key(value):
            return self.left_out(name, "is not a key", None)
        return value

    def integer(self, name: str, default: int) -> int:
        """Return a small whole number, or the default where it is none."""
        value = self._fact(name, default)
        if type(value) is not int or abs(value) > 2**31 - 1:
            return self.left_out(name, "is not a small whole number", default)
        return value

    def mapping(self, name: str) -> dict:
        """Return an object whose keys are the partner's own; an empty one when there is none."""
        value = self._fact(name, {})
        if isinstance(value, Mapping):
            return storable(value)
        return {} if value in ([], "") else self.left_out(name, "is not an object", {})

    def rows(self, name: str, default=NEEDED) -> list["Facts"]:
        """Return the rows of a list."""
        value = self._fact(name, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.complaint(name, "is not a list")
        return [self.inside(f"{name}[{n}]", raw) for n, raw in enumerate(value)]

    def lenient_rows(self, name: str) -> list["Facts"]:
        """Return the rows of a list that only informs, without those that are none."""
        value = self._fact(name, [])
        if isinstance(value, str) or not isinstance(value, Sequence):
            return self.left_out(name, "is not a list", [])
        found = []
        for n, raw in enumerate(value):
            if isinstance(raw, Mapping):
                found.append(self.inside(f"{name}[{n}]", raw))
            else:
                self.left_out(f"{name}[{n}]", "is not an object", None)
        return found

    def related(self, name: str, draft, default=NEEDED):
        """Return what `draft` makes of an object, or the bare key of a row that we hold."""
        value = self._fact(name, default)
        if isinstance(value, Mapping):
            return draft(self.inside(name, value))
        return self.key(name, default)

    def lenient_related(self, name: str, draft):
        """Return what `related` does, and None for what is missing, unreadable or gone."""
        if isinstance(value := self._fact(name, None), Gone):
            return self.left_out(name, "is not at Omnitron any more", None)
        if not isinstance(value, Mapping):
            return self.lenient_key(name)
        try:
            return draft(self.inside(name, value))
        except Unmappable as error:
            fault = str(error).removeprefix(f"{self.path}{name}.").rstrip(".")
            return self.left_out(name, f"cannot be read ({fault})", None)

    def inside(self, name: str, raw: object) -> "Facts":
        """Return a row inside this one."""
        return Facts(raw, f"{self.path}{name}.", self.notes, self.about, self.label)

    def note(self, name: str, what: str) -> None:
        """Note what was done with a fact that is not as it should be."""
        where, path = f"{self.path}{name}", self.path
        if self.about:
            kind, key, start = self.about
            path = self.path.removeprefix(start)
            where = f"{kind} {key}.{path}{name}"
        fact = f"{self.label}, {_words(name)}" if self.label else _words(name)
        said = NoteDraft(
            field=where,
            text=f"{fact[:1].upper()}{fact[1:]}: {what.removeprefix('is ')}.",
            about=self.about[:2] if self.about else None,
        )
        if said not in self.notes:
            self.notes.append(said)

    def left_out(self, name: str, fault: str, default):
        """Leave a fact out and note it; one that is needed is a complaint."""
        if default is NEEDED:
            raise self.complaint(name, fault)
        self.note(name, f"{fault}; left out")
        return default

    def complaint(self, name: str, fault: str) -> Unmappable:
        return Unmappable(f"{self.path}{name} {fault}.")

    def _fact(self, name, default):
        if (value := self.raw.get(name)) is not None:
            return value
        if default is NEEDED:
            raise self.complaint(name, "is missing")
        return default

    def _number(self, name, default):
        value = self._fact(name, default)
        if value is default:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self.complaint(name, "is not a number")
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.complaint(name, "is not a number") from error
        if not number.is_finite() or number.adjusted() > 64 or len(number.as_tuple().digits) > 64:
            raise self.complaint(name, "is not a number")
        return number

    def _exact(self, name, default, largest, decimals):
        if (value := self._number(name, default)) is default:
            return default
        if abs(value) > largest:
            raise self.complaint(name, "is too large")
        if (rounded := value.quantize(Decimal(1).scaleb(-decimals))) != value:
            raise self.complaint(name, TOO_FINE[decimals])
        return rounded


def is_key(value: object) -> bool:
    """Tell whether a value can be the key of a row at the hub."""
    return type(value) is int and 0 < value <= LARGEST_KEY


def _words(name):
    return _WORDS.get(name) or re.sub(r"\[\d+\]", "", name).replace("_", " ")
