"""What waits for longer than is usual in its state and channel, and since when."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from orders.models import Dwell, Order, OrderItem, Package, StateTransitionLog
from orders.workflow import OrderStatus, PackageStatus

# Hours, where no row says otherwise. An order is judged until it lies in packages, then they are.
USUAL: dict[type[Order | Package], dict[int, int]] = {
    Order: {
        OrderStatus.CANCELLATION_WAITING: 24,
        OrderStatus.WAITING: 24,
        OrderStatus.PAYMENT_WAITING: 72,
        OrderStatus.CONFIRMATION_WAITING: 48,
        OrderStatus.APPROVED: 4,
    },
    Package: {
        PackageStatus.WAITING: 24,
        PackageStatus.PREPARING: 24,
        PackageStatus.READY: 24,
        PackageStatus.PACKED: 24,
        PackageStatus.SHIPPED: 10 * 24,
    },
}
CHANNEL = {Order: "channel", Package: "order__channel"}


def late(rows: QuerySet[Any], *, now: datetime) -> QuerySet[Any]:
    """Keep the orders or packages that wait beyond the usual, with the moment `since` when."""
    model: Any = rows.model
    kept = rows.annotate(since=_since(model)).filter(_beyond(model, now))
    if model is Package:
        return kept
    return kept.alias(loose=_loose()).filter(
        ~Q(state=OrderStatus.APPROVED) | Q(loose__isnull=False)
    )


def unplanned(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep the approved orders of which some unit lies in no package."""
    return orders.alias(loose=_loose()).filter(state=OrderStatus.APPROVED, loose__isnull=False)


def usual(model: type[Order | Package]) -> dict[int, dict[int | None, int | None]]:
    """Return the hours by state and channel; those of every other channel stand under None."""
    hours: dict[int, dict[int | None, int | None]]
    hours = {state: {None: most} for state, most in USUAL[model].items()}
    for row in Dwell.objects.filter(kind=model._meta.model_name):
        hours.setdefault(row.state, {})[row.channel_id] = row.hours
    return hours


def _loose():
    """One unit of an order in no package. An EXISTS would be joined, and all units read for it."""
    units = OrderItem.objects.filter(order=OuterRef("pk"), is_parent=False)
    return Subquery(units.filter(state=OrderStatus.INACTIVE).values("pk")[:1])


def _since(model):
    """The last move of a row is the one that brought it to its state."""
    kind = ContentType.objects.get_for_model(model)
    moves = StateTransitionLog.objects.filter(content_type=kind, object_id=OuterRef("pk"))
    return Coalesce(Subquery(moves.order_by("-pk").values("created_date")[:1]), "created_date")


def _beyond(model, now):
    beyond, states = Q(pk__in=[]), usual(model)
    for state, by_channel in states.items():
        for channel, hours in by_channel.items():
            if hours is not None:
                end = now - timedelta(hours=hours)
                # Nothing is in a state for longer than it exists: that spares reading the log.
                old = Q(state=state, created_date__lte=end, since__lte=end)
                beyond |= old & _of(model, channel, by_channel)
    return Q(state__in=states) & beyond


def _of(model, channel, by_channel):
    if channel is not None:
        return Q(**{CHANNEL[model]: channel})
    own = [key for key in by_channel if key is not None]
    return ~Q(**{f"{CHANNEL[model]}__in": own}) if own else Q()
