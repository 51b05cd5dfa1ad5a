"""Credit notes: the list, the page with what was taken back, and the PDF that the customer gets."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from orders import invoices
from orders.admin.base import ReadOnly, Scoped, Screen
from orders.admin.filters import Days
from orders.admin.invoice import AtLocation, OfYear, lines_table
from orders.admin.shown import Shown
from orders.admin.words import badge, money
from orders.invoices import credit_note
from orders.invoices.calendar import day_of, is_late
from orders.models import CreditNote

LATE = (
    "It was written after 30 November of the year after the invoice's: by section 34 of the CGST "
    "Act it no longer lessens the seller's tax."
)


@admin.register(CreditNote)
class CreditNoteAdmin(Shown, ReadOnly, Scoped, Screen):
    comes_from = "A credit note is written when an invoice is taken back after its month."
    list_display = ["number", "date", "against", "order_code", "location", "amount"]
    list_filter = [AtLocation, OfYear, ("issued_at", Days)]
    list_select_related = ["invoice__package__order", "invoice__location", "location"]
    search_fields = ["=number", "=invoice__number"]
    search_help_text = "Number of the credit note or of its invoice, in full"
    sortable_by = []
    ordering = ["-pk"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/pdf/", view, name="orders_creditnote_pdf"), *super().get_urls()]

    def download(self, request, pk):
        """Give the PDF, always the same bytes, to whoever may look at the credit note."""
        note = self.get_object(request, str(pk))
        if note is None or not self.has_view_permission(request, note):
            raise Http404
        answer = HttpResponse(invoices.credit_note_pdf(note.pk), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{invoices.file_name(note)}"'
        return answer

    @display(description="date")
    def date(self, note):
        return f"{day_of(note.invoice, note.issued_at):%d %b %Y}"

    @display(description="invoice")
    def against(self, note):
        return note.invoice.number

    @display(description="order")
    def order_code(self, note):
        return note.invoice.package.order.code

    @display(description="total")
    def amount(self, note):
        return money(note.total, note.invoice.currency)

    def story(self, request, shown):
        note = credit_note.loaded().get(pk=shown.pk)
        credited = [line.invoice_line_id for line in note.lines.all()]
        lines = [line for line in note.invoice.lines.all() if line.pk in credited]
        return {
            "badge": badge("Issued", "good"),
            "facts": _facts(note, credit_note.document(note)),
            "problems": [LATE] if is_late(note.invoice, note.issued_at) else [],
            "tables": [lines_table(lines)],
        }


def _facts(note, facts):
    invoice = note.invoice
    rows = [
        ("PDF", _link("orders_creditnote_pdf", note.pk, "Download")),
        ("Date", f"{facts['date']:%d %b %Y}"),
        ("Against invoice", _link("orders_invoice_change", invoice.pk, invoice.number)),
        ("Reason", note.reason),
        ("Location", note.location),
        ("Seller", f"{facts['seller']['name']} {note.seller_gstin}".strip()),
        ("Buyer", f"{facts['buyer']['name']} {invoice.buyer_gstin}".strip()),
        ("Taxable value", money(facts["totals"]["taxable"], invoice.currency)),
        ("Total credited", money(note.total, invoice.currency)),
        ("In words", facts["amount_in_words"]),
        ("Written by", note.written_by),
    ]
    return [(name, value) for name, value in rows if value]


def _link(name, key, text):
    address = reverse(f"admin:{name}", args=[key])
    return format_html('<a class="oms-link" href="{}">{}</a>', address, text)
