"""The one table: what can happen to an order, and the event types that tell receivers of it."""

WIRE_TYPES = {
    "order.received": ("order.created",),
    "order.amended": ("order.updated",),
    "order.cancellation_requested": ("order.updated",),
    "order.cancellation_too_late": ("order.updated",),
    "order.approval_withdrawn": ("order.updated",),
    "order.sent_elsewhere": ("order.updated",),
    "order.items_refunded": ("order.updated",),
    "order.held": ("order.updated",),
    "order.released": ("order.updated",),
    "order.copy_waits": ("order.updated",),
    "order.copy_skipped": ("order.updated",),
    "order.gone": ("order.updated",),
    "order.prioritised": ("order.updated",),
    "order.approved": ("order.updated",),
    "order.items_cancelled": ("order.updated",),
    "order.tax_set": ("order.updated",),
    "order.progressed": ("order.status.transitioned",),
    "order.cancelled": ("order.cancelled", "order.status.transitioned"),
    "package.planned": ("package.created",),
    "package.started": ("package.status.transitioned",),
    "package.readied": ("package.status.transitioned",),
    "package.packed": ("package.status.transitioned", "package.status.packed"),
    "package.reopened": ("package.status.transitioned",),
    "package.shipped": ("package.status.transitioned", "package.status.shipped"),
    "package.delivered": ("package.status.transitioned",),
    "package.returned": ("package.status.transitioned",),
    "package.cancelled": ("package.status.transitioned", "package.status.cancelled"),
    "package.tracked": ("package.shipment.awb_number",),
}

REGISTRY = tuple(sorted({name for names in WIRE_TYPES.values() for name in names}))
