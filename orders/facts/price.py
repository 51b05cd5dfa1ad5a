"""What the customer pays for a unit: the goods, and the charges that it bears beside them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

CHARGES = ("shipping_charge", "cod_charge", "gift_wrap_charge")


class Priced(Protocol):
    """A unit of an order, or a billed line of an invoice; amounts include their tax."""

    net_amount: Decimal
    shipping_charge: Decimal
    cod_charge: Decimal
    gift_wrap_charge: Decimal


def charges(unit: Priced) -> Decimal:
    """Return all that a unit costs beside the goods."""
    return unit.shipping_charge + unit.cod_charge + unit.gift_wrap_charge


def gross(unit: Priced) -> Decimal:
    """Return what the customer pays for a unit: the goods and every charge."""
    return unit.net_amount + charges(unit)


def parts(unit: Priced) -> tuple[Decimal, ...]:
    """Return the goods and each charge apart, as they are taxed."""
    return unit.net_amount, unit.shipping_charge, unit.cod_charge, unit.gift_wrap_charge


def total(units: Iterable[Priced]) -> Decimal:
    """Return what the customer pays for some units."""
    return sum(map(gross, units), Decimal(0))
