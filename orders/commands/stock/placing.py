"""Promising stock at the best of some locations: first without a lock, then in line."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from orders import serviceability
from orders.commands.stock import rows
from orders.commands.stock.closing import expire_at
from orders.commands.stock.refusals import Insufficient, NotServiceable
from orders.models import Stock
from orders.serviceability import Within


def places_for(
    *, pincode: str, location_id: int | None, mode: str, within: Within, cod: bool = False
) -> list[int]:
    """Return the locations that may take a cart, the nearest first, or raise NotServiceable."""
    places = serviceability.candidates(
        pincode=pincode, location_id=location_id, mode=mode, within=within, cod=cod
    )
    if not places:
        raise NotServiceable("No location serves this place in this way.")
    return places


def set_aside(
    wanted: Mapping[int, int], places: Sequence[int], *, whole: bool = False
) -> dict[int, Stock]:
    """
    Promise so many of each product at the best of these locations, or raise Insufficient.

    Whom the first look fails waits in line for a second one, after the overdue reservations have
    gone: what is refused then was not there. All lie at one location if they must be `whole`.
    """
    placed, short = serviceability.place(wanted, places, _around(wanted, places), whole=whole)
    if not short and _taken(wanted, placed):
        return placed
    expire_at(wanted, places)
    return take_in_line(wanted, places, whole=whole)


def take_in_line(
    wanted: Mapping[int, int], places: Sequence[int], *, whole: bool = False
) -> dict[int, Stock]:
    """Promise as `set_aside` does, where `expire_at` has just locked all that may be taken."""
    around = _around(wanted, places).select_for_update()
    placed, short = serviceability.place(wanted, places, around, whole=whole)
    if short or not _taken(wanted, placed):
        raise Insufficient(short)
    return placed


def _around(wanted: Mapping[int, int], places: Sequence[int]) -> QuerySet[Stock]:
    return Stock.objects.filter(product__in=wanted, location__in=places).order_by("pk")


def _taken(wanted: Mapping[int, int], placed: dict[int, Stock]) -> bool:
    try:
        with transaction.atomic():  # what it has locked is free again before anybody waits
            rows.take({stock.pk: wanted[product] for product, stock in placed.items()})
    except rows.Short:
        return False
    return True
