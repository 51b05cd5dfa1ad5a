"""A partner's whole day: asked, blocked, ordered, packed, billed, shipped, told, refused."""

import pytest

from orders.commands import packages
from orders.models import Invoice, Order, Stock
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.conftest import an_order

pytestmark = pytest.mark.django_db


def shelf(product):
    row = Stock.objects.get(product=product)
    return row.on_hand, row.reserved


def test_a_partners_whole_day(shop, vijay):
    asked = vijay.get("serviceability?pincode=400001&vanNo=245179,C-1").json()["data"]
    assert {sku: told["isServiceable"] for sku, told in asked.items()} == {
        "245179": True,
        "C-1": True,
    }

    lines = [{"vanNo": "245179", "quantity": 2}, {"vanNo": "C-1", "quantity": 1}]
    block = vijay.post(
        "inventory/block", {"referenceId": "cart-1", "pincode": "400001", "items": lines}
    ).json()["data"]
    assert block["status"] == "ACTIVE"
    assert shelf(shop.phone) == (3, 2)

    answer = vijay.post("orders", an_order(blockId=block["blockId"]))
    assert answer.status_code == 200, answer.content
    placed = answer.json()["data"]
    assert (placed["status"], placed["amounts"]["total"]) == ("CONFIRMED", "140479.00")
    assert shelf(shop.phone) == (3, 2)

    order = Order.objects.get(pk=placed["orderId"])
    package = order.packages.get()
    assert package.stock_location == shop.location
    packages.pack(package.pk, by="test", at=NOON)
    invoice = Invoice.objects.get(package=package)
    assert invoice.number.startswith("MH1/")

    facts = vijay.get(f"orders/{order.pk}/invoice", accept="application/json").json()["data"]
    assert facts["totals"]["total"] == "140479.00"
    paper = vijay.get(f"orders/{order.pk}/invoice.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:5] == b"%PDF-"
    assert vijay.get(f"orders/{order.pk}/invoice.pdf").content == paper.content

    carrier = factories.cargo_company()
    packages.ship(package.pk, carrier=carrier.pk, tracking_number="AWB0001", by="test", at=NOON)
    assert shelf(shop.phone) == (1, 0)
    status = vijay.get(f"orders/{order.pk}/status").json()["data"]
    assert (status["status"], status["tracking"][0]["trackingNumber"]) == ("SHIPPED", "AWB0001")

    refused = vijay.post(f"orders/{order.pk}/cancel", {"reasonCode": "CUSTOMER_REQUEST"})
    assert (refused.status_code, refused.json()["errorCode"]) == (422, "NOT_CANCELLABLE")

    packages.deliver(package.pk, by="test", at=NOON)
    assert vijay.get(f"orders/{order.pk}/status").json()["data"]["status"] == "DELIVERED"
    packages.take_back(package.pk, reason="Too heavy", by="test", at=NOON)
    assert (shelf(shop.phone), shelf(shop.cable)) == ((3, 0), (10, 0))
    whole = vijay.get(f"orders/{order.pk}").json()["data"]
    assert (whole["status"], whole["packages"][0]["status"]) == ("RETURNED", "RETURNED")
    assert {item["status"] for item in whole["items"]} == {"RETURNED"}
    steps = ["CONFIRMED", "PACKED", "SHIPPED", "DELIVERED", "RETURNED"]
    assert [step["status"] for step in whole["history"]] == steps
    assert [told["number"] for told in whole["invoices"]] == [invoice.number]
    assert vijay.get(f"orders/{order.pk}/invoice.pdf").content == paper.content
    again = vijay.post("orders", an_order(blockId=block["blockId"]))
    assert again.json()["data"] == placed
