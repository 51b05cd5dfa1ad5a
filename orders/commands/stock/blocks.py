"""Setting goods aside for a cart: the block, and its release."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db import IntegrityError, connection, transaction

from orders import clock
from orders.clock import Clock
from orders.commands.stock import rows
from orders.commands.stock.closing import close, expire_at, overdue
from orders.commands.stock.placing import places_for, set_aside, take_in_line
from orders.commands.stock.refusals import OverLimit, ReferenceReused, TooManyOpen, why_not
from orders.models import Mode, Product, StockLocation, StockReservation, StockReservationLine
from orders.serviceability import Within

Status = StockReservation.Status
MOST_OPEN = 1000
ADVISORY_CLASS = 0x0D7  # the first half of the key; the owner is the second


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
    columns: dict[str, Any] = {
        "owner": owner,
        "reference": reference,
        "channel_id": channel_id,
        "pincode": pincode,
        "store_code": code_of(location_id),
        "delivery_type": delivery_type,
        "content_hash": _digest(wanted, pincode, location_id, delivery_type),
        "created_by": by,
    }
    find = partial(
        places_for, pincode=pincode, location_id=location_id, mode=delivery_type, within=within
    )
    return _blocked(columns, wanted, find, ttl=ttl, most_open=most_open, at=at)


@rows.retried
def release(block_id: UUID | str, *, owner: str, by: str = "") -> StockReservation:
    """Let a reservation go; a repeat changes nothing, one that an order holds raises BlockUsed."""
    mine = StockReservation.objects.filter(block_id=block_id, owner=owner)
    if (held := mine.select_for_update().first()) is None or held.status == Status.CONSUMED:
        raise why_not(held)
    if held.status == Status.ACTIVE:
        close([held], Status.EXPIRED if overdue(held) else Status.RELEASED, by=by or owner)
    return held


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


def _blocked(columns, wanted, find, *, ttl, most_open, at) -> StockReservation:
    owner, digest = columns["owner"], columns["content_hash"]
    while True:
        held = _standing(owner, columns["reference"])
        if held and not _lapsed(held):
            return _replayed(held, digest)
        _require_modest(wanted, owner, most_open)
        places = find()
        if held:
            expire_at(wanted, places, also=held.pk)
        fresh = _draft(ttl, at, **columns)
        if _begun(fresh):
            _fill(fresh, wanted, places, in_line=held is not None)
            _require_room(owner, most_open)
            return fresh


def _summed(items: Iterable[tuple[int, int]]) -> dict[int, int]:
    summed: Counter[int] = Counter()
    for product, quantity in items:
        summed[product] += quantity
    return dict(summed)


def _digest(wanted, pincode, location_id, delivery_type) -> str:
    content = [sorted(wanted.items()), pincode, location_id, delivery_type]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _standing(owner: str, reference: str) -> StockReservation | None:
    """Return the open reservation of a reference."""
    open_ones = StockReservation.objects.filter(
        owner=owner, reference=reference, status__in=[Status.ACTIVE, Status.CONSUMED]
    )
    return open_ones.first()  # unique


def _lapsed(held: StockReservation) -> bool:
    return held.status == Status.ACTIVE and overdue(held)


def _replayed(held: StockReservation, digest: str) -> StockReservation:
    if held.content_hash != digest:
        raise ReferenceReused("This reference is in use for other goods or another place.")
    held.replayed = True
    return held


def _require_modest(wanted: Mapping[int, int], owner: str, most_open: int) -> None:
    require_within_limits(wanted)
    if _open_now(owner) >= most_open:
        raise _too_many(most_open)


def _require_room(owner: str, most_open: int) -> None:
    """Count once more, in line with the owner's other new blocks: the last lock of all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            lock = [ADVISORY_CLASS, crc32(owner.encode()) - 2**31]
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock)
    if _open_now(owner) > most_open:
        raise _too_many(most_open)


def _open_now(owner: str) -> int:
    held = StockReservation.objects.filter(owner=owner, status=Status.ACTIVE)
    return held.filter(expires_at__gt=Clock()).count()


def _too_many(most_open: int) -> TooManyOpen:
    return TooManyOpen(f"At most {most_open} reservations may be open at once.")


def _draft(ttl: timedelta, at: datetime | None, **columns) -> StockReservation:
    now = clock.now()
    return StockReservation(
        **columns,
        ttl_seconds=int(ttl.total_seconds()),
        expires_at=now + ttl,
        created_date=at or now,
        modified_date=at or now,
    )


def _begun(fresh: StockReservation) -> bool:
    """Write the row, unless a twin was written under its reference meanwhile."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _fill(
    fresh: StockReservation, wanted: Mapping[int, int], places: Sequence[int], *, in_line: bool
) -> None:
    """Promise the goods; what is to be fetched lies at one store."""
    promised = take_in_line if in_line else set_aside
    placed = promised(wanted, places, whole=fresh.delivery_type == Mode.STORE_PICKUP)
    StockReservationLine.objects.bulk_create(
        StockReservationLine(reservation=fresh, stock=stock, quantity=wanted[product])
        for product, stock in placed.items()
    )
    locations = {stock.location_id for stock in placed.values()}
    if len(locations) == 1:
        fresh.location_id = locations.pop()
        fresh.save(update_fields=["location"])
