"""The PDF of an invoice or credit note: drawn once, kept, given byte for byte ever after."""

import re
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from orders.invoices import credit_note
from orders.invoices.document import document, loaded
from orders.invoices.paper import drawn
from orders.models import CreditNote, CreditNoteDocument, Invoice, InvoiceDocument


def pdf(invoice_id: int) -> bytes:
    """Return the PDF of an invoice; two who are first at once both get what one of them drew."""
    return _kept(
        InvoiceDocument, lambda: document(loaded().get(pk=invoice_id)), invoice_id=invoice_id
    )


def credit_note_pdf(note_id: int) -> bytes:
    """Return the PDF of a credit note, as `pdf` does that of an invoice."""
    return _kept(
        CreditNoteDocument,
        lambda: credit_note.document(credit_note.loaded().get(pk=note_id)),
        credit_note_id=note_id,
    )


def _kept(model: Any, facts: Callable[[], dict], **named: int) -> bytes:
    kept = model.objects.filter(**named).values_list("pdf", flat=True)
    if found := kept.first():
        return bytes(found)
    fresh = model(pdf=drawn(facts()), created_date=timezone.now(), **named)
    model.objects.bulk_create([fresh], ignore_conflicts=True)
    return bytes(kept.get())


def file_name(paper: Invoice | CreditNote) -> str:
    """Name the file of a paper by its number, in characters that any disk takes."""
    return f"{re.sub('[^A-Za-z0-9-]', '-', paper.number)}.pdf"
