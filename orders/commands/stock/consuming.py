"""The order that a block becomes: its units hold what the block held."""

from collections.abc import Sequence
from uuid import UUID

from orders.clock import Clock
from orders.commands.stock import rows
from orders.commands.stock.placing import places_for
from orders.commands.stock.refusals import BlockMismatch, why_not
from orders.commands.stock.units import by_product, promise
from orders.models import Mode, Order, OrderItem, StockReservation

Status = StockReservation.Status


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
    if pincode not in (None, held.pincode) or store_code not in (None, _store_of(held)):
        raise BlockMismatch("The goods were set aside for another place.", held)
    if delivery_type not in (None, held.delivery_type):
        raise BlockMismatch("The goods were set aside to be delivered in another way.", held)
    if cod and held.delivery_type != Mode.STORE_PICKUP:
        _require_cash(held)
    _hand_over(held, units)
    return held


def _store_of(held: StockReservation) -> str:
    """Return the store that a cart named; or, where it named none, the one that hands it out."""
    fetched = held.delivery_type == Mode.STORE_PICKUP and held.location
    return held.store_code or (held.location.erp_code if fetched else "")


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
