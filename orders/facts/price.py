"""What the customer pays for a unit: the goods, and the charges that it bears beside them."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.conf import settings

from oms.core.currency import USUAL, exponent, quantise
from orders.models import OrderItem

CHARGES = ("shipping_charge", "cod_charge", "gift_wrap_charge")


class Priced(Protocol):
    """A unit of an order, or a billed line of an invoice; amounts include their tax."""

    @property
    def goods(self) -> Decimal: ...

    shipping_charge: Decimal
    cod_charge: Decimal
    gift_wrap_charge: Decimal


def charges(unit: Priced) -> Decimal:
    """Return all that a unit costs beside the goods."""
    return unit.shipping_charge + unit.cod_charge + unit.gift_wrap_charge


def gross(unit: Priced) -> Decimal:
    """Return what the customer pays for a unit: the goods and every charge."""
    return unit.goods + charges(unit)


def parts(unit: Priced) -> tuple[Decimal, ...]:
    """Return the goods and each charge apart, as they are taxed."""
    return unit.goods, unit.shipping_charge, unit.cod_charge, unit.gift_wrap_charge


def listed(unit: OrderItem) -> Decimal:
    """Return the price of a unit before its discount, with what its bundle gave it."""
    return unit.price + max(unit.adjustment, Decimal(0))


def total(units: Iterable[Priced]) -> Decimal:
    """Return what the customer pays for some units."""
    return sum(map(gross, units), Decimal(0))


def rounded_off(amount: Decimal, currency: str) -> Decimal:
    """Round to the whole rupee, where that is wanted; a whole dinar would be much."""
    if settings.INVOICE_ROUND_OFF and exponent(currency) == USUAL:
        return quantise(amount.quantize(Decimal(1), ROUND_HALF_UP), currency)
    return amount
