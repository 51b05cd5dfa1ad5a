"""What the hub is told of an invoice of ours with a dispatch, where it knows none."""

from orders.facts.invoice import standing
from orders.invoices import links
from orders.invoices.calendar import day_of
from orders.models import Package


def invoice_fields(package: Package) -> dict[str, str]:
    """Return number, date and, where we have an address for customers, that of the document."""
    invoice = standing(package)
    known = package.order.hub_invoice_number
    if invoice is None or (known and not _is_ours(package, known)):
        return {}
    told = {"invoice_number": invoice.number, "invoice_date": day_of(invoice).isoformat()}
    if address := links.address(invoice):
        told["e_archive_url"] = address
    return told


def _is_ours(package: Package, number: str) -> bool:
    """Tell whether the hub only repeats what it was told with another package of the order."""
    return package.invoices.model.objects.filter(
        package__order=package.order_id, number=number
    ).exists()
