"""One unit of an order, key by key (Uniware: Get Sale Order page, and recorded answers)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from integrations.uniware import words
from integrations.uniware.defaults import complete
from orders.facts import appearance, gift, payment, price, serial, tax_rate
from orders.models import InvoiceTax, Order, OrderItem, Package

PATH = "saleOrderDTO.saleOrderItems"


def render(
    unit: OrderItem,
    *,
    order: Order,
    package: Package | None,
    code: str,
    bundle: str | None,
    cancellable: bool,
    taxes: Iterable[InvoiceTax],
) -> dict:
    """
    Return one element of saleOrderItems.

    `package` is the live one that the unit lies in, `bundle` the SKU of what it is a part of, and
    `taxes` the rows of its invoice: without an invoice every tax is 0.
    """
    facts = _place(package) | _goods(unit) | _state(unit, package)
    rows = list(taxes)
    facts |= _money(unit, order) | tax(rows) | _untaxed(unit, rows)
    facts |= {
        "id": unit.pk,
        "code": code,
        "channelSaleOrderItemCode": code,
        "shippingAddressId": package.destination.pk if package else order.shipping_address_id,
        "shippingMethodCode": words.method_code(order),
        "cancellable": cancellable,
        "onHold": order.held_at is not None,
        "saleOrderItemAlternateId": unit.line_ref or None,
        "bundleSkuCode": bundle,
    }
    return complete(PATH, facts)


def tax(rows: list[InvoiceTax]) -> dict:
    """Return the tax of a unit: the amounts over all its charges, the rates of its goods."""
    goods = [row for row in rows if row.cost_head == InvoiceTax.CostHead.SELLING_PRICE]
    shipping = [row for row in rows if row.cost_head == InvoiceTax.CostHead.SHIPPING_CHARGES]
    facts = {}
    for column, name in HEADS.items():
        facts[f"total{name[0].upper()}{name[1:]}"] = sum(
            (getattr(row, column) for row in rows), words.ZERO
        )
        facts[f"{name}Percentage"] = rate(goods, column)
    return facts | {"shippingChargeTaxPercentage": shipping[0].rate if shipping else words.ZERO}


def rate(rows: list[InvoiceTax], column: str) -> Decimal:
    """Return at which rate a head is taxed: between states the whole, within one half each."""
    if not rows or not getattr(rows[0], column):
        return words.ZERO
    return rows[0].rate if column == "integrated" else rows[0].rate / 2


DETAILS = ("itemSealId", "SerialNumber", "Imei")
HEADS = {
    "integrated": "integratedGst",
    "union_territory": "unionTerritoryGst",
    "state": "stateGst",
    "central": "centralGst",
}


def _place(package: Package | None) -> dict:
    location = package.stock_location if package else None
    return {
        "shippingPackageCode": package.number if package else None,
        "shippingPackageStatus": words.PACKAGE[package.state] if package else None,
        "facilityCode": location.erp_code if location else None,
        "facilityName": location.name if location else None,
    }


def _goods(unit: Any) -> dict:
    product, details = unit.product, _details(unit)
    return {
        "itemName": product.name,
        "itemSku": product.sku,
        "sellerSkuCode": product.sku,
        "channelProductId": product.sku,
        "imageUrl": appearance.picture(unit, unit.product_image),
        "color": appearance.color(product),
        "brand": appearance.brand(product),
        "size": appearance.size(product),
        "hsnCode": product.hsn_code or None,
        "itemDetailFields": details or None,
        "itemDetailsKey": ",".join(n for n in DETAILS if details.get(n)) or None,
    }


def _details(unit: OrderItem) -> dict:
    """Return what was read from the piece, each null where it has none; nothing without any."""
    known = {
        "SerialNumber": serial.number(unit) or None,
        "itemSealId": unit.packed_seal or None,
        "Imei": unit.packed_imei or None,
    }
    return known if any(known.values()) else {}


def _state(unit: OrderItem, package: Package | None) -> dict:
    return {
        "statusCode": words.unit_status(unit, package),
        "cancellationReason": unit.cancel_reason or None,
        "created": words.milliseconds(unit.created_date),
        "updated": words.milliseconds(unit.modified_date),
    }


def _money(unit: OrderItem, order: Order) -> dict:
    rate = tax_rate.rate(unit)
    return {
        "totalPrice": price.gross(unit),
        "sellingPrice": unit.goods,
        "discount": unit.discount or words.ZERO,
        "shippingCharges": unit.shipping_charge,
        "cashOnDeliveryCharges": unit.cod_charge,
        "giftWrap": gift.wrapped(unit, order),
        "giftWrapCharges": unit.gift_wrap_charge,
        "giftMessage": gift.message(unit, order) or None,
        "prepaidAmount": payment.paid(order, [unit]),
        "taxPercentage": words.ZERO if rate is None else rate,
        "maxRetailPrice": unit.price if unit.retail_price is None else unit.retail_price,
    }


def _untaxed(unit: OrderItem, rows: list[InvoiceTax]) -> dict:
    """Return the price before its discount: with its tax, which leaves it with the invoice."""
    goods = [row for row in rows if row.cost_head == InvoiceTax.CostHead.SELLING_PRICE]
    taxed = sum((getattr(row, head) for row in goods for head in HEADS), words.ZERO)
    before = unit.goods + (unit.discount or words.ZERO)
    return {"sellingPriceWithoutTaxesAndDiscount": before - taxed}
