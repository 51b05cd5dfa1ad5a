"""Writing the invoice of a package: its number, its parties, and the frozen facts of each unit."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from orders.facts import price
from orders.invoices import calendar, parties, preconditions, taxes
from orders.invoices.lines import line
from orders.models import (
    Invoice,
    InvoiceCounter,
    InvoiceLine,
    InvoiceTax,
    Order,
    OrderItem,
    Package,
    StockLocation,
)
from orders.workflow import IllegalMove, Invalid

AHEAD = timedelta(minutes=5)  # by as much may the clock of who typed a date be fast
LAWFUL = re.compile(r"[A-Za-z0-9/-]{1,16}", re.ASCII)  # rule 46 (b) of the CGST Rules
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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

    A typed number must be new to the location, to its seller and to the financial year, and of a
    seller with a GSTIN it is as the law wants it; without one the counter gives the next. Invalid
    is raised when the number is taken or unlawful, or the date cannot be; IllegalMove when a tax
    invoice is due that cannot be written.
    """
    location = package.stock_location
    if why_not := preconditions.obstacles(order, location, units):
        raise IllegalMove(" ".join(why_not))
    _check_date(order, location, number, invoiced_at, at)
    year = calendar.financial_year(invoiced_at, location)
    frozen = {"parties": parties.freeze(order, location)} | parties.supply(order, location)
    invoice = Invoice(
        package=package,
        location=location,
        number=_checked(number, location) or _next_number(location, year),
        financial_year=year,
        invoiced_at=invoiced_at,
        seller_gstin=location.seller_gstin,
        buyer_gstin=parties.buyer_gstin(order),
        currency=order.currency,
        total=price.rounded_off(price.total(units), order.currency),
        created_date=at,
        **frozen,
    )
    _insert(invoice)
    lines = InvoiceLine.objects.bulk_create(line(invoice, unit) for unit in units)
    InvoiceTax.objects.bulk_create(row for each in lines for row in taxes.rows(invoice, each))
    return invoice


def _check_date(
    order: Order, location: StockLocation, number: str, invoiced_at: datetime, at: datetime
) -> None:
    """Raise Invalid for a typed date on which this invoice cannot have been written."""
    if invoiced_at == at:
        return
    year, current = (calendar.financial_year(moment, location) for moment in (invoiced_at, at))
    placed = calendar.day(order.date_placed, location)
    if invoiced_at > at + AHEAD:
        raise Invalid(invoice_date="The invoice date lies in the future.")
    if calendar.day(invoiced_at, location) < placed:
        told = f"The order was placed on {placed:%d %b %Y}, after the invoice date."
        raise Invalid(invoice_date=told)
    if year != current and not number:
        told = f"The date belongs to the financial year 20{year[:2]}-{year[2:]}, which is over"
        raise Invalid(invoice_date=f"{told}: type the number that the invoice had then.")


def _checked(number: str, location: StockLocation) -> str:
    if number and location.seller_gstin and not LAWFUL.fullmatch(number):
        lawful = "at most 16 letters, digits, hyphens and slashes"
        raise Invalid(invoice_number=f"The number of a GST invoice has {lawful}.")
    return number


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
    prefix = f"{location.invoice_series or own_series(location)}/{year}"
    series = f"{location.seller_gstin or location.pk}:{prefix}"
    number = ""
    while not number or _taken(location, year, number):
        number = f"{prefix}/{take_number(series):07}"
    return number


def take_number(series: str) -> int:
    """Return the next number of a series; who else wants one waits until this one is committed."""
    InvoiceCounter.objects.get_or_create(series=series)
    counter = InvoiceCounter.objects.select_for_update().get(series=series)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def own_series(location: StockLocation) -> str:
    """Return three characters for a location without a series: its key, beyond 999 to base 36."""
    if location.pk < 1000:
        return f"{location.pk:03}"
    return "".join(DIGITS[location.pk // 36**place % 36] for place in (2, 1, 0))


def _taken(location: StockLocation, year: str, number: str) -> bool:
    alike = Q(location=location)
    if location.seller_gstin:
        alike |= Q(seller_gstin=location.seller_gstin)
    return Invoice.objects.filter(alike, financial_year=year, number=number).exists()
