"""Lines of an order: the units that were ordered together, with counts, tax and a status."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from integrations.vijaysales import words
from integrations.vijaysales.fields import moment, money
from oms.core.currency import minor_unit
from orders import gst
from orders.facts import price, serial, tax_rate
from orders.facts.delivery import picked_up
from orders.facts.order import OrderFacts
from orders.facts.promised_day import promised_day
from orders.facts.units import lines as by_line
from orders.invoices import parties
from orders.models import InvoiceLine, Order, OrderItem, Package, StockLocation
from orders.scope import EVERYTHING

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
        package = self.packages.get(unit.pk)
        return words.unit_status(unit, package, pickup=picked_up(self.order))

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
    seen = OrderFacts(order, EVERYTHING)
    return [
        Line(order, n, units, {u.pk: seen.holders[u.pk] for u in units if u.pk in seen.holders})
        for n, units in by_line(seen.units).items()
    ]


def item(line: Line) -> dict:
    """Return a line; the tax is the invoices' where they exist, else what today's rate gives."""
    order, first, within = line.order, line.units[0], heads(line)
    day = promised_day(order)
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
        "unitPrice": amount(price.listed(first)),
        "discount": amount(sum((unit.discount or NOTHING for unit in line.units), NOTHING)),
        "taxRate": money(_rate(first)),
        "taxableAmount": amount(within.taxable),
        "cgst": amount(within.central),
        "sgst": amount(within.state),
        "utgst": amount(within.union_territory),
        "igst": amount(within.integrated),
        "total": amount(price.total(line.units)),
        "status": line.status,
        "locationCode": location.erp_code if location else None,
        "packageId": package.number if package else None,
        "serialNumbers": [n for n in map(serial.either, line.units) if n],
        "promisedBy": day and day.isoformat(),
        "updatedAt": moment(max(unit.modified_date for unit in line.units)),
    }


def _rate(unit):
    return tax_rate.rate(unit) or NOTHING


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
    for written in OrderFacts(line.order, EVERYTHING).invoices:
        billed: InvoiceLine
        for billed in written.lines.all():
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
    parts = [part for part in price.parts(unit) if part]
    return [gst.split(part, _rate(unit), seller, place, unit=least) for part in parts]
