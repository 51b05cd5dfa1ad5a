"""Counting: how many pieces lie at a location, as a person, a file or another system says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orders import clock
from orders.commands.stock import rows
from orders.models import Product, Stock, StockLocation
from orders.workflow import Invalid

MOST = 2**31 - 1  # what the column holds
CHUNK = 500


@dataclass(frozen=True)
class Level:
    """What is told of one product at one location: a count, or a change of it; None is silence."""

    location_id: int
    product_id: int
    on_hand: int | None = None
    change: int | None = None
    safety: int | None = None


@dataclass(frozen=True)
class Result:
    """What became of one level: the counts as they are now, and why not where it was refused."""

    on_hand: int
    reserved: int
    error: str = ""
    before: int | None = None  # how many there were; None where nothing became of it


def set_level(
    location: StockLocation,
    product: Product,
    *,
    on_hand: int | None = None,
    change: int | None = None,
    safety: int | None = None,
) -> Result:
    """Count one product at one location, or raise Invalid."""
    (result,) = set_levels([Level(location.pk, product.pk, on_hand, change, safety)])
    if result.error:
        raise Invalid(on_hand=result.error)
    return result


@rows.retried
def set_levels(levels: Sequence[Level]) -> list[Result]:
    """
    Write what can be written, in the order given, and return a result for each level.

    Fewer pieces than are promised are refused, in words; the others do not suffer from it.
    """
    _make_rows(levels)
    shelf = _shelf(levels, lock=True)
    before = {row.pk: (row.on_hand, row.safety, row.available) for row in shelf.values()}
    results = [_count(level, shelf[_place(level)]) for level in levels]
    now = clock.now()
    changed = [row for row in shelf.values() if before[row.pk][:2] != (row.on_hand, row.safety)]
    for row in changed:
        row.modified_date = now
        if before[row.pk][2] <= 0 < row.available:
            row.returned_at = now
    changed.sort(key=lambda row: row.pk)
    _overwrite(changed)
    return results


def preview_levels(levels: Sequence[Level]) -> list[Result]:
    """Say what `set_levels` would do now, and lock and write nothing."""
    shelf = _shelf(levels, lock=False)
    for place in map(_place, levels):
        shelf.setdefault(place, Stock(location_id=place[0], product_id=place[1]))
    return [_count(level, shelf[_place(level)]) for level in levels]


def _place(level: Level) -> tuple[int, int]:
    return level.location_id, level.product_id


def _make_rows(levels: Sequence[Level]) -> None:
    """Make the rows that are missing, with nothing on them; a twin does no harm."""
    if missing := sorted(set(map(_place, levels)) - _keys(levels).keys()):
        now = clock.now()
        Stock.objects.bulk_create(
            [Stock(location_id=at, product_id=of, modified_date=now) for at, of in missing],
            ignore_conflicts=True,
            batch_size=CHUNK,
        )


def _keys(levels: Sequence[Level]) -> dict[tuple[int, int], int]:
    """Return the key of each row that exists."""
    places, found = set(map(_place, levels)), {}
    products = sorted({level.product_id for level in levels})
    locations = {level.location_id for level in levels}
    for chunk in _chunks(products):
        here = Stock.objects.filter(product__in=chunk, location__in=locations)
        for location, product, pk in here.values_list("location", "product", "pk"):
            if (location, product) in places:
                found[location, product] = pk
    return found


def _shelf(levels: Sequence[Level], *, lock: bool) -> dict[tuple[int, int], Stock]:
    """Return the rows of the levels, locked by ascending key as everybody locks them."""
    shelf = {}
    for chunk in _chunks(sorted(_keys(levels).values())):
        found = Stock.objects.filter(pk__in=chunk).order_by("pk")
        for row in found.select_for_update() if lock else found:
            shelf[row.location_id, row.product_id] = row
    return shelf


def _overwrite(changed: list[Stock]) -> None:
    """Write rows that are locked; as an upsert, for `bulk_update` takes ten times as long."""
    Stock.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["on_hand", "safety", "returned_at", "modified_date"],
        batch_size=CHUNK,
    )


def _chunks(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _count(level: Level, row: Stock) -> Result:
    """Set the counts of a row as a level tells them, unless that cannot be."""
    count = row.on_hand + (level.change or 0) if level.on_hand is None else level.on_hand
    safety = row.safety if level.safety is None else level.safety
    if error := _wrong(count, safety, row.reserved):
        return Result(row.on_hand, row.reserved, error)
    before, row.on_hand, row.safety = row.on_hand, count, safety
    return Result(count, row.reserved, before=before)


def _wrong(count: int, safety: int, reserved: int) -> str:
    if not (0 <= count <= MOST and 0 <= safety <= MOST):
        return f"A count between 0 and {MOST} is needed; this would be {count}."
    if count < reserved:
        return f"{reserved} pieces are promised: there cannot be {count}."
    return ""
