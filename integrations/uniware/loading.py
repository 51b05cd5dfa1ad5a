"""The rows that answers of this dialect read, in a fixed number of queries."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from integrations.uniware.words import PACKAGED
from orders.invoices.taxes import of_line
from orders.models import (
    Address,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Order,
    OrderItem,
    Package,
    PackageItem,
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


def whole(orders: QuerySet, scope: Scope) -> QuerySet:
    """Fetch orders with the packages that the scope sees, and with their units, each `packed`."""
    lies = Exists(PackageItem.objects.filter(order_item=OuterRef("pk"), live=True))
    units = OrderItem.objects.select_related("product").annotate(packed=lies)
    seen = Package.objects.visible_to(scope).order_by("sequence")
    return (
        orders.annotate(packaged=PACKAGED)
        .select_related("channel", "customer")
        .prefetch_related(
            Prefetch("billing_address", _addresses()),
            Prefetch("shipping_address", _addresses()),
            Prefetch("orderitem_set", units.order_by("line", "pk")),
            Prefetch("packages", contents(seen)),
        )
    )


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


def contents(found: QuerySet) -> QuerySet:
    """Fetch packages with where they lie, who carries them, their invoices and their units."""
    packed = PackageItem.objects.select_related("order_item__product")
    return found.select_related("stock_location", "carrier", "invoice").prefetch_related(
        Prefetch("packageitem_set", packed.order_by("order_item__line", "order_item"))
    )


def visible_units(order: Order, scope: Scope) -> list[OrderItem]:
    """Return the units of a whole order that the scope sees; a bundle's parent is no unit."""
    units = [unit for unit in order.orderitem_set.all() if not unit.is_parent]
    if scope.locations is None:
        return units
    here = {
        packed.order_item_id
        for package in order.packages.all()
        for packed in package.packageitem_set.all()
    }
    return [unit for unit in units if unit.pk in here]


def invoice_of(package: Package) -> Invoice | None:
    """Return the invoice of a package, unless there is none or it was cancelled."""
    invoice = getattr(package, "invoice", None)
    return invoice if invoice is not None and invoice.cancelled_at is None else None


def taxes(packages: Iterable[Package]) -> Tax:
    """Return the tax rows of the packages' invoices by unit, in two queries."""
    billed = [invoice.pk for invoice in map(invoice_of, packages) if invoice is not None]
    lines = InvoiceLine.objects.filter(invoice__in=billed).select_related("invoice")
    return {line.order_item_id: of_line(line) for line in lines.prefetch_related("taxes")}


def _in_turn(rows: QuerySet, keys: Sequence[int]) -> list:
    """Return the rows of these keys; one that went meanwhile is left out."""
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _addresses() -> QuerySet:
    return Address.objects.select_related("country", "city__country", "township", "district")
