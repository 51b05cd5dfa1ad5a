"""What stands in small letters beneath the goods of a line: SKU, discount, serial numbers."""

from textwrap import wrap

from orders.invoices.words import grouped

SERIALS = 1000  # characters in one row: a row taller than a page could not be set


def first(line: dict, currency: str) -> list[str]:
    """Return what stands in the row of the line itself."""
    sku = [f"SKU {line['sku']}"] if line["sku"] else []
    return sku + _discount(line, currency) + _serials(line)[:1]


def further(line: dict) -> list[str]:
    """Return what goes on in rows of its own: the serial numbers of many units."""
    return _serials(line)[1:]


def _discount(line: dict, currency: str) -> list[str]:
    """Record a discount in the invoice, without which tax would be due on it too."""
    if not line["discount"]:
        return []
    off = line["discount"] / line["quantity"]
    before, less = (grouped(each, currency) for each in (line["unit_price"] + off, off))
    return [f"Unit price {before} less discount {less}"]


def _serials(line: dict) -> list[str]:
    told = f"Serial no. {', '.join(line['serial_numbers'])}"
    return wrap(told, SERIALS) if line["serial_numbers"] else []
