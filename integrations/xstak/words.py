"""XStak's words for our statuses: the tab on which an order lies."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from integrations.xstak.envelope import Refused
from orders.models import Order, Package
from orders.workflow import OrderStatus, PackageStatus

ALL = "all"
PENDING, PROCESSING, PACKED = "pending", "processing", "packed"
DISPATCHED, COMPLETED, CANCELLED, RETURNED = "dispatched", "completed", "cancelled", "returned"
IN_ORDER = (PENDING, PROCESSING, PACKED, DISPATCHED, COMPLETED, CANCELLED, RETURNED)
TABS = {
    OrderStatus.CANCELLATION_WAITING: PENDING,
    OrderStatus.CANCELLED: CANCELLED,
    OrderStatus.WAITING: PENDING,
    OrderStatus.PAYMENT_WAITING: PENDING,
    OrderStatus.CONFIRMATION_WAITING: PENDING,
    OrderStatus.APPROVED: PENDING,
    OrderStatus.INACTIVE: PENDING,
    OrderStatus.PREPARING: PROCESSING,  # or packed, once nothing is left to pack
    OrderStatus.SHIPPED: DISPATCHED,
    OrderStatus.SHIPPED_AND_INFORMED: DISPATCHED,
    OrderStatus.READY_FOR_PICKUP: PACKED,
    OrderStatus.ATTEMPTED_DELIVERY: DISPATCHED,
    OrderStatus.REVIEW_STARTED: DISPATCHED,
    OrderStatus.REVIEW_WAITING: DISPATCHED,
    OrderStatus.WAITING_FOR_PAYMENT: DISPATCHED,
    OrderStatus.PAID: DISPATCHED,
    OrderStatus.DELIVERED: COMPLETED,
    OrderStatus.REFUNDED: RETURNED,
}
NAMES = {status.name.lower(): status for status in OrderStatus}


def with_tab(orders: QuerySet) -> QuerySet:
    """Fetch `to_pack`, which `tab` needs: the packages, wherever, that are still to be packed."""
    return orders.prefetch_related(Prefetch("packages", _unpacked(), to_attr="to_pack"))


def tab(order: Order) -> str:
    """Return the tab of an order that came through `with_tab`."""
    if order.state == OrderStatus.PREPARING and not order.to_pack:  # type: ignore[attr-defined]
        return PACKED
    return TABS[OrderStatus(order.state)]


def state(order: Order) -> str:
    """Return our own name of the order's state."""
    return OrderStatus(order.state).name.lower()


def on_tab(word: str) -> Q:
    """Return what keeps the orders of a tab, or of a state, whatever the case of `word`."""
    word = word.strip().lower()
    if word == ALL:
        return Q()
    if word in IN_ORDER:
        return _states(word)
    if word in NAMES:
        return Q(state=NAMES[word])
    known = ", ".join([ALL, *IN_ORDER])
    raise Refused(f"order_status is one of {known}, or the name of a state.")


def _states(word):
    preparing = Q(state=OrderStatus.PREPARING)
    to_pack = Exists(_unpacked().filter(order=OuterRef("pk")))
    others = [s for s, on in TABS.items() if on == word and s != OrderStatus.PREPARING]
    if word == PROCESSING:
        return preparing & Q(to_pack)
    if word == PACKED:
        return Q(state__in=others) | preparing & ~Q(to_pack)
    return Q(state__in=others)


def _unpacked():
    return Package.objects.filter(state__in=[PackageStatus.PREPARING, PackageStatus.READY])
