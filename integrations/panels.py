"""What the pages of orders tell of the hub besides our events: what we did not understand."""

from collections.abc import Sequence

from django.urls import reverse

from integrations.models import PullCursor, Quarantined
from integrations.omnitron.cursor import pullable
from orders.admin.zone import moment
from orders.models import Channel, Order
from orders.panels import Cause, Entry
from orders.scope import of

MAY_RETRY = "integrations.retry_quarantined"
MAY_PULL = "orders.pull_order"


def pulls(order: Order, user) -> list[Entry]:
    """
    Tell how old the hub's word on the order is, and which copies of it went into quarantine.

    Nobody knows which store such a copy is for: staff of single stores are told nothing of it.
    """
    told = list(_last_word(order, may_pull=user.has_perm(MAY_PULL)))
    if of(user).locations is not None:
        return told
    rows = Quarantined.objects.filter(
        channel=order.channel_id, number=order.number, resource="orders"
    )
    may_retry = user.has_perm(MAY_RETRY)
    return [*told, *(_entry(row, may_retry) for row in rows.defer("raw").order_by("pk"))]


def waiting(orders: Sequence[Order], user) -> list[Cause]:
    """Tell which of the orders have a copy in quarantine that nobody has understood yet."""
    if of(user).locations is not None:
        return []
    named = {(order.channel_id, order.number): order.pk for order in orders}
    rows = Quarantined.objects.filter(
        resource="orders",
        resolved_at=None,
        channel__in={channel for channel, _ in named},
        number__in={number for _, number in named},
    )
    return [
        _cause(named[row.channel_id, row.number], row)
        for row in rows.defer("raw")
        if (row.channel_id, row.number) in named
    ]


def _cause(order_id, row):
    url = reverse("admin:integrations_quarantined_change", args=[row.pk])
    sentence = f"A copy from Omnitron waits in quarantine: {row.reason}"
    return Cause(order_id, sentence, "Look at the copy", url)


def _last_word(order, *, may_pull):
    if order.remote_modified is None:
        return
    cursors = PullCursor.objects.filter(channel=order.channel_id)
    complete = cursors.values_list("completed_at", flat=True).first()
    again = ("Pull again", reverse("admin:integrations_pull_again", args=[order.pk]))
    asked = may_pull and pullable(Channel.objects.filter(pk=order.channel_id)).exists()
    yield Entry(
        at=complete or order.remote_modified,
        kind="pull.last",
        title="Last complete pull of the channel" if complete else "Pulled from Omnitron",
        detail=f"Omnitron changed the order last: {moment(order.remote_modified)}",
        actions=(again,) if asked else (),
    )


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
