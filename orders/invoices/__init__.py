"""Invoices and credit notes read: as facts, and as the one PDF that everybody gets."""

from orders.invoices.archive import credit_note_pdf, file_name, pdf
from orders.invoices.document import document, loaded

__all__ = ["credit_note_pdf", "document", "file_name", "loaded", "pdf"]
