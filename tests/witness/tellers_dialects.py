"""The three dialects: what each says of every order, in its own words."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from orders.models import Invoice, Order, Package, StockLocation
from tests.witness import doors
from tests.witness.doors import XSTAK, answered
from tests.witness.recording import Teller
from tests.witness.world import World

UNIWARE = Teller(
    "uniware_order",
    r"^saleOrderDTO\.(status|cod|currencyCode|customerGSTIN)$|^successful$"
    r"|^saleOrderDTO\.addresses\[\d\]\.(name|state|country|pincode)$"
    r"|saleOrderItems\[\d+\]\.(statusCode|totalPrice|shippingMethodCode|packageCode)$"
    r"|shippingPackages\[\d+\]\.(status|shippingMethod)$",
)
UNIWARE_PACKAGE = Teller(
    "uniware_package",
    r"\.(statusCode|shippingMethod|collectableAmount|trackingNumber)$",
    frozenset({"W002", "W008", "W011", "W012"}),
)
UNIWARE_INVOICE = Teller(
    "uniware_invoice", r"^invoice\.(code|subtotal)$|\.(taxPercentage|total|(integrated|state)Gst)$"
)
XSTAK_ORDERS = Teller(
    "xstak_orders",
    r"\.(status|state|tax|total|shipping|discount|paymentType|currency)$"
    r"|shippingAddress\.(name|postcode|province|country)$|items\[\d+\]\.(price|quantity|\w*tax\w*)$",
)
VS = Teller(
    "vijaysales_order",
    r"^order\.data\.(status|deliveryType|gstin|amounts\.(total|tax|shipping\w*)"
    r"|shippingAddress\.(name|state|pincode|country)|items\[\d+\]\.(status|taxRate|total)"
    r"|packages\[\d+\]\.status|payment\.\w+)$|http$",
)
VS_INVOICE = Teller(
    "vijaysales_invoice", r"\.(number|total|placeOfSupply\.code|rate|amountInWords|roundOff)$|http$"
)
PAGE = {"searchOptions": {"displayLength": 500}}
Said = Iterator[tuple[Teller, str, Any]]


def tell(world: World) -> Said:
    """Yield what each dialect says of each order."""
    yield from _uniware(world)
    yield from _xstak(world)
    yield from _vijaysales(world)


def _uniware(world) -> Said:
    post = doors.uniware(world.house)
    month = {"fromDate": "2025-11-02", "toDate": "2025-12-01"}
    found = answered(post("oms/saleOrder/search", {**PAGE, **month}))
    headers = {row["code"]: row for row in found["elements"]}
    yield UNIWARE, "search", {**found, "elements": None, "line": list(headers)}
    invoiced = set(Invoice.objects.values_list("package__number", flat=True))
    for code in Order.objects.order_by("pk").values_list("code", flat=True):
        asked = {"code": code, "paymentDetailRequired": True}
        header = {"header": headers.get(code)} if code in world.whole else {}
        yield UNIWARE, code, answered(post("oms/saleorder/get", asked)) | header
    for number, code in Package.objects.order_by("pk").values_list("number", "order__code"):
        named = {"shippingPackageCode": number}
        if code in world.whole:
            details = post("oms/shippingPackage/getShippingPackageDetails", named)
            yield UNIWARE_PACKAGE, number, answered(details)
        if number in invoiced or code in world.whole:
            yield UNIWARE_INVOICE, number, answered(post("invoice/details/get", named))


def _xstak(world) -> Said:
    client, found = doors.xstak(world.house), defaultdict(dict)
    for place in StockLocation.objects.order_by("pk"):
        asked = {"order_status": "all", "locationId": str(place.pk), "size": "100"}
        asked["start_date"] = "2025-01-01T00:00:00Z"
        for page in range(1, 9):
            answer = answered(client.get(XSTAK, asked | {"page": str(page)}))
            for row in answer["orders"]:
                found[row["channelOrderId"]][place.erp_code] = row
            if page == 1 and place.erp_code == "MUM1":
                yield XSTAK_ORDERS, "the page", {k: v for k, v in answer.items() if k != "orders"}
            if len(answer["orders"]) < 100:
                break
    for code in sorted(found):
        yield XSTAK_ORDERS, code, found[code]


def _vijaysales(world) -> Said:
    own, every = (doors.vijaysales(world.house, who) for who in ("vijaysales", "vijaysales_all"))
    rows = list(Order.objects.order_by("pk").values_list("pk", "code", "channel_id"))
    statuses = {}
    for start in range(0, len(rows), 100):
        asked = {"orderIds": [str(pk) for pk, _code, _channel in rows[start : start + 100]]}
        for send in (own, every):
            for told in answered(send("POST", "orders/status", asked))["data"]:
                statuses[told["orderId"]] = told
    invoiced = set(Invoice.objects.values_list("package__order_id", flat=True))
    for pk, code, channel in rows:
        send = own if channel == world.house.placed.pk else every
        order = answered(send("GET", f"orders/{pk}"))
        yield VS, code, {"order": order, "status": statuses.get(str(pk))}
        if pk in invoiced:
            yield VS_INVOICE, code, answered(send("GET", f"orders/{pk}/invoice?format=json"))
