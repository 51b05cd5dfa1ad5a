"""Indian goods and services tax: its states, the place of a supply, and the parts of a price."""

import re
import unicodedata
from dataclasses import astuple, dataclass
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class State:
    """A state as tax knows it: `code` opens a GSTIN, `letters` stand in addresses."""

    code: str
    letters: str
    name: str
    union_territory: bool = False  # the local half of the tax is UTGST, not SGST


U = True
_ROWS: list[tuple] = [
    ("01", "JK", "Jammu and Kashmir"),
    ("02", "HP", "Himachal Pradesh"),
    ("03", "PB", "Punjab"),
    ("04", "CH", "Chandigarh", U),
    ("05", "UK", "Uttarakhand"),
    ("06", "HR", "Haryana"),
    ("07", "DL", "Delhi"),
    ("08", "RJ", "Rajasthan"),
    ("09", "UP", "Uttar Pradesh"),
    ("10", "BR", "Bihar"),
    ("11", "SK", "Sikkim"),
    ("12", "AR", "Arunachal Pradesh"),
    ("13", "NL", "Nagaland"),
    ("14", "MN", "Manipur"),
    ("15", "MZ", "Mizoram"),
    ("16", "TR", "Tripura"),
    ("17", "ML", "Meghalaya"),
    ("18", "AS", "Assam"),
    ("19", "WB", "West Bengal"),
    ("20", "JH", "Jharkhand"),
    ("21", "OD", "Odisha"),
    ("22", "CG", "Chhattisgarh"),
    ("23", "MP", "Madhya Pradesh"),
    ("24", "GJ", "Gujarat"),
    ("26", "DH", "Dadra and Nagar Haveli and Daman and Diu", U),
    ("27", "MH", "Maharashtra"),
    ("29", "KA", "Karnataka"),
    ("30", "GA", "Goa"),
    ("31", "LD", "Lakshadweep", U),
    ("32", "KL", "Kerala"),
    ("33", "TN", "Tamil Nadu"),
    ("34", "PY", "Puducherry"),
    ("35", "AN", "Andaman and Nicobar Islands", U),
    ("36", "TS", "Telangana"),
    ("37", "AP", "Andhra Pradesh"),
    ("38", "LA", "Ladakh", U),
    ("97", "97", "Other Territory", U),
]
STATES = tuple(State(*row) for row in _ROWS)

# Registrations of before a merger and a division, still valid; and one that is no place at all.
OLD_CODES = {"25": ("26", "Daman and Diu"), "28": ("37", "Andhra Pradesh before division")}
CENTRE = ("99", "Centre Jurisdiction")

OTHER_NAMES = {
    "or": "OD", "ut": "UK", "ua": "UK", "ct": "CG", "tg": "TS", "dn": "DH", "dd": "DH",
    "orissa": "OD", "uttaranchal": "UK", "pondicherry": "PY", "nct of delhi": "DL",
    "dadra and nagar haveli": "DH", "daman and diu": "DH", "andaman and nicobar": "AN",
}  # fmt: skip
_BY_CODE = {state.code: state for state in STATES}
_BY_LETTERS = {state.letters: state for state in STATES}


def registration_states() -> dict[str, str]:
    """Return the name for every code with which a registration may begin."""
    old = {code: name for code, (_, name) in OLD_CODES.items()}
    return {state.code: state.name for state in STATES} | old | dict([CENTRE])


def state(text: str) -> State | None:
    """Find a state by its code, its letters, an old or other spelling of them, or its name."""
    words = _plain(text)
    code = OLD_CODES.get(words, (words,))[0]
    return _BY_CODE.get(code) or _NAMED.get(words.removeprefix("in ")) or None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    spoken = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", spoken))


_NAMED = (
    {_plain(state.name): state for state in STATES}
    | {state.letters.casefold(): state for state in STATES}
    | {name: _BY_LETTERS[letters] for name, letters in OTHER_NAMES.items()}
)


def place_of_supply(
    *,
    supplier: str,
    delivery: str,
    billing: str = "",
    buyer_registration: str = "",
    collected: bool = False,
    on_direction: bool = True,
) -> State | None:
    """
    Return the state where the supply takes place, by section 10 of the IGST Act.

    Goods go to the state of the delivery address; collected in a store, to the one that an
    unregistered buyer's bill names, or to the store's. A registered buyer (whose GSTIN names
    `buyer_registration`) who has them sent to another state has directed them to a third person:
    the place is his own, unless `on_direction` says that this house does not read the law so.
    Without any recorded state it is the supplier's.
    """
    home, registered = state(supplier), state(buyer_registration)
    there = home if collected else state(delivery)
    if registered is None:
        return (state(billing) if collected else there) or home
    if on_direction and not collected and there != registered:
        return registered
    return there or home


@dataclass(frozen=True)
class Heads:
    """What a price that includes tax consists of; the parts sum to it."""

    taxable: Decimal
    integrated: Decimal = NOTHING
    central: Decimal = NOTHING
    state: Decimal = NOTHING
    union_territory: Decimal = NOTHING

    def __add__(self, other: "Heads") -> "Heads":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Heads(*(one + more for one, more in pairs))

    @property
    def tax(self) -> Decimal:
        return self.integrated + self.central + self.state + self.union_territory


@dataclass(frozen=True)
class Rates:
    """The percentage of each head."""

    integrated: Decimal = NOTHING
    central: Decimal = NOTHING
    state: Decimal = NOTHING
    union_territory: Decimal = NOTHING


def rates(rate: Decimal, supplier: str, place: str) -> Rates:
    """Return which heads a supply bears, and how much of `rate` each: all, or half and half."""
    home, there = state(supplier), state(place)
    if home is None or there is None:
        return Rates()
    if home != there:
        return Rates(integrated=rate)
    if home.union_territory:
        return Rates(central=rate / 2, union_territory=rate / 2)
    return Rates(central=rate / 2, state=rate / 2)


def split(
    gross: Decimal, rate: Decimal, supplier: str, place: str, *, unit: Decimal = PENNY
) -> Heads:
    """
    Split a price that includes tax at `rate` percent into the taxable value and the tax heads.

    Each head is rounded to the minor `unit`, half up; halves are always equal, and the taxable
    value is what is left. With a state that India does not have there is no tax in it.
    """
    shares = rates(rate, supplier, place)
    parts = [_within(gross, share, rate, unit) for share in vars(shares).values()]
    return Heads(gross - sum(parts), *parts)


def _within(gross: Decimal, share: Decimal, rate: Decimal, unit: Decimal) -> Decimal:
    return (gross * share / (100 + rate)).quantize(unit, ROUND_HALF_UP)
