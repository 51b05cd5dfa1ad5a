"""Cancelling an order, or units of it, as long as they have not been packed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from orders import workflow
from orders.commands import stock
from orders.commands.dossier import Dossier
from orders.commands.locking import lock
from orders.commands.packages import cancel_inside
from orders.facts.cancellable import within_reach
from orders.models import Order, OrderItem, Package
from orders.workflow import UNPACKED, IllegalMove, Invalid, OrderStatus, PackageStatus

LONGEST_REASON = 512


@transaction.atomic
def cancel(
    order_id: int, *, items: Sequence[int] | None = None, reason: str, by: str, at: datetime
) -> Order:
    """
    Cancel the units that `items` names by our keys, or every one, for good; all of them or none.

    They leave the packages that are not packed yet. A bundle and its units follow each other. No
    later copy of the hub brings a unit back.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid(reason=f"A reason is needed, of at most {LONGEST_REASON} characters.")
    dossier = lock(order_id)
    workflow.require("order", "cancel", dossier.order.state, dossier.facts())
    units = _asked(dossier, items)
    _refuse_what_is_out_of_reach(dossier, units)
    before = _cancelled(dossier)
    for unit in [*units, *_bundles(dossier, units)]:
        dossier.change(unit, cancelled_at=at, cancel_reason=reason.strip())
    emptied = leave_packages(dossier, reason.strip(), at)
    dossier.derive()
    whole = dossier.order.state == OrderStatus.CANCELLED
    first = ("order.cancelled" if whole else "order.items_cancelled", None)
    told = {"cancel_reason": ["", reason], "cancelled_units": [before, _cancelled(dossier)]}
    kinds = [("package.cancelled", package) for package in emptied]
    dossier.record(first, *kinds, by=by, at=at, changes={first: told})
    return dossier.order


def leave_packages(dossier: Dossier, reason: str, at: datetime) -> list[Package]:
    """Let cancelled units go of stock and of packages not packed; cancel those left empty."""
    if holding := stock.held(unit for unit in dossier.items if unit.cancelled_at):
        stock.free(holding)
    emptied = []
    for package in (p for p in dossier.packages if p.state in UNPACKED):
        gone = [unit for unit in dossier.inside(package) if unit.cancelled_at]
        if len(gone) == len(dossier.inside(package)):
            cancel_inside(dossier, package, reason, at)
            emptied.append(package)
        elif gone:
            dossier.touch(package)  # who has its page open is told to look again
            for content in dossier.live():
                if content.package is package and content.order_item in gone:
                    dossier.release(content)
    return emptied


def refuse_strangers(keys: Iterable[int], known: Collection[int]) -> None:
    """Raise Invalid for keys that are none of an order's units."""
    if strangers := sorted(set(keys) - set(known)):
        raise Invalid(items=f"No units of this order: {', '.join(map(str, strangers))}.")


def _asked(dossier: Dossier, keys: Sequence[int] | None) -> list[OrderItem]:
    """Return the units to cancel; a bundle that is named stands for what is in it."""
    if keys is None:
        return [item for item in dossier.items if not item.is_parent and not item.cancelled_at]
    if not keys:
        raise Invalid(items="Name at least one unit.")
    by_pk = {item.pk: item for item in dossier.items}
    refuse_strangers(keys, by_pk.keys())
    named = [by_pk[key] for key in dict.fromkeys(keys)]
    if already := [str(item.pk) for item in named if item.cancelled_at]:
        raise IllegalMove(f"Cancelled already: {', '.join(already)}.")
    bundles = {item.omnitron_id for item in named if item.is_parent}
    within = [item for item in dossier.items if item.parent_omnitron_id in bundles - {None}]
    units = [item for item in [*named, *within] if not item.is_parent and not item.cancelled_at]
    return list(dict.fromkeys(units))


def _bundles(dossier: Dossier, units: Sequence[OrderItem]) -> list[OrderItem]:
    """Return the bundles of which nothing is left when the units are gone."""
    left = {
        item.parent_omnitron_id
        for item in dossier.items
        if not item.cancelled_at and item not in units
    }
    touched = {unit.parent_omnitron_id for unit in units} - left
    return [
        item
        for item in dossier.items
        if item.is_parent and not item.cancelled_at and item.omnitron_id in touched
    ]


def _cancelled(dossier: Dossier) -> int:
    return sum(1 for item in dossier.items if item.cancelled_at and not item.is_parent)


def _refuse_what_is_out_of_reach(dossier: Dossier, units: Sequence[OrderItem]) -> None:
    """Raise IllegalMove for units that are packed, gone, or prepared by somebody else."""
    barred: dict[str, list[str]] = {}
    for unit in units:
        holder = dossier.holder(unit)
        if not within_reach(unit, holder):
            barred.setdefault(_why_not(holder), []).append(unit.product.sku)
    if barred:
        sentences = [f"{why_not}: {', '.join(skus)}." for why_not, skus in barred.items()]
        raise IllegalMove(" ".join(["Nothing was cancelled.", *sentences]))


def _why_not(package: Package | None) -> str:
    if package is None:
        return "Omnitron says that somebody else has it in hand"
    if package.state == PackageStatus.PACKED:
        return f"Package {package.number} is packed; unpack it first, by cancelling the package"
    return f"Package {package.number} is {PackageStatus(package.state).label.lower()}"
