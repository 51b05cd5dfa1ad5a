"""What is written down of a change: the event, the log of moves, and the relay's bell."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from oms import doorbell
from oms.logs import current_request_id
from orders import tasks
from orders.models import Order, OrderEvent, Package, StateTransitionLog


def event(
    kind: str,
    order: Order,
    package: Package | None = None,
    *,
    by: str,
    at: datetime,
    before: dict,
    after: dict,
    changes: dict,
) -> OrderEvent:
    """Make one event, not yet written; a changed relation is kept by its key."""
    subject = package or order
    return OrderEvent(
        order=order,
        package=package,
        kind=kind,
        by=by,
        occurred_at=at,
        recorded_at=order.modified_date,  # the stamp of this transaction, as readers see it
        request_id=current_request_id(),
        data={
            "object": {
                "type": subject._meta.model_name,
                "id": subject.pk,
                "number": subject.number,
            },
            "before": before,
            "after": after,
            "changes": {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items()},
        },
    )


def transition(
    row: models.Model,
    old: int | None,
    new: int,
    *,
    event: OrderEvent,
    by: str,
    at: datetime,
) -> StateTransitionLog:
    """Make one line of the log of moves, not yet written."""
    return StateTransitionLog(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        event=event,
        old_state=old,
        new_state=new,
        attributes={"by": by, "kind": event.kind},
        created_date=at,
    )


def announce(
    events: list[OrderEvent], moves: list[StateTransitionLog], *, backfill: bool = False
) -> None:
    """Write events and moves, and ring the relay's bell once the transaction has committed."""
    if not events:
        return
    for event in events:
        event.backfill = backfill
    OrderEvent.objects.bulk_create(events)
    StateTransitionLog.objects.bulk_create(moves)
    if not any(func is ring for _, func, *_ in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)  # a nudge; the beat is the promise


def ring() -> None:
    doorbell.ring(tasks.relay)


def _plain(value):
    return value.pk if isinstance(value, models.Model) else value
