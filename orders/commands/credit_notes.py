"""Taking an invoice back: cancelled while its month is open and the box is here, else credited."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from orders.commands.dossier import Dossier
from orders.commands.invoices import own_series, take_number
from orders.invoices.calendar import financial_year, same_month
from orders.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Package

DIGITS = 6  # one less than an invoice has, for the letter before its series


def withdraw(
    dossier: Dossier, package: Package, *, by: str, at: datetime, reason: str = ""
) -> CreditNote | None:
    """
    Take back the standing invoice of a package of a locked order; none is nothing to take back.

    Before dispatch and within the month of its date the invoice is cancelled, and its number stays
    in the series. Otherwise all of it that was not credited before is, and the credit note is
    returned. The package can be billed anew afterwards; the caller records the event.
    """
    invoice = package.invoice
    if invoice is None or not invoice.stands:
        return None
    if package.shipped_at is None and same_month(invoice, at):
        invoice.cancelled_at = at
        invoice.save(update_fields=["cancelled_at"])
        return None
    return credit(invoice, invoice.lines.filter(credited_by=None), by=by, at=at, reason=reason)


def credit(
    invoice: Invoice, lines: Iterable[InvoiceLine], *, by: str, at: datetime, reason: str = ""
) -> CreditNote:
    """Write a credit note for billed units, each whole; the caller holds the order's lock."""
    lines = list(lines)
    whole = invoice.lines.filter(credited_by=None).count() == len(lines)
    year = financial_year(at, invoice.location)
    note = CreditNote.objects.create(
        invoice=invoice,
        location=invoice.location,
        number=_number(invoice, year),
        financial_year=year,
        issued_at=at,
        seller_gstin=invoice.seller_gstin,
        total=_left(invoice) if whole else _total(lines),
        reason=reason,
        written_by=by,
        created_date=at,
    )
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(credit_note=note, invoice_line=line) for line in lines
    )
    if whole:
        invoice.credited_at = at
        invoice.save(update_fields=["credited_at"])
    return note


def _number(invoice: Invoice, year: str) -> str:
    """Return the next number of the credit notes of a seller, at most 16 characters long."""
    series = f"C{invoice.location.invoice_series or own_series(invoice.location)}/{year}"
    seller = invoice.seller_gstin or str(invoice.location_id)
    alike = Q(location=invoice.location)
    if invoice.seller_gstin:
        alike |= Q(seller_gstin=invoice.seller_gstin)
    while True:
        number = f"{series}/{take_number(f'{seller}:credit:{series}'):0{DIGITS}}"
        if not CreditNote.objects.filter(alike, financial_year=year, number=number).exists():
            return number


def _left(invoice: Invoice) -> Decimal:
    """Return what of an invoice was not credited yet, its rounding included."""
    before = invoice.credit_notes.values_list("total", flat=True)
    return invoice.total - sum(before, Decimal(0))


def _total(lines: Sequence[InvoiceLine]) -> Decimal:
    return sum((line.total for line in lines), Decimal(0))
