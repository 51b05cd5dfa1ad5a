"""What can be asked of an order as a whole."""

from datetime import datetime

from django.db import transaction

from orders import planning, serviceability, workflow
from orders.commands import stock
from orders.commands.dossier import Dossier
from orders.commands.locking import lock
from orders.commands.order_money import charge_surplus
from orders.facts.delivery import mode, picked_up
from orders.facts.payment import on_delivery
from orders.facts.place import Place
from orders.models import Order, Package, StockLocation
from orders.workflow import IllegalMove, Invalid, OrderStatus

MOST_URGENT = 2**31 - 1


@transaction.atomic
def plan(order_id: int, *, location: int | None = None, by: str, at: datetime) -> Order:
    """
    Put the units that wait into a package, at the location that a person names, or by the rules.

    A location that has sent the units back is the last resort, for a person asks. IllegalMove
    says why none can take them, Invalid why the one that was named cannot.
    """
    dossier = _open(order_id, "plan")
    chosen = _named(location) if location is not None else None
    if chosen:
        _require_cash(dossier.order, chosen)
    opened = plan_units(dossier, at=at, location=chosen, last_resort=True)
    if not opened:
        why_not = planning.choose(dossier.order, last_resort=True).why_not
        raise IllegalMove(" ".join(why_not))
    dossier.record(*(("package.planned", package) for package in opened), by=by, at=at)
    return dossier.order


@transaction.atomic
def hold(order_id: int, *, reason: str = "", by: str, at: datetime) -> Order:
    """Let nothing of the order be planned, packed or shipped until it is released."""
    dossier = _open(order_id, "hold")
    dossier.change(dossier.order, held_at=at)
    held = ("order.held", None)
    why = {"reason": ["", reason]} if reason else {}
    dossier.record(held, by=by, at=at, changes={held: {"held_at": [None, at]} | why})
    return dossier.order


@transaction.atomic
def release(order_id: int, *, by: str, at: datetime) -> Order:
    """Let the order go on, charge what its amount has above its units, and plan what waited."""
    dossier = _open(order_id, "release")
    dossier.change(dossier.order, held_at=None)
    released, change = ("order.released", None), charge_surplus(dossier)
    planned = [("package.planned", package) for package in plan_units(dossier, at=at)]
    dossier.record(released, *planned, by=by, at=at, changes={released: change})
    return dossier.order


@transaction.atomic
def prioritise(order_id: int, *, priority: int, by: str, at: datetime) -> Order:
    """Set how urgent the order is; to say it twice changes nothing."""
    if not -MOST_URGENT <= priority <= MOST_URGENT:
        raise Invalid(priority=f"A whole number from {-MOST_URGENT} to {MOST_URGENT}.")
    dossier = _open(order_id, "prioritise")
    if dossier.order.priority != priority:
        dossier.change(dossier.order, priority=priority)
        dossier.record(("order.prioritised", None), by=by, at=at)
    return dossier.order


@transaction.atomic
def approve(order_id: int, *, by: str, at: datetime) -> Order:
    """Approve an order that was placed here, and plan it."""
    dossier = _open(order_id, "approve")
    dossier.change(dossier.order, remote_status=OrderStatus.APPROVED)
    for unit in dossier.items:
        if not unit.cancelled_at and unit.remote_status < OrderStatus.APPROVED:
            dossier.change(unit, remote_status=OrderStatus.APPROVED)
    dossier.derive()
    planned = [("package.planned", package) for package in plan_units(dossier, at=at)]
    dossier.record(("order.approved", None), *planned, by=by, at=at)
    return dossier.order


@transaction.atomic
def go_on_without_copy(order_id: int, *, reason: str, by: str, at: datetime) -> Order:
    """Pack and ship what we hold, without the newer copy that could not be taken."""
    if not reason.strip():
        raise Invalid(reason="A reason is needed.")
    dossier = _open(order_id, "go-on-without-copy")
    waited = dossier.order.newer_copy_at
    dossier.change(dossier.order, newer_copy_at=None, skipped_copy_at=waited)
    skipped = ("order.copy_skipped", None)
    told = {"newer_copy_at": [waited, None], "reason": ["", reason.strip()]}
    dossier.record(skipped, by=by, at=at, changes={skipped: told})
    return dossier.order


def plan_units(
    dossier: Dossier,
    *,
    at: datetime,
    location: StockLocation | None = None,
    last_resort: bool = False,
) -> list[Package]:
    """
    Plan what waits within a command that holds the lock, and return the new packages.

    Units that hold stock go where that lies, whatever the rules say; for a `location` that a
    person names they change their stock, those of an order placed here that hold none get what is
    counted there, and Invalid says when there is not enough.
    """
    units = dossier.unplanned()
    plannable = workflow.plannable(dossier.remote_status())
    if not units or not plannable or dossier.order.held_at:
        return []
    if location is not None:
        stock.move(units, location)
        if dossier.order.omnitron_id is None:  # the hub counts what it sells itself
            stock.settle(units, location)
        return [dossier.open_package(location, units, at)]
    opened = [dossier.open_package(place, mine, at) for place, mine in planning.held_at(units)]
    if rest := [unit for unit in units if unit.reserved_stock_id is None]:
        avoid = _sent_back(dossier)
        chosen = planning.choose(dossier.order, avoid=avoid, last_resort=last_resort).location
        opened += [dossier.open_package(chosen, rest, at)] if chosen else []
    return opened


def _open(order_id: int, slug: str) -> Dossier:
    dossier = lock(order_id)
    workflow.require("order", slug, dossier.order.state, dossier.facts())
    return dossier


def _named(location_id: int) -> StockLocation:
    location = StockLocation.objects.filter(pk=location_id, is_active=True).first()
    if location is None:
        raise Invalid(location="There is no such location, or it is not active.")
    return location


def _require_cash(order: Order, location: StockLocation) -> None:
    """Refuse a location that serves the address of an order placed here but takes no cash there."""
    if order.omnitron_id is not None or not on_delivery(order):
        return  # what the hub sells is planned by its rules, which know no service areas
    pincode = Place(order.shipping_address).pin
    areas = serviceability.covering(pincode, [mode(order)], within=[location.pk])
    if not picked_up(order) and areas and not areas[0].cod:
        told = f"{location} takes no cash at the door in {pincode}, and this order is paid there"
        raise Invalid(location=f"{told}. Name another one, or allow cash in its service area.")


def _sent_back(dossier: Dossier) -> set[int]:
    waiting = {unit.pk for unit in dossier.unplanned()}
    gone = [content.package for content in dossier.contents if content.order_item_id in waiting]
    return {package.stock_location_id for package in gone if package.sent_back}
