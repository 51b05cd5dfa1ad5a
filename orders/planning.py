"""Which location fulfils what, and why the others do not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from orders.models import Order, OrderItem, StockLocation


@dataclass(frozen=True)
class Plan:
    """The location that takes the units, or None; `why_not` says why the others do not."""

    location: StockLocation | None
    why_not: tuple[str, ...] = ()


def choose(order: Order, *, avoid: Collection[int] = (), last_resort: bool = False) -> Plan:
    """
    Choose the order's retail store, else its channel's default location.

    Locations in `avoid` have just sent these units back: they are passed over, unless
    `last_resort` allows them when nobody else is left. Rules, stock and quota join here.
    """
    candidates = [order.retail_store, order.channel.default_location]
    known = [location for location in candidates if location is not None]
    active = [location for location in known if location.is_active]
    why_not = [f"{location}: it is not active." for location in known if not location.is_active]
    for location in active:
        if location.pk not in avoid:
            return Plan(location, tuple(why_not))
        why_not.append(f"{location}: it cancelled a package of these units.")
    if active and last_resort:
        return Plan(active[0], tuple(why_not))
    if not known:
        why_not.append("The order names no store, and its channel has no default location.")
    return Plan(None, tuple(why_not))


def held_at(units: Iterable[OrderItem]) -> list[tuple[StockLocation, list[OrderItem]]]:
    """Return the units that hold stock, by the location where it lies."""
    by_location: dict[StockLocation, list[OrderItem]] = {}
    for unit in units:
        if unit.reserved_stock_id is not None:
            by_location.setdefault(unit.reserved_stock.location, []).append(unit)
    return sorted(by_location.items(), key=lambda entry: entry[0].pk)
