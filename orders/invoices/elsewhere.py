"""What is billed elsewhere, or not at all, in the form of an invoice; nothing of it is written."""

from datetime import date, datetime, time

from django.utils.dateparse import parse_date, parse_datetime

from orders import clock
from orders.invoices import parties
from orders.invoices.lines import line
from orders.models import Invoice, InvoiceLine, Package, StockLocation


def described(package: Package) -> tuple[Invoice, list[InvoiceLine]]:
    """
    Return the invoice of a package without one of ours, and its lines, as far as we know them.

    Its number and date are the hub's; until the hub tells them, none and the day of packing.
    """
    order, location = package.order, package.stock_location
    elsewhere = location.fiscal_document == StockLocation.FiscalDocument.ELSEWHERE
    invoice = Invoice(
        package=package,
        location=location,
        number=order.hub_invoice_number if elsewhere else "",
        invoiced_at=_moment(order.hub_invoice_date, location) or package.packed_at,
        currency=order.currency,
        **parties.supply(order, location),
    )
    units = package.packageitem_set.select_related("order_item__product")
    live = [content.order_item for content in units if content.live]
    return invoice, [line(invoice, unit) for unit in live]


def _moment(text: str, location: StockLocation) -> datetime | None:
    """Read the hub's date, which may be a day or a moment, with an offset or without."""
    try:
        found: datetime | date | None = parse_datetime(text) or parse_date(text[:10])
    except ValueError:
        return None
    if found is None or not 2000 <= found.year < 2100:  # a zero date is none
        return None
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    zone = clock.calendar(location.time_zone, location.seller_gstin)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
