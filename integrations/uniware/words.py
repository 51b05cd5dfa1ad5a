"""Our facts in Uniware's words: statuses, moments, the codes of units, and what a unit costs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from orders.facts.delivery import Kind, kind
from orders.facts.payment import on_delivery
from orders.models import Order, Package
from orders.workflow import OrderStatus, PackageStatus

ZERO = Decimal(0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_O, _P = OrderStatus, PackageStatus

# An approved order is CREATED until it lies in a package; from then on it is PROCESSING.
ORDER: Mapping[int, str] = {
    **dict.fromkeys((_O.CANCELLATION_WAITING, _O.WAITING), "PENDING_VERIFICATION"),
    **dict.fromkeys((_O.PAYMENT_WAITING, _O.CONFIRMATION_WAITING), "PENDING_VERIFICATION"),
    **dict.fromkeys((_O.APPROVED, _O.INACTIVE), "CREATED"),
    **dict.fromkeys((_O.PREPARING, _O.READY_FOR_PICKUP), "PROCESSING"),
    **dict.fromkeys((_O.SHIPPED, _O.SHIPPED_AND_INFORMED, _O.ATTEMPTED_DELIVERY), "COMPLETE"),
    **dict.fromkeys((_O.REVIEW_STARTED, _O.REVIEW_WAITING), "COMPLETE"),
    **dict.fromkeys((_O.WAITING_FOR_PAYMENT, _O.PAID), "COMPLETE"),
    **dict.fromkeys((_O.DELIVERED, _O.REFUNDED), "COMPLETE"),
    _O.CANCELLED: "CANCELLED",
}
PACKAGE: Mapping[int, str] = {
    _P.WAITING: "CREATED",
    _P.PREPARING: "PICKING",
    _P.READY: "PICKED",
    _P.PACKED: "PACKED",
    _P.SHIPPED: "DISPATCHED",
    _P.DELIVERED: "DELIVERED",
    _P.RETURNED: "RETURNED",
    _P.CANCELLED: "CANCELLED",
}
PACKAGE_STATUSES = frozenset(PACKAGE.values()) | {
    "LOCATION_NOT_SERVICEABLE",
    "READY_TO_SHIP",
    "MANIFESTED",
    "SHIPPED",
    "PENDING_CUSTOMIZATION",
    "CUSTOMIZATION_COMPLETE",
    "RETURN_EXPECTED",
    "SPLITTED",
    "RETURN_ACKNOWLEDGED",
    "MERGED",
}
PACKED_UNIT: Mapping[int, str] = {
    _P.WAITING: "FULFILLABLE",
    _P.PREPARING: "PROCESSING",
    _P.READY: "PROCESSING",
    _P.PACKED: "PACKED",
    _P.SHIPPED: "DISPATCHED",
    _P.DELIVERED: "DELIVERED",
    _P.RETURNED: "RETURNED",
}
LOOSE_UNIT: Mapping[int, str] = {
    **dict.fromkeys((_O.CANCELLATION_WAITING, _O.WAITING), "CREATED"),
    **dict.fromkeys((_O.PAYMENT_WAITING, _O.CONFIRMATION_WAITING), "CREATED"),
    **dict.fromkeys((_O.APPROVED, _O.INACTIVE), "UNFULFILLABLE"),
    **dict.fromkeys((_O.SHIPPED, _O.SHIPPED_AND_INFORMED, _O.ATTEMPTED_DELIVERY), "DISPATCHED"),
    **dict.fromkeys((_O.REVIEW_STARTED, _O.REVIEW_WAITING), "DISPATCHED"),
    **dict.fromkeys((_O.WAITING_FOR_PAYMENT, _O.PAID), "DISPATCHED"),
    _O.PREPARING: "PROCESSING",
    _O.READY_FOR_PICKUP: "READY_TO_DISPATCH",
    _O.DELIVERED: "DELIVERED",
    _O.REFUNDED: "RETURNED",
    _O.CANCELLED: "CANCELLED",
}
METHODS: Mapping[Kind, tuple[str, str]] = {
    Kind.PICKUP: ("PKP", "Pickup"),
    Kind.EXPRESS: ("EXP", "Express"),
    Kind.STANDARD: ("STD", "Standard"),
}

PACKAGED = Exists(Package.objects.filter(order=OuterRef("pk")).exclude(state=_P.CANCELLED))


def order_status(order: Order, *, packaged: bool) -> str:
    """Return saleOrderDTO.status; `packaged` tells whether the order has a live package."""
    word = ORDER[order.state]
    return "PROCESSING" if word == "CREATED" and packaged else word


def orders_in(status: str) -> Q | None:
    """Return what finds the orders of a status, among orders with `packaged`; None if unknown."""
    if status not in ORDER.values():
        return None
    found = Q(state__in=[code for code, word in ORDER.items() if word == status])
    approved = Q(state__in=[code for code, word in ORDER.items() if word == "CREATED"])
    if status == "CREATED":
        return approved & Q(packaged=False)
    return found | approved & Q(packaged=True) if status == "PROCESSING" else found


def unit_status(unit: Any, package: Package | None) -> str:
    """
    Return saleOrderItems.statusCode of a unit that is `planned` or not.

    `package` is the live one that it lies in, if that is seen. What is approved and lies in none
    is UNFULFILLABLE: no location has taken it.
    """
    if package is not None and unit.state != OrderStatus.CANCELLED:
        return PACKED_UNIT[package.state]
    word = LOOSE_UNIT[unit.state]
    return "FULFILLABLE" if word == "UNFULFILLABLE" and unit.planned else word


def packages_in(status: str) -> list[int]:
    """Return the codes of packages that have a status; none for one that we never give."""
    return [code for code, word in PACKAGE.items() if word == status]


def milliseconds(moment: datetime | None) -> int | None:
    """Return a moment as whole milliseconds since 1970."""
    return None if moment is None else (moment - EPOCH) // timedelta(milliseconds=1)


def method_code(order: Order) -> str:
    """Return STD, EXP or PKP."""
    return METHODS[kind(order)][0]


def method(order: Order) -> str:
    """Return how a package travels and is paid, as `Standard-COD`."""
    way = METHODS[kind(order)][1]
    return f"{way}-{'COD' if on_delivery(order) else 'Prepaid'}"
