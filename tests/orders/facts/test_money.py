"""Sharing an amount: nothing is lost, whatever the weights."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.facts.money import spread

amounts = st.decimals(min_value=0, max_value=10**6, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10**5, places=2), min_size=1, max_size=12)


@given(amounts, weights)
def test_the_parts_sum_to_the_amount_and_each_is_its_share_to_the_penny(amount, weights):
    parts = spread(amount, weights)

    assert sum(parts) == amount
    total = sum(weights) or None
    for part, weight in zip(parts, weights, strict=True):
        share = amount * weight / total if total else amount / len(weights)
        assert abs(part - share) < Decimal("0.01")
        assert part == part.quantize(Decimal("0.01"))


def test_the_remainder_goes_to_the_earliest():
    assert spread(Decimal("100.00"), [Decimal(1)] * 3) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_without_weights_the_shares_are_equal_and_without_units_there_are_none():
    assert spread(Decimal("0.03"), [Decimal(0), Decimal(0)]) == [Decimal("0.02"), Decimal("0.01")]
    assert spread(Decimal("5.00"), []) == []
