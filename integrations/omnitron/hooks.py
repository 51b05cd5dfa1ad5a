"""A hook of the hub at the door: kept once by its uuid, and answered before it is understood."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from integrations import tasks
from integrations.models import InboundEvent
from oms import doorbell, strictjson
from orders.models import Channel


@transaction.atomic
def keep(
    body: bytes, *, resource: str, channels: Sequence[Channel], at: datetime
) -> tuple[InboundEvent, bool]:
    """Store a hook as it came, due at once, and say if it is new; Malformed if it is none."""
    told = strictjson.loads(body)
    uuid, event_type = _named(told, "uuid", 64), _named(told, "type", 124)
    event, new = InboundEvent.objects.get_or_create(
        uuid=uuid,
        defaults={
            "resource": resource,
            "channel": _channel(told.get("payload"), channels),
            "event_type": event_type,
            "body": body.decode(),
            "received_at": at,
            "next_attempt_at": at,
        },
    )
    if new:
        transaction.on_commit(ring, robust=True)
    return event, new


def ring() -> None:
    doorbell.ring(tasks.handle_inbound)


def _channel(payload, channels):
    """Return the channel that the payload names, or the only one that can have sent it."""
    named = payload.get("channel") if isinstance(payload, Mapping) else None
    key = named.get("pk") if isinstance(named, Mapping) else named
    fitting = [channel for channel in channels if channel.omnitron_id == key] or list(channels)
    return fitting[0] if len(fitting) == 1 else None


def _named(told, name, longest):
    event = told.get("event") if isinstance(told, Mapping) else None
    value = event.get(name) if isinstance(event, Mapping) else None
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise strictjson.Malformed(f"The event has no {name}.")
    return value
