"""How a reservation ends without an order: released, or its time is over."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from orders import clock
from orders.clock import Clock
from orders.commands.stock import rows
from orders.models import Stock, StockReservation, StockReservationLine

Status = StockReservation.Status
BATCH = 200


def expire_due(limit: int = BATCH) -> int:
    """Let overdue reservations go, in batches, and return how many went; two beats are harmless."""
    gone = 0
    while batch := _expire_batch(limit):
        gone += batch
    return gone


def expire_at(
    products: Iterable[int],
    locations: Iterable[int],
    *,
    also: int | None = None,
    moving: Iterable[int] = (),
) -> None:
    """
    Let the overdue reservations go that hold these products at these locations, and that one too.

    All are locked first, then, by ascending key, every row of stock that may change from now on:
    those of the products and locations, those given back, and those `moving`. So the caller must
    not hold any stock yet, and may take and put back among these as it likes.
    """
    here = Q(product__in=list(products), location__in=list(locations))
    around = StockReservationLine.objects.filter(stock__in=Stock.objects.filter(here))
    due = _due().filter(Q(pk__in=around.values("reservation")) | Q(pk=also))
    held = list(due.select_for_update())
    lines = StockReservationLine.objects.filter(reservation__in=held)
    given_back = list(lines.values_list("stock", flat=True))
    rows.hold(here | Q(pk__in=[*moving, *given_back]))
    close(held, Status.EXPIRED, by="system")


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
