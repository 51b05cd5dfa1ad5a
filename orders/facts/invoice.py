"""The invoice that stands for a package."""

from orders.models import Invoice, Package


def standing(package: Package) -> Invoice | None:
    """Return the invoice of a package, unless there is none or it was taken back."""
    invoice = package.invoice
    return invoice if invoice is not None and invoice.stands else None
