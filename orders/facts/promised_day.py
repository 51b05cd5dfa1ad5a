"""The day that was promised with an order."""

from datetime import date

from orders.models import Order

PROMISED = "promised_by"  # where it stands in the order's `extra_field`, as YYYY-MM-DD


def promised_day(order: Order) -> date | None:
    """Return the day, or None where none was promised that anybody can read."""
    try:
        return date.fromisoformat(order.extra_field.get(PROMISED))
    except (TypeError, ValueError):
        return None
