"""The address under which a customer reads one invoice: signed, and good for a time."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from orders.models import Invoice

SALT = "orders.invoices.links"
DAY = 24 * 60 * 60


def address(invoice: Invoice) -> str:
    """Return the address of an invoice's PDF, or nothing without an address of the house."""
    if not settings.PUBLIC_BASE_URL:
        return ""
    token = signing.dumps(invoice.pk, salt=SALT)
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('invoice_by_link', args=[token])}"


def invoice_of(token: str) -> Invoice | None:
    """Return the invoice that a link names, as long as the link is good and the invoice stands."""
    try:
        key = signing.loads(token, salt=SALT, max_age=settings.INVOICE_LINK_DAYS * DAY)
    except signing.BadSignature:
        return None
    return Invoice.objects.filter(pk=key, cancelled_at=None).first()
