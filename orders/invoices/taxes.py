"""The tax within every charge of a billed unit."""

from decimal import Decimal

from oms.core.currency import minor_unit
from orders import gst
from orders.models import Invoice, InvoiceLine, InvoiceTax

CostHead = InvoiceTax.CostHead
CHARGES = {
    CostHead.SELLING_PRICE: "net_amount",
    CostHead.SHIPPING_CHARGES: "shipping_charge",
    CostHead.COD_CHARGES: "cod_charge",
    CostHead.GIFT_WRAP_CHARGES: "gift_wrap_charge",
}


def rows(invoice: Invoice, line: InvoiceLine) -> list[InvoiceTax]:
    """
    Make the tax rows of a unit, not yet written: its price, and each charge that it bears.

    Charges are taxed at the rate of the goods; a unit without a rate has a row at nothing.
    """
    charges = {head: getattr(line, column) for head, column in CHARGES.items()}
    return [
        _row(invoice, line, head, gross)
        for head, gross in charges.items()
        if gross or head == CostHead.SELLING_PRICE
    ]


def of_line(line: InvoiceLine) -> list[InvoiceTax]:
    """Return a unit's tax rows in order; one billed before they were kept gets them reckoned."""
    if line.pk is None:
        return rows(line.invoice, line)
    kept = sorted(line.taxes.all(), key=lambda row: list(CHARGES).index(CostHead(row.cost_head)))
    return kept or rows(line.invoice, line)


def heads(row: InvoiceTax) -> gst.Heads:
    """Return the parts of one row, which can be added up."""
    return gst.Heads(row.taxable, row.integrated, row.central, row.state, row.union_territory)


def _row(invoice: Invoice, line: InvoiceLine, head: CostHead, gross: Decimal) -> InvoiceTax:
    rate = line.tax_rate or Decimal(0)
    unit, states = minor_unit(invoice.currency), (invoice.supplier_state, invoice.place_of_supply)
    parts = gst.split(gross, rate, *states, unit=unit)
    return InvoiceTax(line=line, cost_head=head, rate=rate, gross=gross, **vars(parts))
