"""An invoice, key by key (Uniware: Get Invoice Details page, and recorded answers)."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from django.db.models import QuerySet

from integrations.uniware import units, words
from integrations.uniware.defaults import complete
from orders.facts.payment import on_delivery
from orders.invoices import taxes
from orders.invoices.archive import credit_note_pdf, pdf
from orders.models import CreditNote, Invoice, InvoiceLine, InvoiceTax, Package

SUMS = {
    "discount": "discount_amount",
    "total": "total",
}
CHARGES = {
    "shippingCharges": taxes.CostHead.SHIPPING_CHARGES,
    "cashOnDeliveryCharges": taxes.CostHead.COD_CHARGES,
    "giftWrapCharges": taxes.CostHead.GIFT_WRAP_CHARGES,
}


def lines(invoice: Invoice) -> QuerySet:
    """Return the lines of an invoice with their taxes, alike ones together."""
    return invoice.lines.prefetch_related("taxes").order_by("sku", "net_amount", "tax_rate", "pk")


def render(package: Package, invoice: Invoice) -> dict:
    """Return the invoice of a package; its order is loaded."""
    own = {
        "code": invoice.number,
        "displayCode": invoice.number,
        "created": words.milliseconds(invoice.invoiced_at),
        "encodedInvoice": b64encode(pdf(invoice.pk)).decode(),
        "return": False,
    }
    return _rendered(package, invoice, list(lines(invoice))) | own


def render_credit_note(package: Package, note: CreditNote) -> dict:
    """Return a credit note in the shape of the invoice that it takes back."""
    own = {
        "code": note.number,
        "displayCode": note.number,
        "created": words.milliseconds(note.issued_at),
        "encodedInvoice": b64encode(credit_note_pdf(note.pk)).decode(),
        "return": True,
    }
    credited = lines(note.invoice).filter(credited_by__credit_note=note)
    return _rendered(package, note.invoice, list(credited)) | own


def _rendered(package: Package, invoice: Invoice, billed: Sequence[InvoiceLine]) -> dict:
    rows = [row for line in billed for row in taxes.of_line(line)]
    everything = _sums(billed)
    paid = not on_delivery(package.order)
    facts = {
        "shippingPackageCode": package.number,
        "totalQuantity": sum(line.quantity for line in billed),
        "paymentMode": "PREPAID" if paid else "COD",
        "sellingPrice": _net(billed),
        "subtotal": everything["total"] - _total(rows),
        "prepaidAmount": everything["total"] if paid else words.ZERO,
        "gstNumber": invoice.seller_gstin or None,
        "invoiceItems": [
            _item(list(alike), paid=paid) for _, alike in groupby(billed, key=_likeness)
        ],
    }
    return complete("invoice", facts | everything | _charges(rows) | _heads(rows))


def _likeness(line: InvoiceLine) -> tuple:
    return line.sku, line.net_amount, line.tax_rate


def _item(alike: Sequence[InvoiceLine], *, paid: bool) -> dict:
    first = alike[0]
    rows = [row for line in alike for row in taxes.of_line(line)]
    sums = _sums(alike)
    net = _net(alike)
    facts = {
        "itemSku": first.sku,
        "channelSku": first.sku,
        "sellerSku": first.sku,
        "itemName": first.name,
        "quantity": sum(line.quantity for line in alike),
        "unitPrice": _net([first]),
        "sellingPrice": net,
        "prepaidAmount": sums["total"] if paid else words.ZERO,
        "subtotal": sums["total"] - _total(rows),
        "totalTax": _total(rows),
        "taxPercentage": first.tax_rate or words.ZERO,
        "hsnCode": first.hsn_code or None,
    }
    facts |= sums | _charges(rows) | _heads(rows) | _rates(first)
    return complete("invoice.invoiceItems", facts)


def _sums(billed: Iterable[InvoiceLine]) -> dict[str, Decimal]:
    listed = list(billed)
    return {
        name: sum((getattr(line, column) for line in listed), words.ZERO)
        for name, column in SUMS.items()
    }


def _charges(rows: Sequence[InvoiceTax]) -> dict[str, Decimal]:
    """Return the charges without their tax, which is in the tax of the line already."""
    return {
        name: sum((row.taxable for row in rows if row.cost_head == head), words.ZERO)
        for name, head in CHARGES.items()
    }


def _net(billed: Iterable[InvoiceLine]) -> Decimal:
    """Return what the goods cost without their tax."""
    return sum((line.net_amount - _total(_goods(line)) for line in billed), words.ZERO)


def _goods(line: InvoiceLine) -> list[InvoiceTax]:
    return [row for row in taxes.of_line(line) if row.cost_head == taxes.CostHead.SELLING_PRICE]


def _heads(rows: Sequence[InvoiceTax]) -> dict[str, Decimal]:
    return {
        name: sum((getattr(row, column) for row in rows), words.ZERO)
        for column, name in units.HEADS.items()
    }


def _rates(line: InvoiceLine) -> dict[str, Decimal]:
    return {
        f"{name}Percentage": units.rate(_goods(line), column)
        for column, name in units.HEADS.items()
    }


def _total(rows: Iterable[InvoiceTax]) -> Decimal:
    return sum((getattr(row, head) for row in rows for head in units.HEADS), words.ZERO)
