"""What holds between the fields of Uniware's answers: money, addresses, packages and items."""

from collections.abc import Iterator
from decimal import Decimal

from integrations.conformance.asking import Answer
from integrations.conformance.cases import Facts
from integrations.conformance.shapes import differences
from integrations.conformance.uniware_shapes import CHARGES, GST, PAYMENT

DTO = "$.saleOrderDTO"
CENT = Decimal("0.01")


def money_of_units(answer: Answer, facts: Facts) -> Iterator[str]:
    """
    The two identities of the recorded units.

    The price without taxes is with them until there is an invoice, and without them after: with
    charges not even all of the unit's taxes, for some are of the charges.
    """
    for n, item in enumerate(answer.body["saleOrderDTO"]["saleOrderItems"]):
        where = f"{DTO}.saleOrderItems[{n}]"
        total = item["sellingPrice"] + sum(item[name] for name in CHARGES.split())
        if item["totalPrice"] != total:
            yield f"{where}.totalPrice: {item['totalPrice']}, but price and charges are {total}"
        if (untaxed := item.get("sellingPriceWithoutTaxesAndDiscount")) is not None:
            price = untaxed - item["discount"]
            tax = sum(item[name] for name in GST.split() if name.startswith("total"))
            charged = any(item[name] for name in CHARGES.split())
            off = item["sellingPrice"] - price
            if not (abs(off) <= CENT or abs(off - tax) <= CENT or charged and 0 <= off <= tax):
                yield f"{where}.sellingPrice: {item['sellingPrice']}, not {price}"


def money_of_packages(answer: Answer, facts: Facts) -> Iterator[str]:
    """What is to be collected is what the units cost and nobody paid yet."""
    order = answer.body["saleOrderDTO"]
    for n, package in enumerate(order["shippingPackages"]):
        held = _in_package(order, package)
        due = sum(item["totalPrice"] - item["prepaidAmount"] for item in held)
        if held and package["collectableAmount"] != due:
            found = package["collectableAmount"]
            yield f"{DTO}.shippingPackages[{n}].collectableAmount: {found}, not {due}"


def addresses_agree(answer: Answer, facts: Facts) -> Iterator[str]:
    """Billing comes first, shipping second; the units name one of them by a whole number."""
    order = answer.body["saleOrderDTO"]
    if order["billingAddress"] != order["addresses"][0]:
        yield f"{DTO}.addresses[0]: it is not the billing address"
    if len(order["addresses"]) > 2:
        yield f"{DTO}.addresses: there are more than billing and shipping"
    known = {address["id"] for address in order["addresses"]}
    for n, item in enumerate(order["saleOrderItems"]):
        if str(item["shippingAddressId"]) not in known:
            yield f"{DTO}.saleOrderItems[{n}].shippingAddressId: no address has this id"


def packages_agree(answer: Answer, facts: Facts) -> Iterator[str]:
    """Units and packages tell the same: which is in which, how many, in what state."""
    order = answer.body["saleOrderDTO"]
    states = {package["code"]: package["status"] for package in order["shippingPackages"]}
    for n, item in enumerate(order["saleOrderItems"]):
        code = item["shippingPackageCode"]
        if code and item["shippingPackageStatus"] != states.get(code):
            yield f"{DTO}.saleOrderItems[{n}].shippingPackageStatus: not that of its package"
    for n, package in enumerate(order["shippingPackages"]):
        where = f"{DTO}.shippingPackages[{n}]"
        inside = sum(item["quantity"] for item in package["items"].values())
        if package["noOfItems"] != inside:
            yield f"{where}.noOfItems: {package['noOfItems']}, but {inside} in items"
        if package["saleOrderCode"] != order["code"]:
            yield f"{where}.saleOrderCode: not that of the order"
        for sku, item in package["items"].items():
            if sku != item["itemSku"]:
                yield f"{where}.items.{sku}: the key is not its itemSku"


def one_unit_each(answer: Answer, facts: Facts) -> Iterator[str]:
    """A unit has a code of its own, and no quantity."""
    items = answer.body["saleOrderDTO"]["saleOrderItems"]
    if len({item["code"] for item in items}) != len(items):
        yield f"{DTO}.saleOrderItems: two have the same code"
    for n, item in enumerate(items):
        if "quantity" in item:
            yield f"{DTO}.saleOrderItems[{n}].quantity: one element is one unit"


def payment_shown(answer: Answer, facts: Facts) -> Iterator[str]:
    """The page prints an object and tells of a list: either will do."""
    found = answer.body["saleOrderDTO"]["paymentDetail"]
    shape = [PAYMENT] if isinstance(found, list) else PAYMENT
    yield from differences(found, shape, f"{DTO}.paymentDetail")


def payment_hidden(answer: Answer, facts: Facts) -> Iterator[str]:
    """Nobody asked for the payment."""
    if answer.body["saleOrderDTO"]["paymentDetail"] not in (None, []):
        yield f"{DTO}.paymentDetail: nobody asked for it"


def invoice_adds_up(answer: Answer, facts: Facts) -> Iterator[str]:
    """A line is its subtotal and its taxes; the quantities of the lines are the invoice's."""
    invoice, charges = answer.body["invoice"], CHARGES.split()
    taxes = ("integratedGst", "unionTerritoryGst", "stateGst", "centralGst")
    for n, item in enumerate(invoice["invoiceItems"]):
        where = f"$.invoice.invoiceItems[{n}]"
        tax = sum(item[name] for name in taxes)
        parts = (
            ["subtotal"] if any(item[name] for name in charges) else ["subtotal", "sellingPrice"]
        )
        for part in parts:
            if abs(item[part] + tax - item["total"]) > CENT:
                yield f"{where}.total: {item['total']}, but {part} and taxes {item[part] + tax}"
        if abs(item["totalTax"] - tax) > CENT:
            yield f"{where}.totalTax: {item['totalTax']}, not {tax}"
    quantity = sum(item["quantity"] for item in invoice["invoiceItems"])
    if invoice["totalQuantity"] != quantity:
        yield f"$.invoice.totalQuantity: {invoice['totalQuantity']}, not {quantity}"


def says(message: str, *, code: int | None = None, field: str | None = None):
    """The first error is this one."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        error = answer.body["errors"][0]
        if message and error["message"] != message:
            yield f"$.errors[0].message: {error['message']!r}, not {message!r}"
        if code is not None and error["code"] != code:
            yield f"$.errors[0].code: {error['code']}, not {code}"
        if field is not None and error["fieldName"] != field:
            yield f"$.errors[0].fieldName: {error['fieldName']!r}, not {field!r}"

    return check


def _in_package(order, package):
    return [
        item for item in order["saleOrderItems"] if item["shippingPackageCode"] == package["code"]
    ]
