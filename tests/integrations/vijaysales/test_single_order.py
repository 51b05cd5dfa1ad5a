"""One order whole: parties, money, packages, invoices and what happened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.vijaysales.fields import moment
from orders.models import Invoice, Order
from tests.integrations.vijaysales.arranged import (
    AT_NOON,
    CABLE,
    CANCEL,
    HOME,
    order_of,
    packed,
    placed,
    refusal,
    shipped,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]


def test_an_order_that_was_sent_is_told_whole(shop, vijay):
    business = {"gstin": " 27aapfu0939f1zv", "companyName": "Rao Ltd", "notes": "Ring twice"}
    customer = {"firstName": "Asha", "lastName": "Rao", "mobile": "9820012345",
                "email": "asha@example.com", "customerCode": "C-77"}  # fmt: skip
    told = placed(vijay, customer=customer, **business)
    order = order_of(told)
    package = shipped(order)
    order.refresh_from_db()
    invoice = Invoice.objects.get()

    answer = vijay.get("orders/VS-1").json()["data"]

    items = answer.pop("items")
    assert answer == {
        "orderId": str(order.pk),
        "orderNumber": "VS-1",
        "partnerOrderId": "VS-1",
        "status": "SHIPPED",
        "orderDate": told["orderDate"],
        "updatedAt": AT_NOON,
        "amounts": told["amounts"],
        "itemCount": 3,
        "customerName": "Asha Rao",
        "deliveryType": "HOME_DELIVERY",
        "customer": customer | {"mobile": "+919820012345"},
        "billingAddress": HOME,
        "shippingAddress": HOME,
        "gstin": "27AAPFU0939F1ZV",
        "companyName": "Rao Ltd",
        "payment": {
            "mode": "PREPAID", "instrument": "UPI", "transactionId": "T1", "amount": "140479.00",
        },
        "packages": [
            {
                "packageId": package.number,
                "status": "SHIPPED",
                "carrier": "BlueDart",
                "trackingNumber": "AWB-0001",
                "trackingUrl": None,
                "dispatchedAt": AT_NOON,
                "deliveredAt": None,
                "items": [
                    {"itemId": f"{order.pk}-1", "quantity": 2},
                    {"itemId": f"{order.pk}-2", "quantity": 1},
                ],
            }
        ],
        "invoices": [
            {
                "invoiceId": str(invoice.pk),
                "number": "MH1/2627/0000001",
                "date": AT_NOON,
                "total": "140479.00",
                "downloadUrl": f"/api/vs/v1/orders/{order.pk}/invoice?invoiceId={invoice.pk}",
            }
        ],
        "history": [
            {"status": "CONFIRMED", "at": moment(order.created_date)},
            {"status": "PACKED", "at": AT_NOON},
            {"status": "SHIPPED", "at": AT_NOON},
        ],
        "notes": "Ring twice",
    }  # fmt: skip
    assert items[0] == {
        "itemId": f"{order.pk}-1",
        "orderId": str(order.pk),
        "partnerOrderId": "VS-1",
        "lineId": "a",
        "vanNo": "245179",
        "name": "Phone",
        "hsn": "8517",
        "quantity": 2,
        "cancelledQuantity": 0,
        "unitPrice": "69990.00",
        "discount": "0.00",
        "taxRate": "18.00",
        "taxableAmount": "118668.52",
        "cgst": "10680.16",
        "sgst": "10680.16",
        "utgst": "0.00",
        "igst": "0.00",
        "total": "140028.84",
        "status": "SHIPPED",
        "locationCode": "MUM1",
        "packageId": package.number,
        "serialNumbers": [],
        "promisedBy": told["items"][0]["promisedBy"],
        "updatedAt": AT_NOON,
    }
    assert (items[1]["discount"], items[1]["total"]) == ("50.00", "450.16")


def test_an_order_is_found_by_each_of_its_names(shop, vijay):
    told = placed(vijay)
    whole = vijay.get(f"orders/{told['orderId']}").content

    for name in ("VS-1", "VS-1/", "VS-1?by=partnerOrderId", f"{told['orderId']}?by=orderId"):
        assert vijay.get(f"orders/{name}").content == whole
    for name in ("VS-1?by=orderId", f"{told['orderId']}?by=partnerOrderId"):
        assert refusal(vijay.get(f"orders/{name}")) == (404, 101, "NOT_FOUND")
    assert refusal(vijay.get("orders/VS-1?by=mood")) == (422, 9011, "VALIDATION_FAILED")


def test_our_id_comes_before_the_partners_own_unless_that_is_asked_for(shop, vijay):
    first = placed(vijay, items=[CABLE], shippingCharge=0, orderAmount="500")
    second = placed(vijay, items=[CABLE], shippingCharge=0, orderAmount="500",
                    partnerOrderId=first["orderId"])  # fmt: skip

    def number(query):
        return vijay.get(f"orders/{first['orderId']}{query}").json()["data"]["partnerOrderId"]

    assert number("") == "VS-1"
    assert number("?by=partnerOrderId") == second["partnerOrderId"]


@pytest.mark.parametrize(
    "name", ["VS-9", "0", "99999999", "9" * 64, "%00", "VS-1%00", "%F0%9F%98%80", "-1", "٣"]
)
def test_an_unknown_order_is_not_found_by_any_door(shop, vijay, name):
    placed(vijay)

    for method, path in [
        ("GET", f"orders/{name}"),
        ("GET", f"orders/{name}/status"),
        ("GET", f"orders/{name}/invoice"),
        ("GET", f"orders/{name}/invoice.pdf"),
        ("GET", f"orders/{name}/items/1-1"),
        ("GET", f"items/{name}"),
        ("POST", f"orders/{name}/cancel"),
    ]:
        answer = vijay.send(method, path, CANCEL if method == "POST" else None)
        assert refusal(answer) == (404, 101, "NOT_FOUND"), path


def test_an_order_of_many_lines_costs_the_statements_of_one(shop, vijay):
    placed(vijay, items=[CABLE], shippingCharge=0, orderAmount="500", partnerOrderId="A")
    placed(vijay)
    for order in Order.objects.all():
        packed(order)
    vijay.get("orders/A")
    with CaptureQueriesContext(connection) as small:
        vijay.get("orders/A?by=partnerOrderId")
    with CaptureQueriesContext(connection) as large:
        vijay.get("orders/VS-1?by=partnerOrderId")

    assert len(large) == len(small)
