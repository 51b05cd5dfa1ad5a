"""The story of an order, newest first: what was done to it, by whom, and what other rooms tell."""

from orders import panels
from orders.admin.base import scope_of
from orders.admin.words import state_name, who
from orders.models import OrderEvent
from orders.panels import Entry

LONGEST = 200
SILENT = {
    "state",
    "remote_status",
    "foreign_status",
    "remote_modified",
    "content_hash",
    "carrier",
    "items",
}
RELATIONS = {
    "customer": "Customer",
    "shipping_address": "Address of delivery",
    "billing_address": "Address of the invoice",
    "retail_store": "Chosen store",
    "cargo_company": "Chosen carrier",
}

TITLES = {
    "order.received": "Order received",
    "order.amended": "Order changed at the hub",
    "order.progressed": "Order moved on",
    "order.held": "Order held",
    "order.released": "Order released",
    "order.prioritised": "Priority set",
    "order.approved": "Order approved",
    "order.cancelled": "Order cancelled",
    "order.items_cancelled": "Part of the order cancelled",
    "order.tax_set": "Tax set by hand",
    "order.cancellation_requested": "The customer asked to cancel",
    "order.cancellation_too_late": "Cancelled at the hub, but too late",
    "order.approval_withdrawn": "The hub took its approval back",
    "order.sent_elsewhere": "The hub says that it was sent, and not by us",
    "order.items_refunded": "Refunded at the hub: expected back",
    "package.planned": "Package planned",
    "package.started": "Preparation started",
    "package.readied": "Ready for packaging",
    "package.packed": "Packed",
    "package.reopened": "Opened again",
    "package.shipped": "Shipped",
    "package.delivered": "Delivered",
    "package.returned": "Returned",
    "package.cancelled": "Package cancelled",
    "package.tracked": "Tracking number set",
}
TONES = {
    "order.cancelled": "bad",
    "order.items_cancelled": "bad",
    "order.held": "bad",
    "order.cancellation_requested": "bad",
    "order.cancellation_too_late": "bad",
    "order.approval_withdrawn": "bad",
    "order.sent_elsewhere": "bad",
    "order.items_refunded": "bad",
    "package.cancelled": "bad",
    "package.shipped": "good",
    "package.delivered": "good",
}


def timeline(request, order, packages) -> list[Entry]:
    """Tell the order's story as far as the person may know it, of these packages only."""
    known = {package.pk: package.number for package in packages}
    events = OrderEvent.objects.filter(order=order).visible_to(scope_of(request))
    told = [
        _entry(event, known)
        for event in events.order_by("-pk")[:LONGEST]
        if event.package_id is None or event.package_id in known
    ]
    told += panels.collected(order, request.user)
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _entry(event, known):
    lines = [*_moved(event), *_changed(event.data.get("changes") or {})]
    return Entry(
        at=event.occurred_at,
        kind=event.kind,
        title=" ".join([TITLES.get(event.kind, event.kind), known.get(event.package_id, "")]),
        detail="\n".join([*lines, f"by {who(event.by)}"]),
        tone=TONES.get(event.kind, "info"),
    )


def _moved(event):
    """Say what the event's own object was and became; the others have events of their own."""
    before, after = event.data.get("before") or {}, event.data.get("after") or {}
    if event.package_id:
        key, kind = str(event.package_id), "package"
        was, became = (side.get("packages", {}).get(key) for side in (before, after))
    else:
        kind, was, became = "order", before.get("order"), after.get("order")
    if became is not None and was != became and event.kind != "package.tracked":
        yield " → ".join(state_name(kind, code) for code in (was, became) if code is not None)


def _changed(changes):
    for field, (before, after) in changes.items():
        if field in RELATIONS:
            yield f"{RELATIONS[field]} changed"
        elif field not in SILENT and not field.endswith("_at"):
            name = field.replace("_", " ").capitalize()
            yield f"{name}: {_said(before)} → {_said(after)}" if before else f"{name}: {after}"


def _said(value):
    return "nothing" if value in (None, "") else str(value)
