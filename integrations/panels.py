"""What the order's page tells of the hub besides our events: what we did not understand."""

from django.urls import reverse

from integrations.models import Quarantined
from orders.models import Order
from orders.panels import Entry
from orders.scope import of

MAY_RETRY = "integrations.retry_quarantined"


def pulls(order: Order, user) -> list[Entry]:
    """
    Tell which copies of the order went into quarantine, and offer to try again what waits there.

    Nobody knows which store such a copy is for: staff of single stores are told nothing.
    """
    if of(user).locations is not None:
        return []
    rows = Quarantined.objects.filter(
        channel=order.channel_id, number=order.number, resource="orders"
    )
    may_retry = user.has_perm(MAY_RETRY)
    return [_entry(row, may_retry) for row in rows.defer("raw").order_by("pk")]


def _entry(row, may_retry):
    if row.resolved_at:
        return Entry(
            at=row.resolved_at,
            kind="pull.quarantined",
            title="A copy from Omnitron was understood at last",
            detail=f"{row.reason}\nResolved by {row.resolved_by}",
            tone="good",
        )
    return Entry(
        at=row.modified_date,
        kind="pull.quarantined",
        title="A copy from Omnitron waits in quarantine",
        detail=row.reason,
        tone="bad",
        actions=_actions(row) if may_retry else (),
    )


def _actions(row):
    return (("Try again", reverse("admin:integrations_quarantined_try-again", args=[row.pk])),)
