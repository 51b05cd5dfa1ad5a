"""The PDF of an invoice: drawn once, kept, and given byte for byte ever after."""

import re

from django.utils import timezone

from orders.invoices.document import document, loaded
from orders.invoices.paper import drawn
from orders.models import Invoice, InvoiceDocument


def pdf(invoice_id: int) -> bytes:
    """Return the PDF of an invoice; two who are first at once both get what one of them drew."""
    kept = InvoiceDocument.objects.filter(invoice=invoice_id).values_list("pdf", flat=True)
    if found := kept.first():
        return bytes(found)
    paper = drawn(document(loaded().get(pk=invoice_id)))
    fresh = InvoiceDocument(invoice_id=invoice_id, pdf=paper, created_date=timezone.now())
    InvoiceDocument.objects.bulk_create([fresh], ignore_conflicts=True)
    return bytes(kept.get())


def file_name(invoice: Invoice) -> str:
    """Name the file of an invoice by its number, in characters that any disk takes."""
    return f"{re.sub('[^A-Za-z0-9-]', '-', invoice.number)}.pdf"
