"""The door for customers: the PDF of the one invoice that their link names."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from oms import throttling
from orders.invoices import archive, links

MOST = 30  # looks of one address in a minute
GONE = "This link is not, or no longer, good. Ask the shop for a new one."


@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Give the PDF to whoever holds the link; whatever else is asked for is not there."""
    name = f"invoice-link:{throttling.address_of(request)}"
    if wait := throttling.seconds_to_wait(name, limit=MOST):
        answer = _plain("Too many requests.", 429)
        answer["Retry-After"] = str(wait)
        return answer
    if (invoice := links.invoice_of(token)) is None:
        return _plain(GONE, 404)
    answer = HttpResponse(archive.pdf(invoice.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{archive.file_name(invoice)}"'
    return _private(answer)


def _plain(text: str, status: int) -> HttpResponse:
    return _private(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
