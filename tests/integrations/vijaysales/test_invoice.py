"""The invoice: as facts to the paisa, as a PDF that never changes, and as a PDF within JSON."""

import base64
from decimal import Decimal

import pytest

from orders.commands import packages
from orders.models import Invoice, Package
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CABLE,
    PHONE,
    PICKUP,
    order_of,
    packed,
    placed,
    refusal,
    second_location,
)
from tests.integrations.vijaysales.conftest import ADDRESS

pytestmark = pytest.mark.django_db
JSON, PDF = {"accept": "application/json"}, {"accept": "application/pdf"}
DOOR = "orders/VS-1/invoice"


def test_an_invoice_is_told_whole(shop, vijay):
    order = order_of(placed(vijay, gstin="27AAPFU0939F1ZV", companyName="Rao Ltd"))
    packed(order)
    invoice = Invoice.objects.get()

    answer = vijay.get(DOOR, **JSON)

    none = {"utgst": "0.00", "igst": "0.00", "cess": "0.00"}
    assert answer.json() == {
        "data": {
            "invoiceId": str(invoice.pk),
            "number": "MH1/2627/0000001",
            "date": "2026-11-21T00:00:00+05:30",
            "fy": "2627",
            "sellerGstin": "27AAPFU0939F1ZV",
            "buyerGstin": "27AAPFU0939F1ZV",
            "placeOfSupply": {"code": "27", "name": "Maharashtra"},
            "lines": [
                {
                    "lineNo": 1, "description": "Phone", "vanNo": "245179", "hsn": "8517",
                    "quantity": 2, "unit": "NOS", "unitPrice": "69990.00", "discount": "0.00",
                    "taxableAmount": "118627.12", "rate": "18.00", "cgst": "10676.44",
                    "sgst": "10676.44", **none, "total": "139980.00", "serialNumbers": [],
                },
                {
                    "lineNo": 2, "description": "Cable", "vanNo": "C-1", "hsn": "8544",
                    "quantity": 1, "unit": "NOS", "unitPrice": "500.00", "discount": "50.00",
                    "taxableAmount": "381.36", "rate": "18.00", "cgst": "34.32", "sgst": "34.32",
                    **none, "total": "450.00", "serialNumbers": [],
                },
                *shipping(answer),
            ],
            "totals": {
                "taxableAmount": "119050.02", "cgst": "10714.49", "sgst": "10714.49", **none,
                "roundOff": "0.00", "total": "140479.00", "currency": "INR",
            },
            "amountInWords": answer.json()["data"]["amountInWords"],
            "irn": None,
            "qrCode": None,
            "downloadUrl": f"/api/vs/v1/orders/{order.pk}/invoice.pdf?invoiceId={invoice.pk}",
        }
    }  # fmt: skip
    assert "One Lakh Forty Thousand Four Hundred" in answer.json()["data"]["amountInWords"]


def shipping(answer):
    """The charges are lines of their own; their sum is the shipping of the order."""
    lines = answer.json()["data"]["lines"][2:]
    assert [line["description"] for line in lines] == ["Shipping charges"] * len(lines)
    assert sum(Decimal(line["total"]) for line in lines) == 49
    return lines


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        (DOOR, "application/pdf", "application/pdf"),
        (DOOR, "*/*", "application/json"),
        (DOOR, None, "application/json"),
        (DOOR, "application/json, application/pdf;q=0.5", "application/json"),
        (DOOR, "Application/PDF;q=1, application/json", "application/pdf"),
        (f"{DOOR}?format=pdf", "application/json", "application/pdf"),
        (f"{DOOR}?format=json", "application/pdf", "application/json"),
        (f"{DOOR}.pdf", None, "application/pdf"),
        (f"{DOOR}.pdf", "*/*", "application/pdf"),
        (f"{DOOR}.pdf", "text/html", "application/pdf"),
        (f"{DOOR}.pdf", "application/json", "application/json"),
        (f"{DOOR}.pdf?format=json", None, "application/json"),
    ],
)
def test_the_form_is_what_was_asked_for(shop, vijay, path, accept, kind):
    packed(order_of(placed(vijay)))

    answer = vijay.get(path, accept=accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Cache-Control"] == "no-store"


def test_the_pdf_is_the_same_bytes_on_each_download_and_in_base64(shop, vijay):
    packed(order_of(placed(vijay)))

    first, again = (vijay.get(f"{DOOR}.pdf") for _ in range(2))
    inside = vijay.get(f"{DOOR}?format=base64").json()["data"]

    assert first.content[:5] == b"%PDF-"
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert first["Content-Disposition"] == 'attachment; filename="MH1-2627-0000001.pdf"'
    assert base64.b64decode(inside.pop("content")) == first.content
    assert inside == {"fileName": "MH1-2627-0000001.pdf", "contentType": "application/pdf"}
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize("path", [DOOR, f"{DOOR}.pdf", f"{DOOR}?format=base64"])
def test_before_it_is_packed_an_order_has_no_invoice_and_the_error_is_json(shop, vijay, path):
    placed(vijay)

    answer = vijay.get(path, **PDF)

    assert refusal(answer) == (404, 9032, "INVOICE_NOT_AVAILABLE")
    assert answer["Content-Type"] == "application/json"
    assert Invoice.objects.count() == 0


def test_an_unknown_form_is_refused(shop, vijay):
    packed(order_of(placed(vijay)))

    assert refusal(vijay.get(f"{DOOR}?format=xml")) == (422, 9011, "VALIDATION_FAILED")


def test_of_several_invoices_one_is_named_or_all_are_listed(shop, vijay):
    second_location(shop, (shop.phone, 5))
    lines = [PHONE | {"quantity": 4}, CABLE]
    order = order_of(placed(vijay, items=lines, shippingCharge=0, orderAmount="280460"))
    for package in order.packages.order_by("pk"):
        packages.pack(package.pk, by="test", at=NOON)
    home, away = Invoice.objects.order_by("pk")

    listed = vijay.get(DOOR, **JSON).json()["data"]
    assert [told["number"] for told in listed] == ["MH1/2627/0000001", "GA1/2627/0000001"]
    assert [told["totals"]["total"] for told in listed] == ["500.00", "279960.00"]
    assert listed[1]["totals"]["igst"] == "42705.76"
    for path in (f"{DOOR}.pdf", f"{DOOR}?format=base64"):
        assert refusal(vijay.get(path)) == (422, 9033, "INVOICE_AMBIGUOUS")

    number = Package.objects.get(pk=away.package_id).number
    for query in (f"invoiceId={away.pk}", f"packageId={number}"):
        assert vijay.get(f"{DOOR}?{query}", **JSON).json()["data"] == listed[1]
        paper = vijay.get(f"{DOOR}.pdf?{query}")
        assert paper["Content-Disposition"] == 'attachment; filename="GA1-2627-0000001.pdf"'
    for query in ("invoiceId=0", "packageId=P", f"invoiceId={home.pk}&packageId={number}"):
        assert refusal(vijay.get(f"{DOOR}.pdf?{query}", **PDF)) == (404, 101, "NOT_FOUND")


def test_an_invoice_of_a_package_that_was_cancelled_is_none(shop, vijay):
    package = packed(order_of(placed(vijay)))
    packages.cancel(package.pk, reason="torn", by="test", at=NOON)

    assert refusal(vijay.get(DOOR)) == (404, 9032, "INVOICE_NOT_AVAILABLE")
    assert vijay.get("orders/VS-1").json()["data"]["invoices"] == []


@pytest.mark.parametrize(
    ("changes", "place", "igst", "cgst"),
    [
        ({}, "27", "0.00", "5338.22"),
        ({"shippingAddress": ADDRESS | {"state": "Goa"}}, "30", "10676.44", "0.00"),
        (PICKUP | {"billingAddress": ADDRESS | {"state": "Goa"}}, "30", "10676.44", "0.00"),
        (PICKUP, "27", "0.00", "5338.22"),
        ({"gstin": "30AAACR5055K1ZK", "companyName": "Rao Ltd"}, "30", "10676.44", "0.00"),
        ({"gstin": "27AAPFU0939F1ZV", "companyName": "Rao Ltd",
          "shippingAddress": ADDRESS | {"state": "KA"}}, "27", "0.00", "5338.22"),
    ],
    ids=["home", "to Goa", "fetched by Goa", "fetched", "Goa's firm", "ship-to Karnataka"],
)  # fmt: skip
def test_the_place_of_supply_decides_the_heads(shop, vijay, changes, place, igst, cgst):
    only = {"items": [PHONE], "shippingCharge": 0, "orderAmount": 69990}
    order = order_of(placed(vijay, **only | changes))
    before = vijay.get("orders/VS-1").json()["data"]["items"][0]
    packed(order)

    told = vijay.get(DOOR, **JSON).json()["data"]

    assert told["placeOfSupply"]["code"] == place
    assert (told["totals"]["igst"], told["totals"]["cgst"], told["totals"]["sgst"]) == (
        igst,
        cgst,
        cgst,
    )
    assert told["totals"]["taxableAmount"] == "59313.56"
    (item,) = vijay.get("orders/VS-1").json()["data"]["items"]
    for shown in (before, item):
        assert (shown["igst"], shown["cgst"], shown["sgst"]) == (igst, cgst, cgst)
