"""Where the money of an order lies: on its units, though it is told of bundles and coupons too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from oms.core.currency import minor_unit, text
from orders.facts.money import spread

NOTHING = Decimal(0)
Goods = dict[int, Decimal]  # what a unit costs, by its place among the rows


class Told(Protocol):
    """A row of an order as its source tells it: a unit, or the parent of a bundle."""

    @property
    def omnitron_id(self) -> int | None: ...
    @property
    def parent_omnitron_id(self) -> int | None: ...
    @property
    def net_amount(self) -> Decimal: ...
    @property
    def retail_price(self) -> Decimal | None: ...
    @property
    def installment_interest_amount(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Apportionment:
    """
    What each row's `net_amount` lacks, so that the units and the charges are the amount.

    `surplus` is what the amount has above them, to be collected as a charge; with a `hold_reason`
    not before a person has looked.
    """

    adjustments: list[Decimal]
    surplus: Decimal = NOTHING
    note: str = ""
    hold_reason: str = ""


def apportion(
    rows: Sequence[Told], *, amount: Decimal, charges: Decimal, currency: str
) -> Apportionment:
    """
    Spread bundles, coupons, and what the amount is lower, over the units.

    One minor unit for each unit is no difference: it is spread without a word.
    """
    unit, said = minor_unit(currency), []
    goods, unequal = _open_bundles(rows, unit)
    if unequal:
        said += [_unequal(rows, family, currency) for family in unequal]
        theirs, _ = _open_bundles(rows, unit, parents_count=True)
        goods = theirs if sum(theirs.values()) + charges == amount else goods
    _spend_coupons(goods, unit)
    left = amount - charges - sum(goods.values(), NOTHING) if goods else NOTHING
    silent = abs(left) <= unit * len(goods)
    rest = _level(goods, left, unit) if silent or left < 0 else left
    note = "" if silent else _differ(amount, amount - left, currency)
    if rest and rest == _interest(rows):
        note = ""
    elif rest:
        said.append(f"The amount {note}. {_way_out(rest, currency)}".rstrip())
    elif note:
        note += "; they are reduced by the difference as by a discount"
    if any(each < 0 for each in goods.values()):
        said.append("A coupon takes off more than the goods cost.")
    added = [goods.get(n, row.net_amount) - row.net_amount for n, row in enumerate(rows)]
    return Apportionment(added, max(rest, NOTHING), note, " ".join(said))


def structure(rows: Sequence[Told], currency: str) -> list[Decimal]:
    """Return what bundles and coupons alone add to each row."""
    goods, _ = _open_bundles(rows, minor_unit(currency))
    _spend_coupons(goods, minor_unit(currency))
    return [goods.get(n, row.net_amount) - row.net_amount for n, row in enumerate(rows)]


def families(rows: Sequence[Told]) -> dict[int, list[int]]:
    """Return the children of each bundle by their places, outer bundles before inner ones."""
    place = {row.omnitron_id: n for n, row in enumerate(rows) if row.omnitron_id is not None}
    parents = {n: place.get(row.parent_omnitron_id or 0) for n, row in enumerate(rows)}
    found: dict[int, list[int]] = {n: [] for n in parents.values() if n is not None}
    for child, parent in parents.items():
        if parent is not None and parent != child:
            found[parent].append(child)
    return {n: found[n] for n in sorted(found, key=lambda n: (_depth(n, parents), n))}


def _depth(n: int, parents: dict[int, int | None]) -> int:
    depth, seen = 0, {n}
    while (n := parents[n]) is not None and n not in seen:  # type: ignore[assignment]
        seen.add(n)
        depth += 1
    return depth


def _open_bundles(
    rows: Sequence[Told], unit: Decimal, *, parents_count: bool = False
) -> tuple[Goods, list[tuple[int, list[int]]]]:
    """Give the money of each bundle to its children if they have none; tell which disagree."""
    money = {n: row.net_amount for n, row in enumerate(rows)}
    bundles, unequal = families(rows), []
    for parent, children in bundles.items():
        own = [money[child] for child in children]
        if not children or not money[parent] or sum(own) == money[parent]:
            continue
        if sum(own):
            unequal.append((parent, children))
            if not parents_count:
                continue
        weights = own if sum(own) else [rows[child].retail_price for child in children]
        worth = [max(weight or NOTHING, NOTHING) for weight in weights]
        money |= zip(children, spread(money[parent], worth, unit=unit), strict=True)
    return {n: each for n, each in money.items() if n not in bundles}, unequal


def _spend_coupons(goods: Goods, unit: Decimal) -> None:
    """Take what is below nothing off the others, as far as it reaches."""
    owed = sum((each for each in goods.values() if each < 0), NOTHING)
    if owed and -owed <= _worth(goods.values()):
        goods |= {n: NOTHING for n, each in goods.items() if each < 0}
        _add(goods, owed, unit)


def _level(goods: Goods, left: Decimal, unit: Decimal) -> Decimal:
    """Spread a difference over the goods, and return what could not be taken off them."""
    taken = max(left, -_worth(goods.values()))
    _add(goods, taken, unit)
    return left - taken


def _add(goods: Goods, amount: Decimal, unit: Decimal) -> None:
    worth = [max(each, NOTHING) for each in goods.values()]
    for n, share in zip(goods, spread(amount, worth, unit=unit), strict=True):
        goods[n] += share


def _worth(amounts: Iterable[Decimal]) -> Decimal:
    return sum((each for each in amounts if each > 0), NOTHING)


def _interest(rows: Sequence[Told]) -> Decimal:
    """Return the interest of instalments, which is in the amount and in no unit."""
    return sum((row.installment_interest_amount or NOTHING for row in rows), NOTHING)


def _differ(amount: Decimal, units: Decimal, currency: str) -> str:
    both = [f"{text(each, currency)} {currency.upper()}" for each in (amount, units)]
    return f"is {both[0]}, the units and charges come to {both[1]}"


def _way_out(rest: Decimal, currency: str) -> str:
    more = f"{text(rest, currency)} {currency.upper()}"
    return f"Release the order to collect {more} more as a charge." if rest > 0 else ""


def _unequal(rows: Sequence[Told], family: tuple[int, list[int]], currency: str) -> str:
    parent, children = family
    sums = [rows[parent].net_amount, sum((rows[child].net_amount for child in children), NOTHING)]
    bundle, parts = (f"{text(each, currency)} {currency.upper()}" for each in sums)
    return f"A bundle costs {bundle}, and its parts {parts}."
