"""A credit note as facts: what its paper says, in the shape of the invoice that it takes back."""

from django.db.models import Prefetch, QuerySet

from orders.invoices import document as invoices
from orders.invoices.calendar import day_of, is_late
from orders.models import CreditNote


def loaded() -> QuerySet[CreditNote]:
    """Return the credit notes with what `document` reads of one."""
    return CreditNote.objects.prefetch_related("lines", Prefetch("invoice", invoices.loaded()))


def document(note: CreditNote) -> dict:
    """Return all that the credit note says: the lines of its invoice, as far as it takes them."""
    invoice = note.invoice
    credited = {line.invoice_line_id for line in note.lines.all()}
    billed = [line for line in invoice.lines.all() if line.pk in credited]
    return invoices.described(invoice, billed, note.total) | {
        "kind": invoices.CREDIT_NOTE,
        "credit_note_id": note.pk,
        "number": note.number,
        "date": day_of(invoice, note.issued_at),
        "financial_year": note.financial_year,
        "invoice_number": invoice.number,
        "invoice_date": day_of(invoice),
        "reason": note.reason,
        "late": is_late(invoice, note.issued_at),
    }
