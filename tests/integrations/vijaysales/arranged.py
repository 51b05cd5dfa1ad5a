"""What these tests arrange: placed orders, walked ones, a second shelf, and how refusals read."""

from decimal import Decimal

from django.utils import timezone

from orders.commands import packages
from orders.models import Mode, Order, OrderItem, ServiceArea, Stock
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.conftest import an_order

CANCEL = {"reasonCode": "CUSTOMER_REQUEST"}
PHONE = {"lineId": "a", "vanNo": "245179", "quantity": 1, "unitPrice": "69990.00"}
CABLE = {"lineId": "b", "vanNo": "C-1", "quantity": 1, "unitPrice": "500.00"}
ONE_PHONE = {"items": [PHONE], "shippingCharge": "0", "orderAmount": "69990.00"}
HOME = {
    "name": "Asha Rao", "line1": "12 Marine Drive", "line2": "Flat 4", "city": "Mumbai",
    "state": "MH", "pincode": "400001", "country": "IN", "mobile": "+919820012345",
}  # fmt: skip
AT_NOON = "2026-11-21T17:30:00+05:30"  # the NOON of the factories, as this dialect writes it
PICKUP = {"deliveryType": Mode.STORE_PICKUP, "storeCode": "MUM1", "shippingAddress": None}


def placed(caller, **changes) -> dict:
    """Place an order and return what was answered."""
    answer = caller.post("orders", an_order(**changes))
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def blocked(caller, *lines, reference="cart-1", **changes) -> dict:
    """Block (SKU, quantity) and return the block."""
    answer = caller.post("inventory/block", a_block(*lines, reference=reference, **changes))
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def a_block(*lines, reference="cart-1", **changes) -> dict:
    items = [{"vanNo": sku, "quantity": quantity} for sku, quantity in lines]
    return {"referenceId": reference, "pincode": "400001", "items": items} | changes


def order_of(told: dict) -> Order:
    return Order.objects.get(pk=told["orderId"])


def refusal(answer) -> tuple[int, int, str]:
    """Return status, code and symbol; the error is a plain string."""
    told = answer.json()
    assert isinstance(told["error"], str)
    assert list(told) == ["error", "code", "errorCode", "details", "requestId"]
    return answer.status_code, told["code"], told["errorCode"]


def shelf(product, location=None) -> tuple[int, int]:
    """Return how many pieces lie there, and how many of them are promised."""
    row = Stock.objects.get(product=product, **({"location": location} if location else {}))
    return row.on_hand, row.reserved


def second_location(shop, *stock, pincode="4000", **columns):
    """A location in Goa that serves the same place, with (product, pieces) on its shelf."""
    columns = {"erp_code": "GOA1", "name": "Goa One", "state_code": "GA"} | columns
    location = factories.location(seller_gstin="30AAACR5055K1ZK", invoice_series="GA1", **columns)
    ServiceArea.objects.create(location=location, pincode=pincode, lead_days=4)
    for product, pieces in stock:
        Stock.objects.create(
            product=product, location=location, on_hand=pieces, modified_date=timezone.now()
        )
    return location


def packed(order):
    package = order.packages.get()
    packages.pack(package.pk, by="test", at=NOON)
    return package


def shipped(order):
    package = packed(order)
    factories.ship(package, carrier=factories.cargo_company(name="BlueDart"))
    return package


def total(items, shipping="0") -> str:
    """Return the control total of lines."""
    lines = (item["quantity"] * Decimal(str(item["unitPrice"])) for item in items)
    return str(sum(lines, Decimal(shipping)))


def cancel(caller, *items, order="VS-1", **more):
    """Ask to cancel an order, or these lines of it."""
    body = CANCEL | ({"items": list(items)} if items else {}) | more
    return caller.post(f"orders/{order}/cancel", body)


def left() -> int:
    """Return how many units were not cancelled."""
    return OrderItem.objects.filter(cancelled_at=None).count()
