"""What the customer wants of a unit as a gift: its wrap, and the words on its card."""

from orders.models import Order, OrderItem


def wrapped(unit: OrderItem, order: Order) -> bool:
    """Tell whether a unit is to be wrapped: a gift box was chosen or paid, or words go with it."""
    return bool(order.has_gift_box or unit.gift_wrap_charge or message(unit, order))


def message(unit: OrderItem, order: Order) -> str:
    """Return the words on the card: those of the unit, else the note of its order; or nothing."""
    return unit.gift_wrap_message or order.gift_box_note or ""
