"""The invoice of an order: as facts, as a PDF, or as a PDF within JSON."""

import base64
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from functools import partial

from django.http import HttpResponse
from rest_framework.response import Response

from integrations.vijaysales.defaults import DEFAULTS
from integrations.vijaysales.envelope import Refused, unprocessable
from integrations.vijaysales.fields import INDIA, moment, money
from integrations.vijaysales.reading import OrderView
from orders.facts.order import OrderFacts
from orders.invoices.archive import file_name, pdf
from orders.invoices.document import document, loaded
from orders.models import Invoice, Order
from orders.scope import EVERYTHING

PDF = "application/pdf"
ACCEPTED = {PDF: "pdf", "application/json": "json"}
FORMS = ("json", "pdf", "base64")
HEADS = {
    "cgst": "central",
    "sgst": "state",
    "utgst": "union_territory",
    "igst": "integrated",
    "cess": "cess",
}


class DownloadInvoice(OrderView):
    """One door for all forms; `Accept` chooses, `format` overrides it."""

    route = "invoice"
    form = "json"

    def get(self, request, order_id):
        """Download the invoice."""
        order = self.order(order_id)
        form = self._form(request)
        chosen = _chosen(order, request.query_params)
        if form == "json":
            return Response({"data": _json(order, chosen)})
        if len(chosen) > 1:
            text = "The order has several invoices: name one by invoiceId or packageId."
            raise unprocessable(9033, "INVOICE_AMBIGUOUS", text)
        return _paper(chosen[0], inside_json=form == "base64")

    def _form(self, request) -> str:
        if form := request.query_params.get("format"):
            if form not in FORMS:
                raise unprocessable(9011, "VALIDATION_FAILED", f"format: one of {FORMS}.")
            return form
        accepted = request.headers.get("accept", "").lower().split(",")
        named = (ACCEPTED.get(each.partition(";")[0].strip()) for each in accepted)
        return next(filter(None, named), self.form)


class DownloadPdf(DownloadInvoice):
    form = "pdf"


def _chosen(order: Order, query) -> list[Invoice]:
    found = OrderFacts(order, EVERYTHING).invoices
    if not found:
        text = "The order has no invoice yet."
        raise Refused(404, 9032, "INVOICE_NOT_AVAILABLE", text)
    if name := query.get("invoiceId"):
        found = [invoice for invoice in found if str(invoice.pk) == name]
    if name := query.get("packageId"):
        numbers = {package.pk: package.number for package in order.packages.all()}
        found = [invoice for invoice in found if numbers[invoice.package_id] == name]
    if not found:
        raise Refused(404, 101, "NOT_FOUND", "The order has no such invoice.")
    return found


def _json(order: Order, chosen: list[Invoice]) -> dict | list[dict]:
    rows = loaded().filter(pk__in=[invoice.pk for invoice in chosen]).order_by("pk")
    told = [_told(order, document(invoice)) for invoice in rows]
    return told[0] if len(told) == 1 else told


def _told(order: Order, facts: dict) -> dict:
    totals, amount = facts["totals"], partial(money, currency=facts["currency"])
    return {
        "invoiceId": str(facts["invoice_id"]),
        "number": facts["number"],
        "date": moment(datetime.combine(facts["date"], time(), INDIA)),
        "fy": facts["financial_year"],
        "sellerGstin": facts["seller_gstin"] or None,
        "buyerGstin": facts["buyer_gstin"] or None,
        "placeOfSupply": facts["place_of_supply"],
        "lines": [_line(line, amount) for line in facts["lines"]],
        "totals": {
            "taxableAmount": amount(totals["taxable"]),
            **{name: amount(totals[head]) for name, head in HEADS.items()},
            "roundOff": amount(totals["round_off"]),
            "total": amount(totals["total"]),
            "currency": facts["currency"],
        },
        "amountInWords": facts["amount_in_words"],
        "irn": facts["irn"] or DEFAULTS["invoice.irn"].value,
        "qrCode": facts["qr_code"] or DEFAULTS["invoice.qrCode"].value,
        "downloadUrl": (
            f"/api/vs/v1/orders/{order.pk}/invoice.pdf?invoiceId={facts['invoice_id']}"
        ),
    }


def _line(line: dict, amount: Callable[[Decimal], str]) -> dict:
    return {
        "lineNo": line["line_no"],
        "description": line["description"],
        "vanNo": line["sku"] or None,
        "hsn": line["hsn"],
        "quantity": line["quantity"],
        "unit": line["unit"],
        "unitPrice": amount(line["unit_price"] + line["discount"] / line["quantity"]),
        "discount": amount(line["discount"]),
        "taxableAmount": amount(line["taxable"]),
        "rate": money(line["rate"]),
        **{name: amount(line[head]) for name, head in HEADS.items()},
        "total": amount(line["total"]),
        "serialNumbers": line["serial_numbers"],
    }


def _paper(invoice: Invoice, *, inside_json: bool) -> HttpResponse | Response:
    content, name = pdf(invoice.pk), file_name(invoice)
    if inside_json:
        text = base64.b64encode(content).decode()
        return Response({"data": {"fileName": name, "contentType": PDF, "content": text}})
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = f'"{invoice.pk}"'
    answer["Cache-Control"] = "no-store"
    return answer
