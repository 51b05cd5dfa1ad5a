"""Writing the invoice of a package: its number, its moment, and the frozen facts of each unit."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from orders.models import (
    Invoice,
    InvoiceCounter,
    InvoiceLine,
    Order,
    OrderItem,
    Package,
    StockLocation,
)
from orders.workflow import Invalid

FIRST_MONTH = 4  # the financial year runs from April to March


def write(
    order: Order,
    package: Package,
    units: Sequence[OrderItem],
    *,
    number: str,
    invoiced_at: datetime,
    at: datetime,
) -> Invoice:
    """
    Write the invoice of a package that is being packed; the caller holds the order's lock.

    A typed number must be new to the location, to its seller and to the financial year; without
    one the counter gives the next. Invalid is raised when the number is taken.
    """
    location = package.stock_location
    year = financial_year(invoiced_at, location)
    invoice = Invoice(
        package=package,
        location=location,
        number=number or _next_number(location, year),
        financial_year=year,
        invoiced_at=invoiced_at,
        seller_gstin=location.seller_gstin,
        buyer_gstin=order.billing_address.tax_no[:15],
        supplier_state=location.state_code,
        place_of_supply=_state_of(order),
        currency=order.currency,
        total=sum(map(_total, units)),
        created_date=at,
    )
    _insert(invoice)
    InvoiceLine.objects.bulk_create(_line(invoice, unit) for unit in units)
    return invoice


def financial_year(moment: datetime, location: StockLocation) -> str:
    """Return the financial year of the location's day, as 2627 for April 2026 to March 2027."""
    day = moment.astimezone(ZoneInfo(location.time_zone or settings.STAFF_TIME_ZONE))
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first % 100:02}{(first + 1) % 100:02}"


def _insert(invoice: Invoice) -> None:
    """Write the invoice, or raise Invalid when the database knows its number already."""
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        taken = f"Invoice number {invoice.number} exists already at {invoice.location}"
        raise Invalid(invoice_number=f"{taken}, or at another location of its seller.") from error


def _next_number(location: StockLocation, year: str) -> str:
    """Return the next number of the series, which the locations of one seller may share."""
    prefix = f"{location.invoice_series or f'{location.pk:03}'}/{year}"
    series = f"{location.seller_gstin or location.pk}:{prefix}"
    InvoiceCounter.objects.get_or_create(series=series)
    counter = InvoiceCounter.objects.select_for_update().get(series=series)
    number = ""
    while not number or _taken(location, year, number):
        counter.last_number += 1
        number = f"{prefix}/{counter.last_number:07}"
    counter.save(update_fields=["last_number"])
    return number


def _taken(location: StockLocation, year: str, number: str) -> bool:
    alike = Q(location=location)
    if location.seller_gstin:
        alike |= Q(seller_gstin=location.seller_gstin)
    return Invoice.objects.filter(alike, financial_year=year, number=number).exists()


def _state_of(order: Order) -> str:
    city = order.shipping_address.city
    return city.state_code if city else ""


def _total(unit: OrderItem):
    return unit.net_amount + unit.shipping_charge + unit.cod_charge + unit.gift_wrap_charge


def _line(invoice: Invoice, unit: OrderItem) -> InvoiceLine:
    product = unit.product
    return InvoiceLine(
        invoice=invoice,
        order_item=unit,
        sku=product.sku,
        name=product.name,
        hsn_code=product.hsn_code,
        net_amount=unit.net_amount,
        discount_amount=unit.discount_amount or 0,
        shipping_charge=unit.shipping_charge,
        cod_charge=unit.cod_charge,
        gift_wrap_charge=unit.gift_wrap_charge,
        tax_rate=unit.tax_rate if unit.tax_rate is not None else product.gst_rate,
        total=_total(unit),
    )
