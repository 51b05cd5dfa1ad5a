"""What the customer wants of a unit as a gift: its wrap, and the words on its card."""

from orders.models import OrderItem


def wrapped(unit: OrderItem) -> bool:
    """Tell whether a unit is to be wrapped: it was charged for, or a message goes with it."""
    return bool(unit.gift_wrap_charge or unit.gift_wrap_message)


def message(unit: OrderItem) -> str:
    """Return the words on the card, or nothing."""
    return unit.gift_wrap_message
