"""The rows that answers of this dialect read, in a fixed number of queries."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, QuerySet

from integrations.uniware.words import PACKAGED
from orders import facts
from orders.facts.invoice import standing
from orders.facts.order import OrderFacts, contents
from orders.invoices.taxes import of_line
from orders.models import (
    Address,
    InvoiceLine,
    InvoiceTax,
    Order,
    Package,
    StockLocation,
)
from orders.scope import Scope

Tax = dict[int, list[InvoiceTax]]  # by the unit that was billed


def at_facilities(scope: Scope, codes: Sequence[str]) -> Scope:
    """Return what of a scope lies at the facilities of these codes; without codes, all of it."""
    if not codes:
        return scope
    places = StockLocation.objects.visible_to(scope).filter(erp_code__in=codes)
    return scope & Scope(None, frozenset(places.values_list("pk", flat=True)))


def headers(keys: Sequence[int]) -> list[Order]:
    """Fetch what the headers of these orders tell, in the order of the keys."""
    told = Order.objects.annotate(packaged=PACKAGED)
    return _in_turn(told.select_related("channel", "customer", "billing_address"), keys)


def whole(orders: QuerySet, scope: Scope) -> list[OrderFacts]:
    """Fetch orders with what the scope sees of them, each `packaged`."""
    return facts.of(orders.annotate(packaged=PACKAGED), scope)


def listed(keys: Sequence[int]) -> list[Package]:
    """Fetch what a search tells of these packages, in the order of the keys."""
    return _in_turn(packages(Package.objects.all()), keys)


def packages(found: QuerySet) -> QuerySet:
    """Fetch packages with their contents and with what their orders tell of them."""
    return contents(
        found.select_related("order__channel", "order__customer").prefetch_related(
            Prefetch("order__shipping_address", _addresses())
        )
    )


def taxes(packages: Iterable[Package]) -> Tax:
    """Return the tax rows of the packages' invoices by unit, in two queries."""
    billed = [invoice.pk for invoice in map(standing, packages) if invoice is not None]
    lines = InvoiceLine.objects.filter(invoice__in=billed).select_related("invoice")
    return {line.order_item_id: of_line(line) for line in lines.prefetch_related("taxes")}


def _in_turn(rows: QuerySet, keys: Sequence[int]) -> list:
    """Return the rows of these keys; one that went meanwhile is left out."""
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _addresses() -> QuerySet:
    return Address.objects.select_related("country", "city__country", "township", "district")
