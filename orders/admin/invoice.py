"""Invoices: the list, the page with every tax row, and the PDF that the customer gets."""

from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.decorators import display

from orders import clock, invoices
from orders.admin.base import ReadOnly, Scoped, Screen, scope_of
from orders.admin.filters import Choice, Days, OfLocation
from orders.admin.shown import Shown
from orders.admin.words import badge, money
from orders.admin.zone import moment
from orders.invoices import parties, taxes
from orders.invoices.calendar import day_of
from orders.models import Invoice, Order, Package, StockLocation

FIRST_MONTH = 4
YEARS = 8  # as long as a seller must keep them
HSN_DIGITS = range(4, 9)
TAX_COLUMNS = ["rate", "gross", "taxable", "integrated", "central", "state", "union_territory"]


class AtLocation(OfLocation):
    parameter_name = "location"


class OfYear(Choice):
    title = "financial year"
    parameter_name = "financial_year"

    def lookups(self, request, model_admin):
        return [(year, f"20{year[:2]}–{year[2:]}") for year in years(timezone.now())]


@admin.register(Invoice)
class InvoiceAdmin(Shown, ReadOnly, Scoped, Screen):
    comes_from = "An invoice is written when a package is packed."
    list_display = ["number", "date", "order_code", "location", "amount", "status"]
    list_filter = [AtLocation, OfYear, ("invoiced_at", Days)]
    list_select_related = ["package__order", "location"]
    search_fields = ["number"]
    search_help_text = "Number of the invoice, the order or the package, in full"
    sortable_by = []
    ordering = ["-pk"]

    def get_search_results(self, request, queryset, search_term):
        """Look a number up in each year of each location, because that is how it is indexed."""
        if not (term := search_term.strip()):
            return queryset, False
        here = StockLocation.objects.visible_to(scope_of(request)).values_list("pk", flat=True)
        named = Q(location__in=list(here), financial_year__in=years(timezone.now()), number=term)
        packages = Package.objects.visible_to(scope_of(request))
        packages = packages.filter(Q(number=term) | Q(order__in=_ordered(term)))
        found = packages.values_list("pk", flat=True)[:100]
        return queryset.filter(named | Q(package__in=list(found))), False

    def get_urls(self):
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/pdf/", view, name="orders_invoice_pdf"), *super().get_urls()]

    def download(self, request, pk):
        """Give the PDF, always the same bytes, to whoever may look at the invoice."""
        invoice = self.get_object(request, str(pk))
        if invoice is None or not self.has_view_permission(request, invoice):
            raise Http404
        answer = HttpResponse(invoices.pdf(invoice.pk), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{invoices.file_name(invoice)}"'
        return answer

    @display(description="date")
    def date(self, invoice):
        return f"{day_of(invoice):%d %b %Y}"

    @display(description="order")
    def order_code(self, invoice):
        return invoice.package.order.code

    @display(description="total")
    def amount(self, invoice):
        return money(invoice.total, invoice.currency)

    @display(description="state")
    def status(self, invoice):
        return _status(invoice)

    def story(self, request, shown):
        invoice = invoices.loaded().get(pk=shown.pk)
        facts = invoices.document(invoice)
        return {
            "badge": _status(invoice),
            "facts": _facts(invoice, facts),
            "problems": list(_doubts(invoice, facts)),
            "tables": [lines_table(invoice.lines.all())],
        }


def years(now):
    """Return the financial years that are kept, as India's calendar goes, the current one first."""
    today = now.astimezone(ZoneInfo(clock.INDIA))
    last = today.year if today.month >= FIRST_MONTH else today.year - 1
    return [f"{y % 100:02}{(y + 1) % 100:02}" for y in range(last, last - YEARS, -1)]


def _ordered(term):
    return list(Order.objects.filter(number=term).values_list("pk", flat=True)[:100])


def _status(invoice):
    if invoice.cancelled_at:
        return badge("Cancelled", "bad")
    return badge("Credited", "bad") if invoice.credited_at else badge("Valid", "good")


def _facts(invoice, facts):
    order, place = invoice.package.order, facts["place_of_supply"]
    rows = [
        ("PDF", _link("orders_invoice_pdf", invoice.pk, "Download")),
        ("Date", f"{facts['date']:%d %b %Y}"),
        ("Order", _link("orders_order_change", order.pk, order.code)),
        ("Package", _link("orders_package_change", invoice.package.pk, invoice.package.number)),
        ("Location", invoice.location),
        ("Seller", f"{facts['seller']['name']} {invoice.seller_gstin}".strip()),
        ("Buyer", f"{facts['buyer']['name']} {invoice.buyer_gstin}".strip()),
        ("Place of supply", place and f"{place['name']} ({place['code']})"),
        ("Taxable value", money(facts["totals"]["taxable"], invoice.currency)),
        ("Total", money(invoice.total, invoice.currency)),
        ("In words", facts["amount_in_words"]),
        ("Cancelled", invoice.cancelled_at and moment(invoice.cancelled_at)),
        ("Credited", _notes(invoice)),
    ]
    return [(name, value) for name, value in rows if value]


def _notes(invoice):
    links = [
        (_link("orders_creditnote_change", note.pk, note.number),)
        for note in invoice.credit_notes.order_by("pk")
    ]
    return format_html_join(", ", "{}", links)


def _link(name, key, text):
    address = reverse(f"admin:{name}", args=[key])
    return format_html('<a class="oms-link" href="{}">{}</a>', address, text)


def _doubts(invoice, facts):
    """Yield what a tax office might ask about; nothing of it stopped the sale."""
    if not invoice.seller_gstin:
        yield "The location had no GSTIN, so this is no tax invoice."
    elif not invoice.location.seller_name:
        yield "No seller name was on record: the invoice names the location instead."
    if invoice.seller_gstin and not facts["seller"]["lines"]:
        yield "The seller's address is missing on the invoice."
    if astray := parties.astray(invoice.location.address, invoice.seller_gstin):
        yield astray
    if facts["place_of_supply"] is None:
        yield "No place of supply is known, so no tax was reckoned."
    for line in invoice.lines.all():
        if not (line.hsn_code.isdecimal() and len(line.hsn_code) in HSN_DIGITS):
            yield f"The HSN code {line.hsn_code!r} of {line.sku} does not have 4 to 8 digits."
        elif len(line.hsn_code) % 2:
            yield f"The HSN code {line.hsn_code} of {line.sku} has an odd number of digits."
        if line.tax_rate is None:
            yield f"{line.sku} had no tax rate; it was billed without tax."


def lines_table(lines):
    """Return the tax rows of billed units as a table of a page."""
    rows = [
        [line.sku, row.get_cost_head_display(), *(getattr(row, name) for name in TAX_COLUMNS)]
        for line in lines
        for row in taxes.of_line(line)
    ]
    head = ["SKU", "Charge", "Rate %", "Gross", "Taxable", "IGST", "CGST", "SGST", "UTGST"]
    return {"title": "Tax, unit by unit", "head": head, "rows": rows}
