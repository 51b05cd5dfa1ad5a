"""At which rate a unit is taxed, and who said so; 0 is a rate, None is none."""

from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from oms.core.currency import quantise
from orders.models import OrderItem


class Source(StrEnum):
    PERSON = "person"
    HUB = "hub"
    PRODUCT = "product"
    BUNDLE = "bundle"


def rate(unit: OrderItem) -> Decimal | None:
    """Return the percentage: of a person, of the hub for this unit, or of its product."""
    who = source(unit)
    return None if who is None else _known(unit)[who]


def source(unit: OrderItem) -> Source | None:
    """Return whose word the rate is."""
    return next((who for who, percent in _known(unit).items() if percent is not None), None)


def within(unit: OrderItem) -> Decimal | None:
    """Return the tax within the goods: as the hub reckoned it at its own rate, else by the rate."""
    percent = rate(unit)
    reckoned = unit.tax_amount is not None and not unit.adjustment
    if percent is None or (source(unit) == Source.HUB and reckoned):
        return unit.tax_amount
    tax = unit.goods * percent / (100 + percent)
    return quantise(tax, unit.price_currency)


def _known(unit: OrderItem) -> dict[Source, Decimal | None]:
    """Return every word on the rate, in turn: as a mixed supply a bundle has one for all."""
    bundle = {Source.BUNDLE: unit.bundle_tax_rate}
    mixed = bundle if settings.BUNDLE_MIXED_SUPPLY else {}
    own = {Source.HUB: unit.tax_rate, Source.PRODUCT: unit.product.gst_rate}
    return {Source.PERSON: unit.tax_rate_override} | mixed | own | bundle
