"""What this dialect prints: invoices and the labels of packages, several in one PDF."""

from collections.abc import Sequence
from io import BytesIO

from django.db.models import QuerySet
from django.http import HttpResponse
from pypdf import PdfReader, PdfWriter
from rest_framework.negotiation import DefaultContentNegotiation

from integrations.uniware import loading
from integrations.uniware.described import paper
from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import LONGEST_CODE, UniwareView, missing
from orders import labels
from orders.invoices.archive import pdf
from orders.models import Invoice, Package
from orders.workflow import PackageStatus

MOST = 50


class JsonBesides(DefaultContentNegotiation):
    """Whatever a client says that it accepts: a PDF, or a failure in JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type


class Paper(UniwareView):
    """One GET whose query names, between commas, what is to be printed; each code once."""

    http_method_names = ["get"]
    content_negotiation_class = JsonBesides
    facility_level = True
    parameter = ""

    def get(self, request):
        """Print it."""
        return HttpResponse(self.printed(self._codes(request)), content_type="application/pdf")

    def printed(self, codes: list[str]) -> bytes:
        """Return the PDF, its pages in the order of the codes."""
        raise NotImplementedError

    def _codes(self, request) -> list[str]:
        given = request.query_params.get(self.parameter, "").split(",")
        codes = list(dict.fromkeys(code.strip() for code in given if code.strip()))
        if not codes:
            raise missing(self.parameter)
        if len(codes) > MOST or any(len(code) > LONGEST_CODE for code in codes):
            said = f"{self.parameter} must be at most {MOST} codes"
            raise Failure(Code.INVALID_API_REQUEST, said, field=self.parameter)
        return codes


@paper("Print invoices")
class InvoiceShow(Paper):
    """The invoices that stand, each as it was first printed."""

    route = "oms/invoice/show"
    parameter = "invoiceCodes"

    def printed(self, codes):
        """Return the kept PDF of one invoice, or a PDF of all their pages."""
        seen = Invoice.objects.visible_to(self.request.scope).filter(cancelled_at=None)
        kept = [pdf(invoice.pk) for invoice in _each(seen, codes, Code.INVALID_INVOICE_CODE)]
        return kept[0] if len(kept) == 1 else _bound(kept)


@paper("Print the labels of packages")
class ShipmentShow(Paper):
    """A label for each package, of our own making; a carrier's own is at shippingLabelLink."""

    route = "oms/shipment/show"
    parameter = "shippingPackageCodes"

    def printed(self, codes):
        """Return the labels, a page each."""
        seen = loading.packages(Package.objects.visible_to(self.request.scope))
        seen = seen.select_related("stock_location__address__city")
        found = _each(seen, codes, Code.INVALID_SHIPPING_PACKAGE_CODE)
        if any(package.state == PackageStatus.CANCELLED for package in found):
            said = "A cancelled package has no label"
            raise Failure(Code.INVALID_PACKAGE_STATE, said, field=self.parameter)
        return labels.drawn(found)


def _each(seen: QuerySet, codes: list[str], unknown: Code) -> list:
    """Return the row of each code, or raise Failure; a number of two sellers names neither."""
    rows: dict[str, list] = {}
    for row in seen.filter(number__in=codes):
        rows.setdefault(row.number, []).append(row)
    for place, code in enumerate(codes, start=1):
        if (found := len(rows.get(code, []))) != 1:
            why = "there is none" if not found else "it is of several facilities: name one"
            raise Failure(unknown, f"Invalid code at position {place}: {why}")
    return [rows[code][0] for code in codes]


def _bound(papers: Sequence[bytes]) -> bytes:
    """Return one PDF with the pages of all."""
    book, bound = PdfWriter(), BytesIO()
    for one in papers:
        book.append(PdfReader(BytesIO(one)), import_outline=False)
    book.write(bound)
    return bound.getvalue()
