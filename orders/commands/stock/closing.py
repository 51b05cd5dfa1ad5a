"""How a reservation ends without an order: released, or its time is over."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from orders import clock
from orders.clock import Clock
from orders.commands.stock import rows
from orders.models import StockReservation, StockReservationLine

Status = StockReservation.Status
BATCH = 200


def expire_due(limit: int = BATCH) -> int:
    """Let overdue reservations go, in batches, and return how many went; two beats are harmless."""
    gone = 0
    while batch := _expire_batch(limit):
        gone += batch
    return gone


def expire_at(products: Iterable[int], locations: Iterable[int]) -> None:
    """Let the overdue reservations go that hold these products at these locations."""
    lines = StockReservationLine.objects.filter(
        stock__product__in=list(products), stock__location__in=list(locations)
    )
    held = _due().filter(pk__in=lines.values("reservation"))
    close(held.select_for_update(), Status.EXPIRED, by="system")


def overdue(held: StockReservation) -> bool:
    """Tell whether the time of a reservation is over, by the database's clock."""
    return held.expires_at <= clock.now()


def close(held: Iterable[StockReservation], status: str, *, by: str) -> int:
    """
    End active reservations that the caller has locked, give their stock back and count them.

    One that somebody else has ended meanwhile is left alone: only who moves it moves its stock.
    """
    ended = [reservation for reservation in held if _ended(reservation, status, by)]
    lines = StockReservationLine.objects.filter(reservation__in=ended)
    quantities: Counter[int] = Counter()
    for stock, quantity in lines.values_list("stock", "quantity"):
        quantities[stock] += quantity
    rows.put_back(quantities)
    return len(ended)


@rows.retried
def _expire_batch(limit: int) -> int:
    batch = _due().select_for_update(skip_locked=True)[:limit]
    return close(batch, Status.EXPIRED, by="system")


def _due() -> QuerySet[StockReservation]:
    active = StockReservation.objects.filter(status=Status.ACTIVE, expires_at__lte=Clock())
    return active.order_by("pk")


def _ended(held: StockReservation, status: str, by: str) -> bool:
    active = StockReservation.objects.filter(pk=held.pk, status=Status.ACTIVE)
    if not active.update(status=status, closed_by=by, modified_date=Clock()):
        return False
    held.status, held.closed_by = status, by
    return True
