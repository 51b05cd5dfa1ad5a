"""Who serves a PIN code, in which way and when, and where a cart could lie."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q

from orders import clock
from orders.models import Mode, Product, ServiceArea, Stock, StockLocation

Within = Collection[int] | None  # the locations that the one who asks may see; None is all
Lack = tuple[int, int, int]  # our key of the product, how many were asked for, how many there are

NOT_COVERED = "PINCODE_NOT_COVERED"
OUT_OF_STOCK = "OUT_OF_STOCK"
OVER_LIMIT = "QUANTITY_EXCEEDS_LIMIT"


@dataclass(frozen=True)
class Promise:
    """The days on which the goods come, and until when an order leaves a day earlier."""

    first: date
    last: date
    cutoff_at: datetime | None


@dataclass(frozen=True)
class Offer:
    """One way to get the goods; the charge is that of the nearest location."""

    mode: str
    promise: Promise
    charge: Decimal
    cod: bool


@dataclass(frozen=True)
class Pickup:
    """A store that hands the goods over its counter."""

    location: StockLocation
    available: int
    ready_at: datetime


@dataclass(frozen=True)
class Verdict:
    """What can be promised of one product now; `reason` says why nothing can."""

    product_id: int
    most: int
    offers: Sequence[Offer] = ()
    pickups: Sequence[Pickup] = ()
    reason: str | None = None

    @property
    def serviceable(self) -> bool:
        return self.reason is None


def verdicts(
    pincode: str,
    wanted: Mapping[int, int],
    *,
    now: datetime,
    cod: bool = False,
    within: Within = None,
) -> dict[int, Verdict]:
    """
    Say of each product, by key, whether so many of it can come to a PIN code; promises nothing.

    With `cod` only the ways count on which cash is taken. Reads in a fixed number of queries.
    """
    areas = [a for a in covering(pincode, Mode.values, within=within) if a.takes_cash or not cod]
    places = {area.location_id for area in areas}
    stock = Stock.objects.filter(product__in=wanted, location__in=places)
    available = {(row.product_id, row.location_id): row.available for row in stock}
    limits = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "max_per_order"))
    return {
        product: _verdict(product, quantity, areas, available, limits.get(product), now)
        for product, quantity in wanted.items()
    }


def covering(pincode: str, modes: Iterable[str], *, within: Within = None) -> list[ServiceArea]:
    """Return the best area of each active location and mode for a PIN code, the nearest first."""
    prefixes = [pincode[:digits] for digits in range(1, len(pincode) + 1)]
    areas = ServiceArea.objects.filter(
        pincode__in=prefixes, mode__in=list(modes), location__is_active=True
    )
    if within is not None:
        areas = areas.filter(location__in=within)
    found: dict[tuple[int, str], ServiceArea] = {}
    for area in sorted(areas.select_related("location__address__city"), key=_nearness):
        found.setdefault((area.location_id, area.mode), area)
    return list(found.values())


def candidates(
    *,
    pincode: str = "",
    location_id: int | None = None,
    mode: str,
    within: Within = None,
    cod: bool = False,
) -> list[int]:
    """
    Return the keys of the locations that may take a cart, the nearest first.

    With `cod` only those that take cash at the door; over a counter every store does.
    """
    if location_id is None:
        return _serving(pincode, mode, within, cod)
    places = StockLocation.objects.filter(pk=location_id, is_active=True)
    if within is not None:
        places = places.filter(pk__in=within)
    if mode == Mode.STORE_PICKUP:
        places = places.filter(Q(is_pickup_location=True) | Q(service_areas__mode=mode))
    elif pincode:
        places = places.filter(pk__in=_serving(pincode, mode, within, cod))
    return [location_id] if places.exists() else []


def place(
    wanted: Mapping[int, int],
    locations: Sequence[int],
    stock: Iterable[Stock],
    *,
    whole: bool = False,
) -> tuple[dict[int, Stock], list[Lack]]:
    """
    Say where each product would lie: all at the nearest location that has all, else line by line.

    A line is never split. The lines that no location has enough of come second, each with the most
    that one location has. What must be `whole` lies at one location, or is short of what the one
    lacks that lacks the least.
    """
    here = {(row.location_id, row.product_id): row for row in stock}
    rows = {
        product: [here[at, product] for at in locations if (at, product) in here]
        for product in wanted
    }
    fitting = {p: [row for row in rows[p] if row.available >= wanted[p]] for p in wanted}
    if short := [p for p in wanted if not fitting[p]]:
        return {}, [(p, wanted[p], max((0, *(r.available for r in rows[p])))) for p in short]
    for location in locations:
        together = {p: row for p in wanted for row in fitting[p] if row.location_id == location}
        if len(together) == len(wanted):
            return together, []
    if whole:
        return {}, _lacking(wanted, locations, here)
    return {product: fitting[product][0] for product in wanted}, []


def promise(area: ServiceArea, now: datetime) -> Promise:
    """Promise the day that follows from the location's clock, its cut-off and its lead time."""
    local = now.astimezone(_zone(area.location))
    late = area.cutoff is not None and local.time() >= area.cutoff
    day = local.date() + timedelta(days=area.lead_days + late)
    until = local.date() + timedelta(days=late)
    cutoff = datetime.combine(until, area.cutoff, local.tzinfo) if area.cutoff else None
    return Promise(day, day, cutoff)


def _lacking(
    wanted: Mapping[int, int], locations: Sequence[int], here: Mapping[tuple[int, int], Stock]
) -> list[Lack]:
    """Return the lines that are short at the location where the fewest are."""
    left = {key: row.available for key, row in here.items()}
    at_each = [
        [
            (p, n, max(0, left.get((at, p), 0)))
            for p, n in wanted.items()
            if left.get((at, p), 0) < n
        ]
        for at in locations
    ]
    return min(at_each, key=len)


def _serving(pincode: str, mode: str, within: Within, cod: bool) -> list[int]:
    areas = covering(pincode, [mode], within=within)
    return [area.location_id for area in areas if area.takes_cash or not cod]


def _verdict(product, quantity, areas, available, limit, now) -> Verdict:
    having = [a for a in areas if available.get((product, a.location_id), 0) >= quantity]
    best = max((0, *(available.get((product, a.location_id), 0) for a in areas)))
    most = best if limit is None else min(best, limit)
    if not areas:
        return Verdict(product, 0, reason=NOT_COVERED)
    if limit is not None and quantity > limit:
        return Verdict(product, most, reason=OVER_LIMIT)
    if not having:
        return Verdict(product, most, reason=OUT_OF_STOCK)
    modes = [mode for mode in Mode.values if any(area.mode == mode for area in having)]
    offers = [_offer(mode, [a for a in having if a.mode == mode], now) for mode in modes]
    pickups = [
        Pickup(area.location, available[product, area.location_id], _ready_at(area, now))
        for area in having
        if area.mode == Mode.STORE_PICKUP
    ]
    return Verdict(product, most, offers, pickups)


def _offer(mode: str, areas: Sequence[ServiceArea], now: datetime) -> Offer:
    """Offer what the nearest location charges, by the day that the slowest can keep."""
    promises = [promise(area, now) for area in areas]
    first, last = promises[0].first, max(each.last for each in promises)
    return Offer(
        mode, Promise(first, last, promises[0].cutoff_at), areas[0].charge, areas[0].takes_cash
    )


def _ready_at(area: ServiceArea, now: datetime) -> datetime:
    local, day = now.astimezone(_zone(area.location)), promise(area, now).first
    return local if day == local.date() else datetime.combine(day, time(), local.tzinfo)


def _zone(location: StockLocation) -> ZoneInfo:
    return clock.calendar(location.time_zone, location.seller_gstin)


def _nearness(area: ServiceArea) -> tuple[int, int, int]:
    return -len(area.pincode), area.location_id, area.pk
