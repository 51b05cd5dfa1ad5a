"""The body of a dispatch as Uniware's page prints it, and what is wrong with one that differs."""

from collections.abc import Iterator

from integrations.sandbox import pos_rules as rules

PRICE = dict.fromkeys(
    (
        "cashOnDeliveryCharges",
        "sellingPrice",
        "shippingCharges",
        "discount",
        "totalPrice",
        "transferPrice",
    ),
    rules.number,
)
GIFT_WRAP = {"giftWrapMessage": rules.text_or_null, "giftWrapCharges": rules.number}
ORDER_ITEM = {
    "orderItemId": rules.filled,
    "serialNumber": rules.text,
    "orderItemPrice": rules.object_of(PRICE),
    "giftWrap": rules.object_of(GIFT_WRAP),
    "bundleIdentifier": rules.text_or_null,
}
COST_HEADS = ("SELLING_PRICE", "SHIPPING_CHARGES")
OTHER_HEADS = ("CASH_ON_DELIVERY_CHARGES", "GIFT_WRAP_CHARGES")  # the page prints two, names no end
TAX = {
    "costHead": rules.one_of(*COST_HEADS, *OTHER_HEADS),
    "integratedGst": rules.number,
    "unionTerritoryGst": rules.number,
    "stateGst": rules.number,
    "centralGst": rules.number,
    "centralGstPercentage": rules.number,
    "stateGstPercentage": rules.number,
    "unionTerritoryGstPercentage": rules.number,
    "integratedGstPercentage": rules.number,
}
INVOICE_ITEM = {
    "product": rules.filled,
    "description": rules.text,
    "skuCode": rules.filled,
    "hsnCode": rules.text,
    "quantity": rules.filled,
    "bundleSku": rules.text_or_null,
    "orderItems": rules.array_of(ORDER_ITEM),
    "taxBreakUp": rules.array_of(TAX),
}
INVOICE = {
    "invoiceNumber": rules.filled,
    "invoiceDate": rules.date,
    "invoiceItems": rules.array_of(INVOICE_ITEM),
}
ADDRESS = {
    "addressLine1": rules.filled,
    "addressLine2": rules.text,
    "city": rules.filled,
    "country": rules.filled,
    "email": rules.text,
    "name": rules.filled,
    "phone": rules.text,
    "pincode": rules.text,
    "state": rules.text,
}
BODY = {
    "saleOrderID": rules.filled,
    "shipmentCode": rules.filled,
    "orderDate": rules.date,
    "orderStatus": rules.one_of("CREATED", "PROCESSING", "COMPLETE"),
    "channelCode": rules.filled,
    "paymentType": rules.one_of("PREPAID", "COD"),
    "currencyCode": rules.currency,
    "trackingNumber": rules.filled,
    "shippingProviderName": rules.filled,
    "shippingCourierName": rules.filled,
    "dispatchTime": rules.date,
    "facilityCode": rules.filled,
    "invoiceDetails": rules.object_of(INVOICE),
    "shippingAddress": rules.object_of(ADDRESS),
    "billingAddress": rules.object_of(ADDRESS),
}


def check(body: object, code: str) -> Iterator[tuple[str, str]]:
    """Yield (field, complaint) for everything that makes this no dispatch of shipment `code`."""
    yield from rules.object_of(BODY)("", body)
    if isinstance(body, dict):
        yield from _agreements(body, code)


def _agreements(body, code):
    if "shipmentCode" in body and body["shipmentCode"] != code:
        yield "shipmentCode", "differs from the code in the path"
    invoice = body.get("invoiceDetails")
    items = invoice.get("invoiceItems") if isinstance(invoice, dict) else None
    for n, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield from _item_agreements(f"invoiceDetails.invoiceItems[{n}]", item)
    for key in ("shippingAddress", "billingAddress"):
        if isinstance(address := body.get(key), dict) and _short_pincode(address):
            yield f"{key}.pincode", "must have at least 6 digits in India"


def _item_agreements(where, item):
    quantity, units, taxes = (item.get(key) for key in ("quantity", "orderItems", "taxBreakUp"))
    comparable = isinstance(quantity, str) and isinstance(units, list)
    if comparable and quantity and units and quantity != str(len(units)):
        yield f"{where}.quantity", "must be the number of orderItems, as a string"
    if isinstance(taxes, list):
        heads = [tax.get("costHead") for tax in taxes if isinstance(tax, dict)]
        known = all(head in (*COST_HEADS, *OTHER_HEADS) for head in heads)
        once = len(set(heads)) == len(heads)
        if known and not (once and set(COST_HEADS) <= set(heads)):
            yield f"{where}.taxBreakUp", f"must have {' and '.join(COST_HEADS)}, each head once"


def _short_pincode(address):
    indian = str(address.get("country", "")).upper() in ("IN", "INDIA")
    return indian and sum(letter.isdigit() for letter in str(address.get("pincode", "000000"))) < 6
