"""Invoices read: as facts (`document`), and as the one PDF that everybody gets (`pdf`)."""

from orders.invoices.archive import file_name, pdf
from orders.invoices.document import document, loaded

__all__ = ["document", "file_name", "loaded", "pdf"]
