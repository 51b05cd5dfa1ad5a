"""At which rate a unit is taxed, whose word that is, and what tax is within its price."""

from decimal import Decimal

import pytest

from orders.facts import tax_rate
from orders.facts.tax_rate import Source
from orders.models import OrderItem, Product


def unit(*, override=None, hub=None, product=None, amount=None):
    return OrderItem(
        product=Product(gst_rate=product and Decimal(product)),
        tax_rate_override=override and Decimal(override),
        tax_rate=hub and Decimal(hub),
        tax_amount=amount and Decimal(amount),
        net_amount=Decimal("118.00"),
        price_currency="inr",
    )


@pytest.mark.parametrize(
    ("known", "rate", "source", "within"),
    [
        ({"override": "5", "hub": "12", "product": "18"}, "5", Source.PERSON, "5.62"),
        ({"hub": "12", "product": "18"}, "12", Source.HUB, "12.64"),
        ({"hub": "12", "amount": "12.65"}, "12", Source.HUB, "12.65"),
        ({"hub": "0", "product": "18"}, "0", Source.HUB, "0.00"),
        ({"product": "18"}, "18", Source.PRODUCT, "18.00"),
        ({"product": "18", "amount": "0.00"}, "18", Source.PRODUCT, "18.00"),
        ({"override": "5", "hub": "18", "amount": "18.00"}, "5", Source.PERSON, "5.62"),
    ],
)
def test_the_nearest_word_is_the_rate(known, rate, source, within):
    row = unit(**known)

    assert (tax_rate.rate(row), tax_rate.source(row)) == (Decimal(rate), source)
    assert str(tax_rate.within(row)) == within


def test_no_rate_is_none_and_not_one_of_0():
    assert (tax_rate.rate(unit()), tax_rate.source(unit())) == (None, None)
    assert tax_rate.within(unit()) is None
    assert tax_rate.within(unit(amount="7.00")) == Decimal("7.00")
