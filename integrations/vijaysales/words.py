"""Our facts in this dialect's words: statuses, reasons, and the names of lines."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q

from orders.facts.delivery import Kind, delivered_by
from orders.models import Order, OrderItem, Package
from orders.workflow import OrderStatus, PackageStatus

_O, _P = OrderStatus, PackageStatus

LABELS = {
    "PLACED": "Placed",
    "CONFIRMED": "Confirmed",
    "PROCESSING": "Being prepared",
    "PACKED": "Packed",
    "READY_FOR_PICKUP": "Ready for pickup",
    "SHIPPED": "Shipped",
    "DELIVERED": "Delivered",
    "PICKED_UP": "Picked up",
    "CANCELLED": "Cancelled",
    "RETURNED": "Returned",
}
# Words of this dialect for what no order of ours is: whoever filters by them finds none.
NEVER_GIVEN = ("READY_TO_DISPATCH", "PARTIALLY_CANCELLED", "RETURN_REQUESTED")
REASONS = (
    "CUSTOMER_REQUEST",
    "PAYMENT_FAILED",
    "DUPLICATE",
    "ADDRESS_ISSUE",
    "OUT_OF_STOCK",
    "OTHER",
)
OF_ORDER: dict[int, str] = {
    **dict.fromkeys((_O.CANCELLATION_WAITING, _O.WAITING, _O.PAYMENT_WAITING), "PLACED"),
    _O.CONFIRMATION_WAITING: "PLACED",
    **dict.fromkeys((_O.APPROVED, _O.INACTIVE), "CONFIRMED"),
    _O.PREPARING: "PROCESSING",
    **dict.fromkeys((_O.SHIPPED, _O.SHIPPED_AND_INFORMED, _O.ATTEMPTED_DELIVERY), "SHIPPED"),
    _O.READY_FOR_PICKUP: "READY_FOR_PICKUP",
    **dict.fromkeys((_O.REVIEW_STARTED, _O.REVIEW_WAITING, _O.WAITING_FOR_PAYMENT), "SHIPPED"),
    _O.PAID: "SHIPPED",
    _O.DELIVERED: "DELIVERED",
    _O.REFUNDED: "RETURNED",
    _O.CANCELLED: "CANCELLED",
}
AT_THE_COUNTER = {
    "PACKED": "READY_FOR_PICKUP",
    "SHIPPED": "PICKED_UP",
    "DELIVERED": "PICKED_UP",
}
OF_PACKAGE: dict[int, str] = {
    _P.WAITING: "CONFIRMED",
    _P.PREPARING: "PROCESSING",
    _P.READY: "PROCESSING",
    _P.PACKED: "PACKED",
    _P.SHIPPED: "SHIPPED",
    _P.DELIVERED: "DELIVERED",
    _P.RETURNED: "RETURNED",
    _P.CANCELLED: "CANCELLED",
}
GATHERED = (_P.PREPARING, _P.READY)
_PROGRESS = list(LABELS)  # from the least to the most advanced


def unit_status(unit: OrderItem, package: Package | None, *, pickup: bool) -> str:
    """Return the status of a unit, that lies in a live package or in none."""
    word = OF_ORDER[unit.state] if package is None else OF_PACKAGE[package.state]
    return AT_THE_COUNTER.get(word, word) if pickup else word


def moment_status(after: Mapping, *, pickup: bool) -> str | None:
    """Return the status of an order after an event, which keeps its codes as `after`."""
    word = OF_ORDER.get(after.get("order", 0))
    packages = [code for code in after.get("packages", {}).values() if code != _P.CANCELLED]
    if word == "PROCESSING" and packages and min(packages) >= _P.PACKED:
        word = "PACKED"
    return AT_THE_COUNTER.get(word, word) if pickup and word else word


def least(statuses: Iterable[str]) -> str:
    """Return the status of what has these parts: the least advanced that is not cancelled."""
    alive = [status for status in statuses if status != "CANCELLED"]
    return min(alive, key=_PROGRESS.index) if alive else "CANCELLED"


def orders_in(status: str) -> Q:
    """Return what finds the orders of a status; of an unknown one there are none."""
    pickup = delivered_by(Kind.PICKUP)
    spelled = {plain for plain, counter in AT_THE_COUNTER.items() if counter == status}
    if spelled:
        found = Q(pk__in=[])
        for plain in spelled:
            found |= _in_plain(plain)
        found &= pickup
        return found | Q(state=_O.READY_FOR_PICKUP) if status == "READY_FOR_PICKUP" else found
    return _in_plain(status) & ~pickup if status in AT_THE_COUNTER else _in_plain(status)


def _in_plain(status: str) -> Q:
    packed = Exists(_packages()) & ~Exists(_packages().filter(state__in=GATHERED))
    if status == "PACKED":
        return Q(state=_O.PREPARING) & Q(packed)
    found = Q(state__in=[code for code, word in OF_ORDER.items() if word == status])
    return found & ~Q(packed) if status == "PROCESSING" else found


def _packages():
    return Package.objects.filter(order=OuterRef("pk")).exclude(state=_P.CANCELLED)


def item_id(order: Order, line: int) -> str:
    """Return the name of a line: the units of an order that share it."""
    return f"{order.pk}-{line}"
