"""Which orders a search asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from integrations.uniware import due, people, returned, words
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
from integrations.uniware.loading import at_facilities
from integrations.uniware.requests import flag, text, texts
from orders.facts.payment import paid_on_delivery
from orders.models import Order
from orders.scope import Scope

WIDEST = timedelta(days=30)
COLUMNS = {"displayOrderCode": "number", "channel": "channel__name"}
DATES = {
    "CREATED": lambda since, until: Q(created_date__gte=since, created_date__lte=until),
    "UPDATED": lambda since, until: Q(modified_date__gte=since, modified_date__lte=until),
    "FULFILLMENT_TAT": due.within,
}
NOTHING = Q(pk__in=[])


def orders(body: Mapping, scope: Scope, *, at: datetime) -> QuerySet:
    """Return the orders that the scope sees and the body asks for, oldest first."""
    facilities = texts(body, "facilityCodes")
    asked = [*exact(body, COLUMNS), *_about(body), *_when(body, at)]
    asked += returned.asked(texts(body, "returnStatuses"), scope)
    required(asked, also=bool(facilities))
    seen = Order.objects.visible_to(at_facilities(scope, facilities))
    return seen.alias(packaged=words.PACKAGED).filter(*asked).order_by(*_order(body))


def _order(body: Mapping) -> tuple:
    """Return how the orders stand: oldest first, out of the index of a window if it has one."""
    of_window = moment(body, "fromDate") and _date_types(body) == ["CREATED"]
    return ("created_date", "pk") if of_window else OLDEST_FIRST


def _about(body: Mapping) -> Conditions:
    asked = []
    if status := text(body, "status", required=False):
        asked.append(_status(status))
    if person := text(body, "customerEmailOrMobile", required=False):
        asked.append(people.named(person))
    asked += [_named(word) for word in text(body, "customerName", required=False).split()]
    if key := text(options(body), "searchKey", required=False):
        asked.append(Q(code=key) | Q(number=key))
    if (held := flag(body, "onHold")) is not None:
        asked.append(Q(held_at__isnull=not held))
    if (cash := flag(body, "cashOnDelivery")) is not None:
        paid_later = paid_on_delivery()
        asked.append(paid_later if cash else ~paid_later)
    return asked


def _status(status: str) -> Q:
    if (found := words.orders_in(status)) is None:
        raise Failure(Code.INVALID_API_REQUEST, "status is not a status", field="status")
    return found


def _named(word: str) -> Q:
    return Q(customer__first_name__icontains=word) | Q(customer__last_name__icontains=word)


def _when(body: Mapping, at: datetime) -> Conditions:
    since, until = moment(body, "fromDate"), moment(body, "toDate")
    asked = updated_since(body, "modified_date", at=at)
    if since is None and until is None:
        return asked
    if since is None:
        described = "fromDate is required beside toDate"
        raise Failure(Code.MISSING_REQUIRED_PARAMETERS, described, field="fromDate")
    if (until or max(since, at)) - since > WIDEST:
        described = "fromDate and toDate must not be more than 30 days apart"
        raise Failure(Code.SALE_ORDER_SEARCH_DATE_RANGE_LIMIT_EXCEEDED, described)
    found = NOTHING
    for kind in _date_types(body):
        found |= DATES[kind](since, until or max(since, _next_minute(at)))
    return [*asked, found]


def _date_types(body: Mapping) -> list[str]:
    asked = (text(body, "dateType", required=False) or "CREATED").split(",")
    kinds = [kind.strip() for kind in asked]
    if not set(kinds) <= DATES.keys():
        described = f"dateType must be one of {', '.join(DATES)}"
        raise Failure(Code.INVALID_API_REQUEST, described, field="dateType")
    return kinds


def _next_minute(at: datetime) -> datetime:
    """Return an end that stands for a while, so that pages of one search count the same rows."""
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
