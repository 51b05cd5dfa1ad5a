"""An invoice as facts: what its paper says, for whoever prints or reshapes it."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from orders import gst
from orders.invoices import parties, taxes
from orders.invoices.calendar import day_of
from orders.invoices.words import in_words
from orders.models import Invoice, InvoiceLine, InvoiceTax

CostHead = InvoiceTax.CostHead
Charged = tuple[InvoiceLine, InvoiceTax]
CHARGED_FOR = {
    CostHead.SHIPPING_CHARGES: "Shipping charges",
    CostHead.COD_CHARGES: "Cash on delivery charges",
    CostHead.GIFT_WRAP_CHARGES: "Gift wrap charges",
}
INVOICE, CREDIT_NOTE = "invoice", "credit_note"
PIECES, OTHERS = "NOS", "OTH"  # unit quantity codes


def loaded() -> QuerySet[Invoice]:
    """Return the invoices with what `document` reads of one whose parties were kept."""
    lines = InvoiceLine.objects.select_related("order_item").order_by("order_item__line", "pk")
    return Invoice.objects.select_related("package__order", "location").prefetch_related(
        Prefetch("lines", lines), "lines__taxes"
    )


def document(invoice: Invoice) -> dict:
    """
    Return all that the invoice says.

    The amounts are frozen: later changes of names, prices and rates do not reach them.
    """
    return described(invoice, list(invoice.lines.all()), invoice.total)


def described(invoice: Invoice, billed: list[InvoiceLine], due: Decimal) -> dict:
    """
    Return what a paper says that bills these units of an invoice, or that takes them back.

    `lines` are the goods, units of one order line at one price together, then the charges; the
    amounts of a line are the sums of what was rounded for each unit. Money is Decimal.
    """
    order = invoice.package.order
    lines = list(_lines(invoice, billed))
    total = sum((line["total"] for line in lines), Decimal(0))
    return {
        "kind": INVOICE,
        "invoice_id": invoice.pk,
        "number": invoice.number,
        "date": day_of(invoice),
        "financial_year": invoice.financial_year,
        "order_code": order.code,
        "order_number": order.number,
        "package_number": invoice.package.number,
        "currency": invoice.currency.upper(),
        **(invoice.parties or parties.freeze(order, invoice.location)),
        "seller_gstin": invoice.seller_gstin,
        "buyer_gstin": invoice.buyer_gstin,
        "place_of_supply": _place(invoice),
        "reverse_charge": False,
        "missing_rates": _missing_rates(invoice, billed),
        "lines": [{"line_no": n, **line} for n, line in enumerate(lines, start=1)],
        "totals": _totals(lines) | {"round_off": due - total, "total": due},
        "amount_in_words": in_words(due, invoice.currency.upper()),
        "irn": None,
        "qr_code": None,
    }


def _missing_rates(invoice: Invoice, billed: list[InvoiceLine]) -> list[str]:
    """Return the SKUs of a registered seller that had no tax rate, which is not a rate of 0."""
    lines = billed if invoice.seller_gstin else []
    return sorted({line.sku for line in lines if line.tax_rate is None})


def _place(invoice: Invoice) -> dict | None:
    place = gst.state(invoice.place_of_supply)
    return {"code": place.code, "name": place.name} if place else None


def _lines(invoice: Invoice, billed: list[InvoiceLine]) -> Iterable[dict]:
    charged = [(line, row) for line in billed for row in taxes.of_line(line)]
    goods = [pair for pair in charged if pair[1].cost_head == CostHead.SELLING_PRICE]
    for _, units in _together(goods, _likeness):
        yield _goods(invoice, units)
    charges = [pair for pair in charged if pair[1].cost_head in CHARGED_FOR]
    for _, parts in _together(charges, _kind):
        yield _charge(invoice, parts)


def _together(pairs: list[Charged], key) -> Iterable[tuple[tuple, list[Charged]]]:
    return ((name, list(alike)) for name, alike in groupby(sorted(pairs, key=key), key))


def _likeness(pair: Charged) -> tuple:
    line, row = pair
    unrated = line.tax_rate is None
    return line.order_item.line, line.sku, line.net_amount, row.rate, unrated, line.discount_amount


def _kind(pair: Charged) -> tuple:
    line, row = pair
    head = list(CHARGED_FOR).index(CostHead(row.cost_head))
    return head, line.hsn_code, row.rate, line.tax_rate is None


def _goods(invoice: Invoice, units: list[Charged]) -> dict:
    first = units[0][0]
    serials = [number for line, _ in units for number in (line.serial_number, line.imei)]
    return {
        "cost_head": CostHead.SELLING_PRICE.value,
        "line": first.order_item.line,
        "description": first.name,
        "sku": first.sku,
        "quantity": len(units),
        "unit": PIECES,
        "unit_price": first.net_amount,
        "discount": sum(line.discount_amount for line, _ in units),
        "serial_numbers": [serial for serial in serials if serial],
        **_amounts(invoice, units),
    }


def _charge(invoice: Invoice, parts: list[Charged]) -> dict:
    head = CostHead(parts[0][1].cost_head)
    amounts = _amounts(invoice, parts)
    return {
        "cost_head": head.value,
        "line": None,
        "description": CHARGED_FOR[head],
        "sku": "",
        "quantity": 1,
        "unit": OTHERS,
        "unit_price": amounts["total"],
        "discount": Decimal("0.00"),
        "serial_numbers": [],
        **amounts,
    }


def _amounts(invoice: Invoice, parts: list[Charged]) -> dict:
    line, row = parts[0]
    shares = gst.rates(row.rate, invoice.supplier_state, invoice.place_of_supply)
    sums = sum((taxes.heads(row) for _, row in parts), gst.Heads(Decimal("0.00")))
    return {
        "hsn": line.hsn_code,
        "rate": row.rate,
        "rated": line.tax_rate is not None,
        **vars(sums),
        **{f"{head}_rate": share for head, share in vars(shares).items()},
        "cess": Decimal("0.00"),
        "total": sum(row.gross for _, row in parts),
    }


def _totals(lines: list[dict]) -> dict:
    summed = {
        head: sum((line[head] for line in lines), Decimal("0.00"))
        for head in ("taxable", "integrated", "central", "state", "union_territory", "cess")
    }
    pieces = sum(line["quantity"] for line in lines if line["unit"] == PIECES)
    return {"quantity": pieces, **summed}
