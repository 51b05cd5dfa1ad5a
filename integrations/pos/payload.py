"""
The body of a dispatch, key by key as on Uniware's POS page.

| key                          | our fact                                     | default        |
|------------------------------|----------------------------------------------|----------------|
| saleOrderID                  | order.code                                   |                |
| shipmentCode                 | package.number                               |                |
| orderDate                    | order.date_placed                            |                |
| orderStatus                  | COMPLETE once every unit has left            | PROCESSING     |
| channelCode                  | channel.name                                 |                |
| paymentType                  | COD for pay_on_delivery and cod              | PREPAID        |
| currencyCode                 | invoice.currency in upper case               |                |
| trackingNumber               | package.tracking_number                      |                |
| shippingProviderName         | carrier.name                                 |                |
| shippingCourierName          | carrier.shipping_company                     | carrier.name   |
| dispatchTime                 | package.shipped_at                           |                |
| facilityCode                 | location.erp_code                            |                |
| invoiceNumber, invoiceDate   | invoice.number, invoice.invoiced_at          |                |
| invoiceItems[]               | the lines of one SKU at one price and rate   |                |
| product, skuCode             | line.sku, as both are in the page's sample   |                |
| description, hsnCode         | line.name, line.hsn_code                     | ""             |
| quantity                     | how many lines, as text                      |                |
| bundleSku, bundleIdentifier  |                                              | null           |
| orderItemId                  | our id of the unit, as text                  |                |
| serialNumber                 | unit.serial_number                           | ""             |
| sellingPrice                 | line.net_amount, tax included                |                |
| cashOnDeliveryCharges        | line.cod_charge                              | 0              |
| shippingCharges              | line.shipping_charge                         | 0              |
| discount                     | line.discount_amount, taken off already      | 0              |
| totalPrice                   | line.total: the goods and every charge       |                |
| transferPrice                |                                              | 0              |
| giftWrapMessage              | unit.gift_wrap_message                       | null           |
| giftWrapCharges              | line.gift_wrap_charge                        | 0              |
| taxBreakUp[]                 | line.tax_rate within goods and shipping      | 0              |
| addressLine1                 | address.line                                 |                |
| addressLine2                 | names of district and township               | ""             |
| city, country                | their names                                  | ""             |
| email, phone                 | the address's                                | the customer's |
| name                         | first and last name                          | company_name   |
| pincode, state               | address.postcode, city.state_code            | ""             |

Dates are UTC, to the second, and name no zone. Amounts are numbers.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby

from integrations.pos import gst
from orders.models import Address, InvoiceLine, Order, Package
from orders.workflow import OrderStatus

ON_DELIVERY = frozenset({"pay_on_delivery", "cod"})
ZERO = Decimal(0)


def load(package_id: int) -> Package:
    """Fetch a package with everything that its body names."""
    return Package.objects.select_related(
        "order__channel", "order__customer", "carrier", "stock_location", "invoice"
    ).get(pk=package_id)


def render(package: Package, *, order_status: int | None = None) -> dict:
    """Return the whole body; `order_status` is the order's when the package left, if not now's."""
    order = package.order
    status = order.state if order_status is None else order_status
    return {
        "saleOrderID": order.code,
        "shipmentCode": package.number,
        "orderDate": _moment(order.date_placed),
        "orderStatus": "COMPLETE" if status >= OrderStatus.SHIPPED else "PROCESSING",
        "channelCode": order.channel.name,
        "paymentType": "COD" if order.payment_type.lower() in ON_DELIVERY else "PREPAID",
        "currencyCode": package.invoice.currency.upper(),
        "trackingNumber": package.tracking_number,
        "shippingProviderName": package.carrier.name,
        "shippingCourierName": package.carrier.shipping_company or package.carrier.name,
        "dispatchTime": _moment(package.shipped_at),
        "facilityCode": package.stock_location.erp_code,
        "invoiceDetails": _invoice(package.invoice),
        "shippingAddress": _address(order.shipping_address, order),
        "billingAddress": _address(order.billing_address, order),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _invoice(invoice) -> dict:
    lines = sorted(invoice.lines.select_related("order_item"), key=_likeness)
    states = {"seller": invoice.supplier_state, "buyer": invoice.place_of_supply}
    return {
        "invoiceNumber": invoice.number,
        "invoiceDate": _moment(invoice.invoiced_at),
        "invoiceItems": [_item(list(alike), states) for _, alike in groupby(lines, key=_price)],
    }


def _price(line: InvoiceLine) -> tuple:
    rate = -1 if line.tax_rate is None else line.tax_rate
    return line.sku, line.net_amount, line.discount_amount, rate


def _likeness(line: InvoiceLine) -> tuple:
    return *_price(line), line.order_item_id


def _item(lines: list[InvoiceLine], states: dict) -> dict:
    first = lines[0]
    return {
        "product": first.sku,
        "description": first.name,
        "skuCode": first.sku,
        "hsnCode": first.hsn_code,
        "quantity": str(len(lines)),
        "bundleSku": None,
        "orderItems": [_unit(line) for line in lines],
        "taxBreakUp": [
            gst.breakup(head, sum(amounts, Decimal(0)), rate=first.tax_rate, **states)
            for head, amounts in _heads(lines)
        ],
    }


def _heads(lines: list[InvoiceLine]) -> Iterable[tuple[str, list[Decimal]]]:
    yield "SELLING_PRICE", [line.net_amount for line in lines]
    yield "SHIPPING_CHARGES", [line.shipping_charge for line in lines]


def _unit(line: InvoiceLine) -> dict:
    return {
        "orderItemId": str(line.order_item_id),
        "serialNumber": line.order_item.serial_number,
        "orderItemPrice": {
            "cashOnDeliveryCharges": line.cod_charge,
            "sellingPrice": line.net_amount,
            "shippingCharges": line.shipping_charge,
            "discount": line.discount_amount,
            "totalPrice": line.total,
            "transferPrice": ZERO,
        },
        "giftWrap": {
            "giftWrapMessage": line.order_item.gift_wrap_message or None,
            "giftWrapCharges": line.gift_wrap_charge,
        },
        "bundleIdentifier": None,
    }


def _address(address: Address, order: Order) -> dict:
    city, customer = address.city, order.customer
    country = address.country or (city and city.country)
    places = [place.name for place in (address.district, address.township) if place]
    return {
        "addressLine1": address.line,
        "addressLine2": ", ".join(places),
        "city": city.name if city else "",
        "country": country.name if country else "",
        "email": address.email or customer.email,
        "name": f"{address.first_name} {address.last_name}".strip() or address.company_name,
        "phone": address.phone_number or customer.phone_number or "",
        "pincode": address.postcode or "",
        "state": city.state_code if city else "",
    }
