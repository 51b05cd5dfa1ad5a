"""Setting goods aside for a cart: the block, its release, and the order that it becomes."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from orders import clock
from orders.clock import Clock
from orders.commands.stock import rows
from orders.commands.stock.closing import close, overdue
from orders.commands.stock.placing import places_for, set_aside
from orders.commands.stock.refusals import (
    BlockExpired,
    BlockMismatch,
    BlockNotFound,
    BlockRefused,
    BlockUsed,
    OverLimit,
    ReferenceReused,
    TooManyOpen,
)
from orders.commands.stock.units import by_product, promise
from orders.models import (
    Mode,
    Order,
    OrderItem,
    Product,
    StockLocation,
    StockReservation,
    StockReservationLine,
)
from orders.serviceability import Within

Status = StockReservation.Status
MOST_OPEN = 1000


@rows.retried
def block(
    *,
    owner: str,
    reference: str,
    channel_id: int,
    items: Iterable[tuple[int, int]],
    delivery_type: str,
    ttl: timedelta,
    by: str,
    pincode: str = "",
    location_id: int | None = None,
    within: Within = None,
    most_open: int = MOST_OPEN,
    at: datetime | None = None,
) -> StockReservation:
    """
    Set aside (product, quantity) for `ttl`, all or nothing, or raise what stands in the way.

    A repeat while it stands returns the same row, its time not prolonged, with `replayed` set.
    """
    wanted = _summed(items)
    digest = _digest(wanted, pincode, location_id, delivery_type)
    if held := _standing(owner, reference):
        return _replayed(held, digest)
    _require_modest(wanted, owner, most_open)
    places = places_for(pincode=pincode, location_id=location_id, mode=delivery_type, within=within)
    fresh = _draft(
        ttl,
        at,
        owner=owner,
        reference=reference,
        channel_id=channel_id,
        pincode=pincode,
        store_code=code_of(location_id),
        delivery_type=delivery_type,
        content_hash=digest,
        created_by=by,
    )
    twin = _begin(fresh)
    return _replayed(twin, digest) if twin else _filled(fresh, wanted, places)


@rows.retried
def release(block_id: UUID | str, *, owner: str, by: str = "") -> StockReservation:
    """Let a reservation go; a repeat changes nothing, one that an order holds raises BlockUsed."""
    mine = StockReservation.objects.filter(block_id=block_id, owner=owner)
    if (held := mine.select_for_update().first()) is None or held.status == Status.CONSUMED:
        raise why_not(held)
    if held.status == Status.ACTIVE:
        close([held], Status.EXPIRED if overdue(held) else Status.RELEASED, by=by or owner)
    return held


@rows.retried
def consume(
    block_id: UUID | str,
    *,
    owner: str,
    order: Order,
    units: Sequence[OrderItem],
    pincode: str | None = None,
    store_code: str | None = None,
    delivery_type: str | None = None,
    cod: bool = False,
    by: str = "",
) -> StockReservation:
    """
    Hand what a reservation holds to the units of an order, which must be for exactly that.

    `pincode`, `store_code` and `delivery_type` are compared where they are given. With `cod` the
    goods must lie where cash is taken at the door, or NotServiceable. Of any number of callers
    one wins; the others hear that it was used, or that its time is over.
    """
    mine = StockReservation.objects.filter(block_id=block_id, owner=owner)
    held = mine.select_for_update().first()  # who has waited for it is judged by the time after
    won = mine.filter(status=Status.ACTIVE, expires_at__gt=Clock()).update(
        status=Status.CONSUMED, order=order, closed_by=by or owner, modified_date=Clock()
    )
    if held is None or not won:
        raise why_not(held)
    held.refresh_from_db()
    if pincode not in (None, held.pincode) or store_code not in (None, held.store_code):
        raise BlockMismatch("The goods were set aside for another place.", held)
    if delivery_type not in (None, held.delivery_type):
        raise BlockMismatch("The goods were set aside to be delivered in another way.", held)
    if cod and held.delivery_type != Mode.STORE_PICKUP:
        _require_cash(held)
    _hand_over(held, units)
    return held


def why_not(held: StockReservation | None) -> BlockRefused:
    """Return the refusal that tells why a reservation cannot be used any more."""
    if held is None:
        return BlockNotFound("There is no such reservation.")
    if held.status == Status.CONSUMED:
        return BlockUsed("An order holds these goods already.", held)
    gone = "was released" if held.status == Status.RELEASED else "has expired"
    return BlockExpired(f"The reservation {gone}.", held)


def require_within_limits(wanted: Mapping[int, int]) -> None:
    """Raise OverLimit for what one order may not have so many of."""
    limits = Product.objects.filter(pk__in=wanted, max_per_order__isnull=False)
    known = dict(limits.values_list("pk", "max_per_order"))
    if over := [(p, n, known[p]) for p, n in wanted.items() if p in known and n > known[p]]:
        raise OverLimit(over)


def code_of(location_id: int | None) -> str:
    """Return the code of the store that a cart names, or nothing where it names none."""
    codes = StockLocation.objects.filter(pk=location_id).values_list("erp_code", flat=True)
    return codes.first() or ""


def _summed(items: Iterable[tuple[int, int]]) -> dict[int, int]:
    summed: Counter[int] = Counter()
    for product, quantity in items:
        summed[product] += quantity
    return dict(summed)


def _digest(wanted, pincode, location_id, delivery_type) -> str:
    content = [sorted(wanted.items()), pincode, location_id, delivery_type]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _standing(owner: str, reference: str) -> StockReservation | None:
    """Return the open reservation of a reference, locked; an overdue one is let go."""
    open_ones = StockReservation.objects.filter(
        owner=owner, reference=reference, status__in=[Status.ACTIVE, Status.CONSUMED]
    )
    held = open_ones.select_for_update().first()  # unique
    if held and held.status == Status.ACTIVE and overdue(held):
        close([held], Status.EXPIRED, by="system")
        return None
    return held


def _replayed(held: StockReservation, digest: str) -> StockReservation:
    if held.content_hash != digest:
        raise ReferenceReused("This reference is in use for other goods or another place.")
    held.replayed = True
    return held


def _require_modest(wanted: Mapping[int, int], owner: str, most_open: int) -> None:
    require_within_limits(wanted)
    held = StockReservation.objects.filter(owner=owner, status=Status.ACTIVE)
    if held.filter(expires_at__gt=Clock()).count() >= most_open:
        raise TooManyOpen(f"At most {most_open} reservations may be open at once.")


def _draft(ttl: timedelta, at: datetime | None, **columns) -> StockReservation:
    now = clock.now()
    return StockReservation(
        **columns,
        ttl_seconds=int(ttl.total_seconds()),
        expires_at=now + ttl,
        created_date=at or now,
        modified_date=at or now,
    )


def _begin(fresh: StockReservation) -> StockReservation | None:
    """Write the row, or return the twin that was written under its reference meanwhile."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return _standing(fresh.owner, fresh.reference) or _begin(fresh)
    return None


def _filled(
    fresh: StockReservation, wanted: Mapping[int, int], places: Sequence[int]
) -> StockReservation:
    placed = set_aside(wanted, places)
    StockReservationLine.objects.bulk_create(
        StockReservationLine(reservation=fresh, stock=stock, quantity=wanted[product])
        for product, stock in placed.items()
    )
    locations = {stock.location_id for stock in placed.values()}
    if len(locations) == 1:
        fresh.location_id = locations.pop()
        fresh.save(update_fields=["location"])
    return fresh


def _require_cash(held: StockReservation) -> None:
    """Raise NotServiceable unless each location of a reservation takes cash for it."""
    pincode, mode = held.pincode, held.delivery_type
    for location in held.lines.values_list("stock__location", flat=True).distinct():
        places_for(pincode=pincode, location_id=location, mode=mode, within=None, cod=True)


def _hand_over(held: StockReservation, units: Sequence[OrderItem]) -> None:
    waiting = by_product(units)
    lines = list(held.lines.select_related("stock"))
    asked = {product: len(alike) for product, alike in waiting.items()}
    if asked != {line.stock.product_id: line.quantity for line in lines}:
        raise BlockMismatch("The order is not for what was set aside.", held)
    for line in lines:
        promise(waiting[line.stock.product_id], line.stock)
