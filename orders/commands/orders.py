"""What can be asked of an order as a whole."""

from datetime import datetime

from django.db import transaction

from orders import planning, workflow
from orders.commands.dossier import Dossier
from orders.commands.locking import lock
from orders.models import Order, Package, StockLocation
from orders.workflow import IllegalMove, Invalid


@transaction.atomic
def plan(order_id: int, *, location: int | None = None, by: str, at: datetime) -> Order:
    """
    Put the units that wait into a package, at the location that a person names, or by the rules.

    A location that has sent the units back is the last resort, for a person asks. IllegalMove
    says why none can take them.
    """
    dossier = lock(order_id)
    workflow.require("order", "plan", dossier.order.state, dossier.facts())
    if dossier.order.held_at:
        raise IllegalMove("The order is held; release it first.")
    chosen = _named(location) if location is not None else None
    opened = plan_units(dossier, at=at, location=chosen, last_resort=True)
    if not opened:
        why_not = planning.choose(dossier.order, last_resort=True).why_not
        raise IllegalMove(" ".join(why_not))
    dossier.record(*(("package.planned", package) for package in opened), by=by, at=at)
    return dossier.order


def plan_units(
    dossier: Dossier,
    *,
    at: datetime,
    location: StockLocation | None = None,
    last_resort: bool = False,
) -> list[Package]:
    """Plan what waits within a command that holds the lock, and return the new packages."""
    units = dossier.unplanned()
    plannable = workflow.plannable(dossier.remote_status())
    if not units or not plannable or dossier.order.held_at:
        return []
    if location is None:
        avoid = _sent_back(dossier)
        location = planning.choose(dossier.order, avoid=avoid, last_resort=last_resort).location
    return [dossier.open_package(location, units, at)] if location else []


def _named(location_id: int) -> StockLocation:
    location = StockLocation.objects.filter(pk=location_id, is_active=True).first()
    if location is None:
        raise Invalid(location="There is no such location, or it is not active.")
    return location


def _sent_back(dossier: Dossier) -> set[int]:
    waiting = {unit.pk for unit in dossier.unplanned()}
    gone = [content.package for content in dossier.contents if content.order_item_id in waiting]
    return {package.stock_location_id for package in gone}
