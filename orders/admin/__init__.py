"""The back office of the domain: people look at rows here, and press the workflow's buttons."""

from orders.admin import (
    catalogue,
    credit_note,
    dwell,
    invoice,
    location,
    order,
    package,
    people,
    promises,
    reference,
    stock,
)

__all__ = [
    "catalogue",
    "credit_note",
    "dwell",
    "invoice",
    "location",
    "order",
    "package",
    "people",
    "promises",
    "reference",
    "stock",
]
