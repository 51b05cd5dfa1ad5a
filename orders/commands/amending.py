"""Bringing an order that we hold in step with a newer word of its source."""

from datetime import datetime
from typing import Any

from orders import clock
from orders.commands import closed_box, decisions, differ, hub_status
from orders.commands.cancelling import leave_packages
from orders.commands.creating import HELD, Columns, held_because, holds
from orders.commands.dossier import Dossier
from orders.commands.hub_status import Heard
from orders.commands.order_money import Before, share_again
from orders.commands.orders import plan_units
from orders.drafts import OrderDraft
from orders.models import Address, Customer, Order, OrderItem, Package
from orders.workflow import UNPACKED, OrderStatus, PackageStatus

QUIET = (
    "remote_modified",
    "remote_status",
    "foreign_status",
    "tracking_number",
    "is_send",
    "hub_invoice_number",
    "hub_invoice_date",
    "e_archive_url",
    "content_hash",
    "gone_at",
)
REASON = "The customer cancelled."


def amend(
    dossier: Dossier, draft: OrderDraft, columns: Columns, *, by: str, at: datetime
) -> dict | None:
    """
    Write what the source changed, on a locked order, and return {field: [before, after]}.

    Only the columns that the source owns are written. Units keep their keys; one that is missing
    from the newer copy is cancelled, never deleted. Content that is the same moves the stamp and
    the remote status only: no event, no `modified_date`, and None is returned.
    """
    waited = dossier.order.newer_copy_at
    heard = hub_status.hear(dossier.order, dossier.by_key(), draft)
    own = columns.order | heard.order | {"content_hash": differ.hash_of(draft, heard)}
    if not waited and not is_news(dossier, draft):
        _move_stamps(dossier, heard, own)
        return None
    found = differ.changes(dossier.order, dossier.by_key(), draft) | _people(dossier, columns)
    found |= {"newer_copy_at": [waited.isoformat(), None]} if waited else {}
    if not found and not heard.news:
        _fill_in(dossier, columns)
        _move_stamps(dossier, heard, own)
        return None
    before = Before.of(dossier)
    closed_box.seal_older(dossier)
    dossier.change(dossier.order, **own)
    _write_units(dossier, heard, columns, at)
    share_again(dossier, before, found)
    closed_box.compare(dossier)
    kinds = follow_cancellations(dossier, at)
    held = "shipping_address" in found and holds(draft) and dossier.order.held_at is None
    if held:
        dossier.change(dossier.order, held_at=at)
        kinds.append(HELD)
    dossier.derive()
    planned = plan_units(dossier, at=at)
    kinds += [("package.planned", package) for package in planned]
    told = {HELD: held_because(draft.hold_reason, at)} if held else {}
    _record(dossier, kinds, found, told, by=by, at=at)
    return found


def is_news(dossier: Dossier, draft: OrderDraft) -> bool:
    """Tell whether a copy says what we do not know, and did not write there ourselves."""
    return not differ.says_the_same(dossier.order, dossier.by_key(), draft)


def _move_stamps(dossier: Dossier, heard: Heard, own: dict) -> None:
    stamps = {name: own[name] for name in QUIET}
    Order.objects.filter(pk=dossier.order.pk).update(**stamps)
    by_key = dossier.by_key()
    for key, columns in heard.units.items():
        if any(getattr(by_key[key], name) != value for name, value in columns.items()):
            OrderItem.objects.filter(pk=by_key[key].pk).update(**columns)


def _fill_in(dossier: Dossier, columns: Columns) -> None:
    """Write, without a word, what an earlier release has not taken from the same copy."""
    if not (added := differ.added_since(dossier.order.content_hash)):
        return
    own = {name: value for name, value in columns.order.items() if name in added}
    Order.objects.filter(pk=dossier.order.pk).update(**own)
    for item in columns.items:
        if mine := {name: value for name, value in item.items() if name in added}:
            OrderItem.objects.filter(omnitron_id=item["omnitron_id"]).update(**mine)


def _people(dossier: Dossier, columns: Columns) -> dict:
    """Return the change of customer and addresses in words, for they are versions."""
    found = {}
    for name, model in _VERSIONS.items():
        before, after = getattr(dossier.order, f"{name}_id"), columns.order[f"{name}_id"]
        if before != after:
            rows = model.objects.in_bulk([before, after])
            found[name] = [str(rows[before]), str(rows[after])]
    return found


_VERSIONS: dict[str, Any] = {
    "customer": Customer,
    "shipping_address": Address,
    "billing_address": Address,
}


def _write_units(dossier: Dossier, heard: Heard, columns: Columns, at: datetime) -> None:
    held, line = dossier.by_key(), max((item.line for item in dossier.items), default=0)
    fresh, parents = [], {own["parent_omnitron_id"] for own in columns.items} - {None}
    for own in columns.items:
        key = own["omnitron_id"]
        if unit := held.get(key):
            dossier.change(unit, **(own | heard.units[key]))
        else:
            line += 1
            values = own | {"remote_status": heard.words[key], "is_parent": key in parents}
            fresh.append(_new_unit(dossier.order, values, line, at))
    for key in held.keys() - heard.words.keys():
        dossier.change(held[key], **hub_status.unit_columns(held[key], OrderStatus.CANCELLED))
    if fresh:
        modified = clock.stamp()
        for unit in fresh:
            unit.modified_date = modified
    dossier.items += OrderItem.objects.bulk_create(fresh)
    counted = sum(not item.is_parent for item in dossier.items)
    dossier.change(dossier.order, order_item_count=counted)


def _new_unit(order: Order, values: dict, line: int, at: datetime) -> OrderItem:
    gone = values["remote_status"] == OrderStatus.CANCELLED
    return OrderItem(
        **values,
        order=order,
        line=line,
        state=values["remote_status"],
        cancelled_at=at if gone else None,
        created_date=at,
    )


def follow_cancellations(dossier: Dossier, at: datetime) -> list[tuple[str, Package | None]]:
    """Bring packages in step with the hub's words on units, and return the kinds of events."""
    return [*_cancellations(dossier, at), *decisions.follow(dossier, at=at)]


def _cancellations(dossier: Dossier, at: datetime) -> list[tuple[str, Package | None]]:
    """Cancel what the hub cancelled as far as it can be, and return the kinds of events."""
    kinds: list[tuple[str, Package | None]] = []
    requested, late = False, False
    for unit in dossier.items:
        holder = dossier.holder(unit)
        if not _is_gone(unit, holder, dossier.order):
            if unit.cancelled_at and not unit.cancel_reason:
                dossier.change(unit, cancelled_at=None)  # the hub took its cancellation back
            continue
        if unit.cancelled_at is None and (holder is None or holder.state in UNPACKED):
            dossier.change(unit, cancelled_at=at)
        elif holder and holder.state == PackageStatus.PACKED:
            requested |= holder.cancellation_requested_at is None
            dossier.change(holder, cancellation_requested_at=holder.cancellation_requested_at or at)
        elif holder:
            late |= "remote_status" in dossier.changed.get(unit, {})
    kinds += [("package.cancelled", package) for package in leave_packages(dossier, REASON, at)]
    if requested:
        dossier.change(dossier.order, cancellation_requested_at=at)
        kinds.append(("order.cancellation_requested", None))
    if late:
        kinds.append(("order.cancellation_too_late", None))
    _withdraw(dossier)
    return kinds


def _is_gone(unit: OrderItem, holder: Package | None, order: Order) -> bool:
    """Tell whether the customer wants a unit no more: one refunded before it left is not sent."""
    if unit.remote_status == OrderStatus.CANCELLED:
        return True
    if not hub_status.is_refunded(unit, order):
        return False
    here = holder is not None and holder.state in (*UNPACKED, PackageStatus.PACKED)
    return here or (unit.cancelled_at is not None and not unit.cancel_reason)


def _withdraw(dossier: Dossier) -> None:
    """Forget a requested cancellation that the hub has taken back."""
    for package in (p for p in dossier.packages if p.cancellation_requested_at):
        units = dossier.inside(package)
        if not any(hub_status.is_given_up(unit, dossier.order) for unit in units):
            dossier.change(package, cancellation_requested_at=None)
    asked = any(package.cancellation_requested_at for package in dossier.packages)
    if dossier.order.cancellation_requested_at and not asked:
        dossier.change(dossier.order, cancellation_requested_at=None)


def _record(
    dossier: Dossier, kinds: list, found: dict, told: dict, *, by: str, at: datetime
) -> None:
    dossier.derive()
    was = dossier.before["order"]
    gone = dossier.order.state == OrderStatus.CANCELLED != was
    first = ("order.cancelled", None) if gone else ("order.amended", None)
    dossier.record(first, *kinds, by=by, at=at, changes={first: found} | told)
