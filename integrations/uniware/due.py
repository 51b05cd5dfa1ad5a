"""By when an order is due: on the day that was promised, or else as soon as it was placed."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Q

from orders.facts.promised_day import PROMISED, promised_day


def at(order: Any) -> datetime:
    """Return when the promised day begins, in UTC; without one, when the order was placed."""
    day = promised_day(order)
    return order.date_placed if day is None else datetime.combine(day, time(), UTC)


def within(since: datetime, until: datetime) -> Q:
    """Return what finds the orders that are due between two moments of UTC, or at one of them."""
    day = f"extra_field__{PROMISED}"
    unpromised = Q(**{f"{day}__isnull": True}) | Q(**{day: None})
    from_there = "gte" if since.time() == time() else "gt"
    promised = {
        f"{day}__{from_there}": since.date().isoformat(),
        f"{day}__lte": until.date().isoformat(),
    }
    return unpromised & Q(date_placed__gte=since, date_placed__lte=until) | Q(**promised)
