"""
The body of a dispatch, key by key as on Uniware's POS page.

| key                          | our fact                                     | default        |
|------------------------------|----------------------------------------------|----------------|
| saleOrderID                  | order.code                                   |                |
| shipmentCode                 | package.number                               |                |
| orderDate                    | order.date_placed                            |                |
| orderStatus                  | COMPLETE once every unit has left            | PROCESSING     |
| channelCode                  | channel.name                                 |                |
| paymentType                  | COD where the courier collects the money     | PREPAID        |
| currencyCode                 | invoice.currency in upper case               |                |
| trackingNumber               | package.tracking_number                      |                |
| shippingProviderName         | carrier.name                                 |                |
| shippingCourierName          | carrier.shipping_company                     | carrier.name   |
| dispatchTime                 | package.shipped_at                           |                |
| facilityCode                 | location.erp_code                            |                |
| invoiceNumber, invoiceDate   | invoice.number, invoice.invoiced_at; the     |                |
|                              | hub's where the location's are elsewhere     | "", packed     |
| invoiceItems[]               | the lines of one SKU at one price and rate   |                |
| product, skuCode             | line.sku, as both are in the page's sample   |                |
| description, hsnCode         | line.name, line.hsn_code                     | ""             |
| quantity                     | how many lines, as text                      |                |
| bundleSku                    | the SKU of the bundle that the unit is of    | null           |
| bundleIdentifier             | the hub's key of that bundle in the order    | null           |
| orderItemId                  | the unit's code, as Uniware's calls name it  |                |
| serialNumber                 | line.serial_number, else its IMEI            | ""             |
| sellingPrice                 | line.net_amount, tax included                |                |
| cashOnDeliveryCharges        | line.cod_charge                              | 0              |
| shippingCharges              | line.shipping_charge                         | 0              |
| discount                     | line.discount_amount, taken off already      | 0              |
| totalPrice                   | line.total: the goods and every charge       |                |
| transferPrice                |                                              | 0              |
| giftWrapMessage              | unit.gift_wrap_message, else the order's     | null           |
|                              | gift_box_note                                |                |
| giftWrapCharges              | line.gift_wrap_charge                        | 0              |
| taxBreakUp[]                 | the tax rows of the units, summed            | 0              |
| costHead                     | SELLING_PRICE, SHIPPING_CHARGES always; ours |                |
|                              | if charged: CASH_ON_DELIVERY_CHARGES,        |                |
|                              | GIFT_WRAP_CHARGES, named as the two printed  |                |
| …Gst                         | what each head has of that charge            | 0              |
| …GstPercentage               | the rate of that head                        | 0              |
| addressLine1                 | the first line of address.line               | ""             |
| addressLine2                 | its other lines, then the names of district  | ""             |
|                              | and township                                 |                |
| city, country                | their names                                  | ""             |
| email, phone                 | the address's                                | the customer's |
| name                         | first and last name                          | company_name   |
| pincode                      | address.postcode                             | ""             |
| state                        | the two letters of an Indian state           | city.state_code |

Dates are UTC, to the second, and name no zone. Amounts are numbers.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import groupby

from django.db.models import QuerySet

from orders import gst
from orders.facts import carrier, gift, units
from orders.facts.payment import on_delivery
from orders.facts.person import email, name, phone
from orders.facts.place import Place
from orders.invoices import elsewhere, taxes
from orders.models import (
    Address,
    CreditNote,
    Customer,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Order,
    OrderItem,
    Package,
)
from orders.workflow import OrderStatus

CostHead = InvoiceTax.CostHead
Bundles = Mapping[int, OrderItem]
ALWAYS = {CostHead.SELLING_PRICE, CostHead.SHIPPING_CHARGES}
HEADS = {
    "integratedGst": "integrated",
    "unionTerritoryGst": "union_territory",
    "stateGst": "state",
    "centralGst": "central",
}
ZERO = Decimal(0)


def load(package_id: int) -> Package:
    """Fetch a package with everything that its body names."""
    return Package.objects.select_related(
        "order__channel", "order__customer", "carrier", "stock_location", "invoice"
    ).get(pk=package_id)


def render(package: Package, *, order_status: int | None = None) -> dict:
    """Return the whole body; `order_status` is the order's when the package left, if not now's."""
    order = package.order
    invoice, lines = _billed(package)
    status = order.state if order_status is None else order_status
    return {
        "saleOrderID": order.code,
        "shipmentCode": package.number,
        "orderDate": _moment(order.date_placed),
        "orderStatus": "COMPLETE" if status >= OrderStatus.SHIPPED else "PROCESSING",
        "channelCode": order.channel.name,
        "paymentType": "COD" if on_delivery(order) else "PREPAID",
        "currencyCode": invoice.currency.upper(),
        "trackingNumber": package.tracking_number,
        "shippingProviderName": carrier.provider(package),
        "shippingCourierName": carrier.courier(package),
        "dispatchTime": _moment(package.shipped_at),
        "facilityCode": package.stock_location.erp_code,
        "invoiceDetails": _invoice(invoice, lines, order),
        "shippingAddress": _address(package.destination, package.recipient),
        "billingAddress": _address(package.billed_to, package.recipient),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def return_invoice(note: CreditNote) -> dict:
    """Return a credit note as `returnInvoiceDetails`, which has the shape of `invoiceDetails`."""
    invoice = note.invoice
    credited = _loaded(invoice.lines.filter(credited_by__credit_note=note))
    return {
        "invoiceNumber": note.number,
        "invoiceDate": _moment(note.issued_at),
        "invoiceItems": _items(invoice, credited, invoice.package.order),
    }


def _billed(package: Package) -> tuple[Invoice, Iterable[InvoiceLine]]:
    """Return our invoice and its lines, or what stands for one where they are not ours."""
    if package.invoice is None:
        return elsewhere.described(package)
    return package.invoice, _loaded(package.invoice.lines.all())


def _loaded(lines: QuerySet[InvoiceLine]) -> QuerySet[InvoiceLine]:
    return lines.select_related("order_item").prefetch_related("taxes")


def _invoice(invoice: Invoice, lines: Iterable[InvoiceLine], order: Order) -> dict:
    return {
        "invoiceNumber": invoice.number,
        "invoiceDate": _moment(invoice.invoiced_at),
        "invoiceItems": _items(invoice, lines, order),
    }


def _items(invoice: Invoice, billed: Iterable[InvoiceLine], order: Order) -> list[dict]:
    every = list(order.orderitem_set.select_related("product"))
    called, bundles = units.codes(every), _bundles(every)
    lines = sorted(billed, key=partial(_likeness, bundles))
    alike = groupby(lines, key=partial(_price, bundles))
    return [_item(list(some), invoice, order, called, bundles) for _, some in alike]


def _bundles(every: Iterable[OrderItem]) -> Bundles:
    """Return the bundle that each unit is a part of, by the unit's key."""
    parents = {row.omnitron_id: row for row in every if row.is_parent}
    of = {row.pk: parents.get(row.parent_omnitron_id) for row in every}
    return {key: parent for key, parent in of.items() if parent}


def _price(bundles: Bundles, line: InvoiceLine) -> tuple:
    rate = -1 if line.tax_rate is None else line.tax_rate
    bundle = bundles.get(line.order_item_id)
    sku = bundle.product.sku if bundle else ""
    return line.sku, line.net_amount, line.discount_amount, rate, sku


def _likeness(bundles: Bundles, line: InvoiceLine) -> tuple:
    return *_price(bundles, line), line.order_item_id


def _item(
    lines: list[InvoiceLine],
    invoice: Invoice,
    order: Order,
    called: Mapping[int, str],
    bundles: Bundles,
) -> dict:
    first = lines[0]
    bundle = bundles.get(first.order_item_id)
    return {
        "product": first.sku,
        "description": first.name,
        "skuCode": first.sku,
        "hsnCode": first.hsn_code,
        "quantity": str(len(lines)),
        "bundleSku": bundle.product.sku if bundle else None,
        "orderItems": [
            _unit(line, order, called[line.order_item_id], bundles.get(line.order_item_id))
            for line in lines
        ],
        "taxBreakUp": list(_breakups(lines, invoice)),
    }


def _breakups(lines: list[InvoiceLine], invoice: Invoice) -> Iterable[dict]:
    """Yield the tax of each charge; the two that the page prints are told even of nothing."""
    rows = [row for line in lines for row in taxes.of_line(line)]
    rate = lines[0].tax_rate or ZERO
    shares = gst.rates(rate, invoice.supplier_state, invoice.place_of_supply)
    for head in taxes.CHARGES:
        found = [taxes.heads(row) for row in rows if row.cost_head == head]
        if not found and head not in ALWAYS:
            continue
        sums = sum(found, gst.Heads(ZERO))
        amounts = {name: getattr(sums, ours) for name, ours in HEADS.items()}
        rates = {f"{name}Percentage": getattr(shares, HEADS[name]) for name in reversed(HEADS)}
        yield {"costHead": head.value.upper(), **amounts, **rates}


def _unit(line: InvoiceLine, order: Order, code: str, bundle: OrderItem | None) -> dict:
    return {
        "orderItemId": code,
        "serialNumber": line.serial_number or line.imei,
        "orderItemPrice": {
            "cashOnDeliveryCharges": line.cod_charge,
            "sellingPrice": line.net_amount,
            "shippingCharges": line.shipping_charge,
            "discount": line.discount_amount,
            "totalPrice": line.total,
            "transferPrice": ZERO,
        },
        "giftWrap": {
            "giftWrapMessage": gift.message(line.order_item, order) or None,
            "giftWrapCharges": line.gift_wrap_charge,
        },
        "bundleIdentifier": str(bundle.omnitron_id) if bundle else None,
    }


def _address(address: Address, customer: Customer) -> dict:
    place, person = Place(address), (address, customer)
    return {
        "addressLine1": place.first_line,
        "addressLine2": place.other_lines,
        "city": place.city,
        "country": place.country_name,
        "email": email(*person),
        "name": name(*person),
        "phone": phone(*person),
        "pincode": place.pin,
        "state": place.state,
    }
