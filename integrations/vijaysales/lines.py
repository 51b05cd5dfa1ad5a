"""Lines of an order: the units that were ordered together, with counts, tax and a status."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from integrations.vijaysales import words
from integrations.vijaysales.fields import moment, money
from oms.core.currency import minor_unit
from orders import gst
from orders.facts.promised_day import PROMISED
from orders.invoices import parties
from orders.models import InvoiceLine, Order, OrderItem, Package, StockLocation
from orders.models.promises import Mode

NOTHING = Decimal(0)
# As which a line is taxed that lies nowhere yet, and is promised from nowhere.
WITHIN_ONE_STATE = {"supplier_state": "DL", "place_of_supply": "DL"}


@dataclass
class Line:
    """The units that were ordered together."""

    order: Order
    number: int
    units: list[OrderItem] = field(default_factory=list)
    packages: dict[int, Package] = field(default_factory=dict)  # of each unit that lies in one

    @property
    def open(self) -> list[OrderItem]:
        """The units that were not cancelled."""
        return [unit for unit in self.units if unit.cancelled_at is None]

    @property
    def status(self) -> str:
        return words.least(self.status_of(unit) for unit in self.units)

    def status_of(self, unit: OrderItem) -> str:
        pickup = self.order.delivery_type == Mode.STORE_PICKUP
        return words.unit_status(unit, self.packages.get(unit.pk), pickup=pickup)

    def location(self) -> StockLocation | None:
        """Return where the line lies, or is promised to come from."""
        for unit in self.units:
            if package := self.packages.get(unit.pk):
                return package.stock_location
            if unit.reserved_stock:
                return unit.reserved_stock.location
        return None


def lines(order: Order) -> list[Line]:
    """Return the lines of a loaded order; a bundle's parent is none."""
    packages: Iterable[Any] = order.packages.all()  # `load` gives each what it holds
    holders = {content.order_item_id: package for package in packages for content in package.held}
    found: dict[int, Line] = {}
    for unit in order.orderitem_set.all():
        if unit.is_parent:
            continue
        line = found.setdefault(unit.line, Line(order, unit.line))
        line.units.append(unit)
        if unit.pk in holders:
            line.packages[unit.pk] = holders[unit.pk]
    return list(found.values())


def item(line: Line) -> dict:
    """Return a line; the tax is the invoices' where they exist, else what today's rate gives."""
    order, first, within = line.order, line.units[0], heads(line)
    amount = partial(money, currency=order.currency)
    location, package = line.location(), next(iter(line.packages.values()), None)
    return {
        "itemId": words.item_id(order, line.number),
        "orderId": str(order.pk),
        "partnerOrderId": order.number,
        "lineId": first.line_ref or None,
        "vanNo": first.product.sku,
        "name": first.product.name,
        "hsn": first.product.hsn_code,
        "quantity": len(line.units),
        "cancelledQuantity": len(line.units) - len(line.open),
        "unitPrice": amount(first.price),
        "discount": amount(sum((unit.discount_amount or NOTHING for unit in line.units), NOTHING)),
        "taxRate": money(_rate(first)),
        "taxableAmount": amount(within.taxable),
        "cgst": amount(within.central),
        "sgst": amount(within.state),
        "utgst": amount(within.union_territory),
        "igst": amount(within.integrated),
        "total": amount(sum(map(gross, line.units), NOTHING)),
        "status": line.status,
        "locationCode": location.erp_code if location else None,
        "packageId": package.number if package else None,
        "serialNumbers": [unit.serial_number for unit in line.units if unit.serial_number],
        "promisedBy": order.extra_field.get(PROMISED),
        "updatedAt": moment(max(unit.modified_date for unit in line.units)),
    }


def standing(order: Order) -> list:
    """Return the invoices of a loaded order that were not cancelled."""
    found = [getattr(package, "invoice", None) for package in order.packages.all()]
    return [invoice for invoice in found if invoice and invoice.cancelled_at is None]


def gross(unit: OrderItem) -> Decimal:
    """Return what the customer pays for a unit, with its share of the charges."""
    return sum(_parts(unit), NOTHING)


def _parts(unit: OrderItem) -> tuple[Decimal, ...]:
    """Return the goods and the charges apart, as an invoice taxes them."""
    return unit.net_amount, unit.shipping_charge, unit.cod_charge, unit.gift_wrap_charge


def _rate(unit):
    rate = unit.tax_rate if unit.tax_rate is not None else unit.product.gst_rate
    return rate or NOTHING


def heads(line: Line) -> gst.Heads:
    """Return the tax within a line, unit by unit: the unit is what tax is rounded on."""
    billed = _billed(line)
    total = gst.Heads(NOTHING)
    for unit in line.units:
        for within in billed.get(unit.pk) or _reckoned(line, unit):
            total += within
    return total


def _billed(line):
    found: dict[int, list[gst.Heads]] = {}
    for invoice in standing(line.order):
        billed: InvoiceLine
        for billed in invoice.lines.all():
            found[billed.order_item_id] = [
                gst.Heads(t.taxable, t.integrated, t.central, t.state, t.union_territory)
                for t in billed.taxes.all()
            ]
    return found


def _reckoned(line, unit):
    location = line.location()
    states = parties.supply(line.order, location) if location else WITHIN_ONE_STATE
    seller, place = states["supplier_state"], states["place_of_supply"]
    least = minor_unit(line.order.currency)
    parts = [part for part in _parts(unit) if part]
    return [gst.split(part, _rate(unit), seller, place, unit=least) for part in parts]
