"""What a standard receiver reads: the object as the API shows it, in the state of that event."""

from decimal import Decimal
from typing import Any

import orjson

from orders.api.orders import OrderSerializer
from orders.api.packages import PackageSerializer
from orders.models import Order, OrderEvent, Package

SERIALIZERS: dict[type, Any] = {Order: OrderSerializer, Package: PackageSerializer}


def full(event: OrderEvent, subject: Order | Package) -> dict:
    """
    Return the native object; its states and its stamp are those of the event, however late.

    The event remembers it: so many addresses cost one reading, and all are told the same.
    """
    remembered = vars(event).setdefault("_told", {})
    if subject not in remembered:
        remembered[subject] = _read(event, subject)
    return remembered[subject]


def thin(event: OrderEvent, subject: Order | Package) -> dict:
    """Return what names the object and its state, and where the API shows the rest."""
    shown = full(event, subject)
    link = f"/api/v1/oms/{subject._meta.model_name}s/{subject.pk}/"
    kept = {name: shown[name] for name in ("id", "number", "state", "modified_date", "position")}
    return {**kept, "link": link}


def exact(value: object) -> bytes:
    """Write JSON; a Decimal becomes a number, digit for digit, with no float in between."""
    return orjson.dumps(value, default=_exactly)


def verbatim(body: bytes | memoryview) -> orjson.Fragment:
    """Wrap a body that is JSON already, for `exact` to write as it stands."""
    return orjson.Fragment(bytes(body))


def _exactly(value):
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    return str(value)  # a lazy translation


def _read(event, subject):
    serializer = SERIALIZERS[type(subject)]
    loaded = serializer.load(type(subject).objects.filter(pk=subject.pk)).get()
    loaded.modified_date = event.recorded_at
    shown = serializer(loaded, context={"states": event.data["after"]}).data
    return {**shown, "position": event.position}
