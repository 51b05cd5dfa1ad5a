"""What the hub's word on the units does to their packages: followed, or left to a person."""

from datetime import datetime

from orders.commands import hub_status
from orders.commands.dossier import Dossier, Kind
from orders.commands.hub_status import SENT
from orders.commands.packages import move
from orders.models import OrderItem, Package
from orders.models.package import LEFT_THE_HOUSE
from orders.workflow import OrderStatus, PackageStatus


def follow(dossier: Dossier, *, at: datetime) -> list[Kind]:
    """
    Bring units and packages in step with what the hub says, and return the kinds of events.

    What it delivered is delivered here, what it refunded is expected back. Whatever contradicts
    what a package is about to do waits for a person's decision.
    """
    kinds: list[Kind] = []
    if _mark_refunded(dossier, at):
        kinds.append(("order.items_refunded", None))
    withdrawn = elsewhere = False
    for package in dossier.packages:
        if package.state == PackageStatus.SHIPPED and _is_delivered(dossier, package):
            move(dossier, package, PackageStatus.DELIVERED, delivered_at=at)
            kinds.append(("package.delivered", package))
        elif package.state <= PackageStatus.PACKED:
            words = [_word(dossier, unit) for unit in dossier.inside(package)]
            unapproved = any(word < OrderStatus.APPROVED for word in words)
            sent = any(word in SENT for word in words)
            withdrawn |= _ask(dossier, package, "approval_withdrawn_at", unapproved, at)
            elsewhere |= _ask(dossier, package, "sent_elsewhere_at", sent, at)
    kinds += [("order.approval_withdrawn", None)] if withdrawn else []
    kinds += [("order.sent_elsewhere", None)] if elsewhere else []
    return kinds


def _mark_refunded(dossier: Dossier, at: datetime) -> bool:
    """Expect back what the hub refunded after it had left; tell whether there is more of it."""
    more = False
    for unit in dossier.items:
        holder = dossier.holder(unit)
        left = holder is not None and holder.state in LEFT_THE_HOUSE
        said = (unit.foreign_status, dossier.order.foreign_status)
        refunded = left and OrderStatus.REFUNDED in said
        if refunded and unit.refunded_at is None:
            dossier.change(unit, refunded_at=at)
            more = True
        elif unit.refunded_at and not refunded:
            dossier.change(unit, refunded_at=None)
    return more


def _is_delivered(dossier: Dossier, package: Package) -> bool:
    words = {_word(dossier, unit) for unit in dossier.inside(package)}
    return OrderStatus.DELIVERED in words <= {OrderStatus.DELIVERED, OrderStatus.REFUNDED}


def _word(dossier: Dossier, unit: OrderItem) -> int:
    """Return the hub's own word on a unit; a cancellation is a decision by itself."""
    if unit.remote_status == OrderStatus.CANCELLED:
        return OrderStatus.APPROVED
    return hub_status.standing_of_unit(unit, dossier.order)


def _ask(dossier: Dossier, package: Package, since: str, doubtful: bool, at: datetime) -> bool:
    """Put a question to whoever holds the package, or take it back; tell whether it is new."""
    asked = getattr(package, since)
    dossier.change(package, **{since: (asked or at) if doubtful else None})
    return doubtful and asked is None
