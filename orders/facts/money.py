"""How an amount that belongs to many is shared out without losing a penny."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

PENNY = Decimal("0.01")


def spread(amount: Decimal, weights: Sequence[Decimal], *, unit: Decimal = PENNY) -> list[Decimal]:
    """
    Share `amount` by weight, to the minor `unit`, by largest remainder; the parts sum to it.

    Without any weight the shares are equal; a tie goes to the earlier one.
    """
    if not weights:
        return []
    total = sum(weights)
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    exact = [amount * weight / total for weight in weights]
    parts = [share.quantize(unit, ROUND_FLOOR) for share in exact]
    left = int((amount - sum(parts)) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += unit
    return parts
