"""Taking an invoice back: cancelled while its month is open and the box is here, else credited."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from orders import clock
from orders.commands.dossier import Dossier
from orders.commands.invoices import financial_year, own_series, take_number
from orders.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Package, StockLocation

DIGITS = 6  # one less than an invoice has, for the letter before its series
LAST_DAY = (11, 30)  # of the year after: section 34 (2) of the CGST Act


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
    if package.shipped_at is None and _same_month(invoice, at):
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


def is_late(invoice: Invoice, at: datetime) -> bool:
    """Tell whether the law no longer lets a credit note of that day lessen the seller's tax."""
    year = financial_year(invoice.invoiced_at, invoice.location)
    last = date(2000 + int(year[2:]), *LAST_DAY)
    return _day(at, invoice.location, invoice.seller_gstin) > last


def _same_month(invoice: Invoice, at: datetime) -> bool:
    written, today = (
        _day(moment, invoice.location, invoice.seller_gstin) for moment in (invoice.invoiced_at, at)
    )
    return (written.year, written.month) == (today.year, today.month)


def _day(moment: datetime, location: StockLocation, gstin: str) -> date:
    return moment.astimezone(clock.calendar(location.time_zone, gstin)).date()


def _number(invoice: Invoice, year: str) -> str:
    """Return the next number of the credit notes of a seller, at most 16 characters long."""
    series = f"C{invoice.location.invoice_series or own_series(invoice.location)}/{year}"
    seller = invoice.seller_gstin or str(invoice.location_id)
    return f"{series}/{take_number(f'{seller}:credit:{series}'):0{DIGITS}}"


def _left(invoice: Invoice) -> Decimal:
    """Return what of an invoice was not credited yet, its rounding included."""
    before = invoice.credit_notes.values_list("total", flat=True)
    return invoice.total - sum(before, Decimal(0))


def _total(lines: Sequence[InvoiceLine]) -> Decimal:
    return sum((line.total for line in lines), Decimal(0))
