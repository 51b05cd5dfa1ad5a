"""Reads the facts of one raw row, each as the type it must have, or says which one is not."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from oms.core.currency import exponent, quantise
from oms.strictjson import storable

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
_NEEDED = object()


class Unmappable(Exception):
    """This row is not what the hub's documents promise; the text names the fact and the fault."""


class Facts:
    """
    One raw row. A fact without a default must be there; null is as good as missing.

    `path` is where the row stands in what was received; it opens every complaint.
    """

    def __init__(self, raw: object, path: str = ""):
        if not isinstance(raw, Mapping):
            raise Unmappable(f"{path.rstrip('.') or 'The row'} is not an object.")
        self.raw, self.path = raw, path

    def text(self, name: str, limit: int, default=_NEEDED):
        """Return a text that fits our column; nothing is ever cut."""
        if (value := self._fact(name, default)) is default:
            return default
        if not isinstance(value, str):
            raise self._complaint(name, "is not a text")
        if len(value) > limit:
            raise self._complaint(name, f"is longer than {limit} characters")
        if "\x00" in value or not value.isascii() and _half_a_pair(value):
            raise self._complaint(name, "holds a character that cannot be stored")
        return value

    def currency(self, name: str, default=_NEEDED) -> str:
        """Return a currency code in lower case."""
        return self.text(name, 3, default).lower()

    def money(self, name: str, currency: str, default=_NEEDED) -> Decimal:
        """Return an exact amount, with the decimals of its currency."""
        return self._exact(name, default, LARGEST_AMOUNT, exponent(currency))

    def rounded_money(self, name: str, currency: str, default=_NEEDED) -> Decimal:
        """Return an amount that nobody pays by: what is smaller than the minor unit is rounded."""
        value = self._number(name, default)
        if value is default or abs(value) > LARGEST_AMOUNT:
            return self.money(name, currency, default)
        return quantise(value, currency)

    def rate(self, name: str, default=_NEEDED) -> Decimal:
        """Return a percentage."""
        return self._exact(name, default, LARGEST_RATE, 2)

    def degrees(self, name: str) -> Decimal | None:
        """Return a coordinate, rounded to the millimetre that our column holds."""
        if (value := self._number(name, None)) is None:
            return None
        if abs(value) > 180:
            raise self._complaint(name, "is not a coordinate")
        return value.quantize(DEGREE, ROUND_HALF_EVEN)

    def moment(self, name: str, default=_NEEDED) -> datetime:
        """Return a moment in UTC; a stamp that does not name its zone is none."""
        if (value := self._fact(name, default)) is default:
            return default
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise self._complaint(name, "does not say in which zone")
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise self._complaint(name, "is not a moment") from error

    def flag(self, name: str, default=_NEEDED) -> bool:
        """Return true or false, and nothing that only resembles them."""
        if not isinstance(value := self._fact(name, default), bool):
            raise self._complaint(name, "is not true or false")
        return value

    def key(self, name: str = "pk", default=_NEEDED) -> int:
        """Return the hub's key, given as such or inside an object."""
        value = self._fact(name, default)
        if isinstance(value, Mapping):
            return Facts(value, f"{self.path}{name}.").key()
        if value is not default and not is_key(value):
            raise self._complaint(name, "is not a key")
        return value

    def integer(self, name: str, default=_NEEDED) -> int:
        """Return a small whole number."""
        value = self._fact(name, default)
        if value is not default and (type(value) is not int or abs(value) > 2**31 - 1):
            raise self._complaint(name, "is not a small whole number")
        return value

    def mapping(self, name: str) -> dict:
        """Return an object whose keys are the partner's own; an empty one when there is none."""
        if not isinstance(value := self._fact(name, {}), Mapping):
            raise self._complaint(name, "is not an object")
        return storable(value)

    def rows(self, name: str, default=_NEEDED) -> list["Facts"]:
        """Return the rows of a list."""
        value = self._fact(name, default)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._complaint(name, "is not a list")
        return [Facts(raw, f"{self.path}{name}[{n}].") for n, raw in enumerate(value)]

    def related(self, name: str, draft, default=_NEEDED):
        """Return what `draft` makes of an object, or the bare key of a row that we hold."""
        value = self._fact(name, default)
        if isinstance(value, Mapping):
            return draft(Facts(value, f"{self.path}{name}."))
        return self.key(name, default)

    def _fact(self, name, default):
        if (value := self.raw.get(name)) is not None:
            return value
        if default is _NEEDED:
            raise self._complaint(name, "is missing")
        return default

    def _number(self, name, default):
        value = self._fact(name, default)
        if value is default:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._complaint(name, "is not a number")
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self._complaint(name, "is not a number") from error
        if not number.is_finite() or number.adjusted() > 64 or len(number.as_tuple().digits) > 64:
            raise self._complaint(name, "is not a number")
        return number

    def _exact(self, name, default, largest, decimals):
        if (value := self._number(name, default)) is default:
            return default
        if abs(value) > largest:
            raise self._complaint(name, "is too large")
        if (rounded := value.quantize(Decimal(1).scaleb(-decimals))) != value:
            raise self._complaint(name, TOO_FINE[decimals])
        return rounded

    def _complaint(self, name, fault):
        return Unmappable(f"{self.path}{name} {fault}.")


def is_key(value: object) -> bool:
    """Tell whether a value can be the key of a row at the hub."""
    return type(value) is int and 0 < value <= LARGEST_KEY


def _half_a_pair(text):
    return any("\ud800" <= letter <= "\udfff" for letter in text)
