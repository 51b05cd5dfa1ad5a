"""What can be asked of a package: one function for each row of the workflow's table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from django.db import transaction

from orders import workflow
from orders.commands import closed_box, credit_notes, hub_status, invoices, stock, tracking
from orders.commands.dossier import Dossier
from orders.commands.locking import lock_for_package
from orders.commands.order_money import share_what_waited
from orders.commands.orders import plan_units
from orders.commands.serials import Piece, give
from orders.commands.tracking import Parcel
from orders.facts.delivery import picked_up
from orders.facts.payment import on_delivery
from orders.facts.place import Place
from orders.models import Order, Package
from orders.workflow import Invalid, OrderStatus, PackageStatus


@transaction.atomic
def start(package_id: int, *, by: str, at: datetime) -> Package:
    """Begin to gather the units."""
    dossier, package = _open(package_id, "start")
    move(dossier, package, PackageStatus.PREPARING)
    dossier.record(("package.started", package), by=by, at=at)
    return package


@transaction.atomic
def ready(package_id: int, *, by: str, at: datetime) -> Package:
    """All units are gathered; the box can be packed."""
    dossier, package = _open(package_id, "ready")
    move(dossier, package, PackageStatus.READY)
    dossier.record(("package.readied", package), by=by, at=at)
    return package


@transaction.atomic
def pack(
    package_id: int,
    *,
    invoice_number: str = "",
    invoice_date: datetime | None = None,
    serials: Sequence[Piece] = (),
    by: str,
    at: datetime,
) -> Package:
    """
    Close the box and write its invoice, under the number typed or the location's next one.

    Invalid is raised where a product asks for a serial number that is missing or wrong.
    """
    dossier, package = _open(package_id, "pack")
    give(dossier, package, serials)
    move(dossier, package, PackageStatus.PACKED, packed_at=at)
    if package.stock_location.writes_invoices:
        number, day = invoice_number, invoice_date or at
        units = dossier.inside(package)
        invoice = invoices.write(
            dossier.order, package, units, number=number, invoiced_at=day, at=at
        )
        dossier.change(package, invoice=invoice)
    elif invoice_number or invoice_date:
        raise Invalid(invoice_number="The invoices of this location are not ours to number.")
    closed_box.seal(dossier, package)
    dossier.record(("package.packed", package), by=by, at=at)
    return package


@transaction.atomic
def reopen(package_id: int, *, reason: str = "", by: str, at: datetime) -> Package:
    """Open a closed box again: its invoice is taken back, and packing it writes another."""
    dossier, package = _open(package_id, "reopen")
    credit_notes.withdraw(dossier, package, by=by, at=at, reason=reason)
    shipping_before = closed_box.charged_for_shipping(package)
    closed_box.unseal(dossier, package)
    for unit in dossier.inside(package):
        dossier.forget_piece(unit)
    move(dossier, package, PackageStatus.PREPARING, packed_at=None)
    if shipping_before is not None:
        share_what_waited(dossier, shipping_before)
    reopened = ("package.reopened", package)
    why = {"reason": ["", reason]} if reason else {}
    state = {"state": [PackageStatus.PACKED, PackageStatus.PREPARING]}
    dossier.record(reopened, by=by, at=at, changes={reopened: state | why})
    return package


@transaction.atomic
def ship(
    package_id: int,
    *,
    by: str,
    at: datetime,
    **parcel: Unpack[Parcel],
) -> Package:
    """Hand the box to the carrier under its tracking number; `carrier` is our key."""
    dossier, package = _open(package_id, "ship")
    _hand_over(dossier, package, parcel, at)
    return _record_shipped(dossier, package, by=by, at=at)


@transaction.atomic
def ship_anyway(
    package_id: int,
    *,
    reason: str,
    by: str,
    at: datetime,
    **parcel: Unpack[Parcel],
) -> Package:
    """Ship although the hub's word stands against it; the reason is kept."""
    dossier, package = _open(package_id, "ship-anyway")
    dossier.change(package, shipped_anyway_reason=reason)
    _hand_over(dossier, package, parcel, at)
    return _record_shipped(dossier, package, by=by, at=at)


@transaction.atomic
def ship_as_packed(
    package_id: int,
    *,
    reason: str,
    by: str,
    at: datetime,
    **parcel: Unpack[Parcel],
) -> Package:
    """Ship a box as it was closed although its order has changed since; the reason is kept."""
    dossier, package = _open(package_id, "ship-as-packed")
    dossier.change(package, shipped_anyway_reason=reason)
    _hand_over(dossier, package, parcel, at)
    return _record_shipped(dossier, package, by=by, at=at)


@transaction.atomic
def deliver(package_id: int, *, by: str, at: datetime) -> Package:
    """The customer has it."""
    dossier, package = _open(package_id, "deliver")
    move(dossier, package, PackageStatus.DELIVERED, delivered_at=at)
    dossier.record(("package.delivered", package), by=by, at=at)
    return package


@transaction.atomic
def take_back(package_id: int, *, reason: str, by: str, at: datetime) -> Package:
    """
    What was sent has come back: its units are refunded, and lie on the location's shelf again.

    The invoice stands, for a credit note is a document of its own.
    """
    dossier, package = _open(package_id, "take-back")
    move(dossier, package, PackageStatus.RETURNED, returned_at=at, return_reason=reason)
    stock.take_back(dossier.inside(package), package.stock_location)
    dossier.record(("package.returned", package), by=by, at=at)
    return package


@transaction.atomic
def cancel(package_id: int, *, reason: str = "", by: str, at: datetime) -> Package:
    """Give the units back; another location gets them if there is one, never this one at once."""
    dossier, package = _open(package_id, "cancel")
    dossier.change(package, sent_back=True)
    units = dossier.inside(package)
    _give_back(dossier, package, reason, by, at)
    stock.send_elsewhere(
        units,
        pincode=_delivered_to(dossier.order),
        avoid={each.stock_location_id for each in dossier.packages},
        cod=on_delivery(dossier.order),
    )
    return _record_cancelled(dossier, package, by=by, at=at)


@transaction.atomic
def unpack_and_cancel(package_id: int, *, reason: str = "", by: str, at: datetime) -> Package:
    """Open the box that the customer no longer wants; what was not cancelled is planned again."""
    dossier, package = _open(package_id, "unpack-and-cancel")
    for unit in dossier.inside(package):
        if hub_status.is_given_up(unit, dossier.order):
            dossier.change(unit, cancelled_at=at)
    stock.free(unit for unit in dossier.inside(package) if unit.cancelled_at)
    _give_back(dossier, package, reason, by, at)
    return _record_cancelled(dossier, package, by=by, at=at)


def _open(package_id: int, slug: str) -> tuple[Dossier, Package]:
    dossier = lock_for_package(package_id)
    package = dossier.package(package_id)
    workflow.require("package", slug, package.state, package.facts())
    return dossier, package


def move(dossier: Dossier, package: Package, state: PackageStatus, **facts) -> None:
    """Put a package and what lies in it into a state, within a command that holds the lock."""
    dossier.change(package, state=state, **facts)
    for content in dossier.live():
        if content.package is package:
            dossier.change(content, state=state)


def _hand_over(dossier: Dossier, package: Package, parcel: Parcel, at: datetime) -> None:
    facts = tracking.of_parcel(dossier, package, **parcel, at=at)
    closed_box.keep_destination(dossier, package)
    asked = {"approval_withdrawn_at": None, "sent_elsewhere_at": None}
    move(dossier, package, PackageStatus.SHIPPED, shipped_at=at, **asked, **facts)
    stock.leave(dossier.inside(package))


def _record_shipped(dossier: Dossier, package: Package, *, by: str, at: datetime) -> Package:
    kinds = [("package.shipped", package), ("package.tracked", package)]
    dossier.record(*kinds, by=by, at=at)
    return package


def cancel_inside(dossier: Dossier, package: Package, reason: str, at: datetime) -> None:
    """Cancel a package within a command that holds the lock; its units are free afterwards."""
    move(
        dossier,
        package,
        PackageStatus.CANCELLED,
        cancelled_at=at,
        cancel_reason=reason,
        cancellation_requested_at=None,
        approval_withdrawn_at=None,
        sent_elsewhere_at=None,
    )
    for content in dossier.live():
        if content.package is package:
            dossier.release(content)


def _give_back(dossier: Dossier, package: Package, reason: str, by: str, at: datetime) -> None:
    credit_notes.withdraw(dossier, package, by=by, at=at, reason=reason)
    cancel_inside(dossier, package, reason, at)
    if not any(p.cancellation_requested_at for p in dossier.packages):
        dossier.change(dossier.order, cancellation_requested_at=None)


def _delivered_to(order: Order) -> str:
    """Return the PIN code that another location could serve; a counter serves none."""
    return "" if picked_up(order) else Place(order.shipping_address).pin


def _record_cancelled(dossier: Dossier, package: Package, *, by: str, at: datetime) -> Package:
    dossier.derive()
    planned = plan_units(dossier, at=at)
    gone = dossier.order.state == OrderStatus.CANCELLED
    kinds = [("package.cancelled", package)]
    kinds += [("order.cancelled", None)] if gone else []
    kinds += [("package.planned", new) for new in planned]
    dossier.record(*kinds, by=by, at=at)
    return package
