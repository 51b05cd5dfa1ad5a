"""Which packages a search asks for."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from integrations.uniware import words
from integrations.uniware.asking import (
    OLDEST_FIRST,
    Conditions,
    exact,
    moment,
    options,
    required,
    updated_since,
)
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import flag, text, texts
from orders.facts.delivery import delivered_by
from orders.facts.payment import paid_on_delivery
from orders.models import Package, PackageItem
from orders.scope import Scope
from orders.workflow import OrderStatus

COLUMNS = {
    "shippingPackageCode": "number",
    "saleOrderCode": "order__code",
    "channelCode": "order__channel__name",
    "shippingProvider": "carrier__name",
    "trackingNumber": "tracking_number",
}
TIMES = {"createTime": "created_date", "dispatchTime": "shipped_at"}
NOTHING = Q(pk__in=[])
INSIDE = PackageItem.objects.filter(package=OuterRef("pk"))


def packages(body: Mapping, scope: Scope, *, at: datetime) -> QuerySet:
    """Return the packages that the scope sees and the body asks for, oldest first."""
    asked = [*exact(body, COLUMNS), *_about(body), *_contents(body), *_when(body)]
    asked += updated_since(body, "modified_date", at=at)
    required(asked)
    return Package.objects.visible_to(scope).filter(*asked).order_by(*OLDEST_FIRST)


def of_status(status: str) -> Q:
    """Return what finds the packages of a status; Failure for one that does not exist."""
    if status not in words.PACKAGE_STATUSES:
        raise Failure(Code.INVALID_API_REQUEST, "This is no status of a package", field=None)
    return Q(state__in=words.packages_in(status))


def _about(body: Mapping) -> Conditions:
    asked = []
    if statuses := texts(body, "statuses"):
        found = NOTHING
        for status in statuses:
            found |= of_status(status)
        asked.append(found)
    if method := text(body, "shippingMethod", required=False):
        asked.append(_travels(method))
    if number := text(body, "invoiceCode", required=False):
        taken_back = {"invoices__cancelled_at": None, "invoices__credited_at": None}
        asked.append(Q(invoices__number=number, **taken_back))
    if key := text(options(body), "searchKey", required=False):
        asked.append(Q(number=key) | Q(tracking_number=key))
    return asked + _flags(body)


def _flags(body: Mapping) -> Conditions:
    asked = []
    if (held := flag(body, "onHold")) is not None:
        asked.append(Q(order__held_at__isnull=not held))
    if (cash := flag(body, "cashOnDelivery")) is not None:
        paid_later = paid_on_delivery("order__")
        asked.append(paid_later if cash else ~paid_later)
    if (reconciled := flag(body, "paymentReconciled")) is not None:
        asked.append(NOTHING if reconciled else ~NOTHING)
    return asked


def _contents(body: Mapping) -> Conditions:
    asked = []
    if sku := text(body, "itemTypeSkuCode", required=False):
        asked.append(Q(Exists(INSIDE.filter(order_item__product__sku=sku))))
    if (cancelled := flag(body, "containsCancelledItems")) is not None:
        lost = Q(Exists(INSIDE.filter(order_item__state=OrderStatus.CANCELLED)))
        asked.append(lost if cancelled else ~lost)
    return asked


def _travels(method: str) -> Q:
    way, _, payment = method.partition("-")
    kinds = NOTHING
    for kind, names in words.METHODS.items():
        if way in names:
            kinds = delivered_by(kind, "order__")
    paid_later = paid_on_delivery("order__")
    paid = {"": Q(), "COD": paid_later, "Prepaid": ~paid_later}
    return kinds & paid.get(payment, NOTHING)


def _when(body: Mapping) -> Conditions:
    asked = []
    for name, column in TIMES.items():
        window = body.get(name)
        if window is None:
            continue
        if not isinstance(window, Mapping):
            raise Failure(Code.INVALID_API_REQUEST, f"{name} must be an object", field=name)
        if (start := moment(window, "start")) is not None:
            asked.append(Q(**{f"{column}__gte": start}))
        if (end := moment(window, "end")) is not None:
            asked.append(Q(**{f"{column}__lte": end}))
    return asked
