"""The billed line of a unit, not yet written."""

from orders.facts import price, serial, tax_rate
from orders.models import Invoice, InvoiceLine, OrderItem


def line(invoice: Invoice, unit: OrderItem) -> InvoiceLine:
    """Return what an invoice says of a unit, as the unit and its product are now."""
    product = unit.product
    return InvoiceLine(
        invoice=invoice,
        order_item=unit,
        sku=product.sku,
        name=product.name,
        hsn_code=product.hsn_code,
        serial_number=serial.number(unit),
        imei=unit.packed_imei,
        seal=unit.packed_seal,
        net_amount=unit.goods,
        discount_amount=unit.discount or 0,
        shipping_charge=unit.shipping_charge,
        cod_charge=unit.cod_charge,
        gift_wrap_charge=unit.gift_wrap_charge,
        tax_rate=tax_rate.rate(unit),
        total=price.gross(unit),
    )
