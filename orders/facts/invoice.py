"""The invoice that stands for a package."""

from orders.models import Invoice, Package


def standing(package: Package) -> Invoice | None:
    """Return the invoice of a package, unless there is none or it was cancelled."""
    invoice = getattr(package, "invoice", None)
    return invoice if invoice is not None and invoice.cancelled_at is None else None
