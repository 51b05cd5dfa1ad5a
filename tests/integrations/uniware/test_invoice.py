"""The invoice of a package: its keys and types, its sums, and a package that has none."""

from base64 import b64decode
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orders.commands import packages
from orders.commands.credit_notes import withdraw
from orders.commands.locking import lock_for_package
from orders.invoices import archive
from orders.models import InvoiceTax
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import differences, exact, golden
from tests.integrations.uniware.speech import refusal

pytestmark = pytest.mark.django_db
PATH = "/invoice/details/get"
CHARGES = ("shippingCharges", "cashOnDeliveryCharges", "giftWrapCharges")
HEADS = ("integratedGst", "unionTerritoryGst", "stateGst", "centralGst")


@pytest.fixture
def get(api):
    """Ask for the invoice of a package as a partner who sees everything."""
    client = api()

    def shown(package):
        body = exact(client.post(PATH, {"shippingPackageCode": package.number}))
        assert body["successful"] is True, body
        return body["invoice"]

    return shown


def test_an_answer_has_every_key_and_type_of_the_contract(api):
    client = api()
    for package in (arranged.taxed(), arranged.taxed(at="", payment_type="cod")):
        body = exact(client.post(PATH, {"shippingPackageCode": package.number}))
        assert differences(body, golden("invoice_details")["answer"]) == []


def test_a_unit_of_four_hundred_is_what_a_recorded_invoice_shows(get):
    items = arranged.units("KURTA", net_amount=Decimal("400.00"), discount_amount=None)
    package = factories.package(state=PackageStatus.PACKED, items=items)

    shown = get(package)

    (line,) = shown["invoiceItems"]
    assert (line["unitPrice"], line["sellingPrice"]) == (Decimal("338.98"), Decimal("338.98"))
    assert (line["centralGst"], line["stateGst"]) == (Decimal("30.51"), Decimal("30.51"))
    assert (line["centralGstPercentage"], line["stateGstPercentage"]) == (9, 9)
    assert (line["total"], line["totalTax"]) == (400, Decimal("61.02"))
    assert (line["itemSku"], line["hsnCode"], line["quantity"]) == ("KURTA", "6204", 1)
    assert (line["taxPercentage"], line["prepaidAmount"]) == (18, 400)
    assert (shown["code"], shown["total"]) == (package.invoice.number, 400)
    assert shown["created"] == 1795262400000
    assert (shown["paymentMode"], shown["prepaidAmount"]) == ("PREPAID", 400)


def test_units_of_one_sku_and_price_are_one_item_with_a_quantity(get):
    dear = arranged.units("KURTA", net_amount=Decimal("300"))
    cheap = [factories.item(product=dear[0].product) for _ in range(2)]
    package = factories.package(state=PackageStatus.PACKED, items=[*dear, *cheap])

    shown = get(package)

    assert [(i["itemSku"], i["quantity"], i["total"]) for i in shown["invoiceItems"]] == [
        ("KURTA", 2, 500),
        ("KURTA", 1, 300),
    ]
    assert shown["totalQuantity"] == 3


def test_every_sum_of_an_invoice_holds(get):
    for at, to in (("MH", factories.DELHI), ("MH", factories.MUMBAI), ("CH", arranged.CHANDIGARH)):
        package = arranged.taxed(at=at, to=to, billing_address=factories.address())

        shown = get(package)

        lines = shown["invoiceItems"]
        assert shown["total"] == package.invoice.total == sum(i["total"] for i in lines)
        for one in (shown, *lines):
            assert one["subtotal"] + sum(one[head] for head in HEADS) == one["total"]
        for key in (*HEADS, "sellingPrice", "shippingCharges", "cashOnDeliveryCharges", "discount"):
            assert shown[key] == sum(line[key] for line in lines)
        for line in lines:
            assert line["totalTax"] == sum(line[head] for head in HEADS)
            assert line["sellingPrice"] == line["unitPrice"] * line["quantity"]


def test_what_a_client_adds_up_is_the_total(get):
    for at, to in (("MH", factories.DELHI), ("MH", factories.MUMBAI), ("CH", arranged.CHANDIGARH)):
        dear = arranged.units("KURTA", net_amount=Decimal("1999.99"))
        cheap = [factories.item(product=dear[0].product) for _ in range(2)]
        package = arranged.taxed(at=at, to=to, items=[*dear, *cheap], payment_type="cod")

        shown = get(package)

        added = sum(line["unitPrice"] * line["quantity"] for line in shown["invoiceItems"])
        added += sum(line[name] for line in shown["invoiceItems"] for name in (*HEADS, *CHARGES))
        assert added == shown["total"] == package.invoice.total
        for one in (shown, *shown["invoiceItems"]):
            assert one["sellingPrice"] + sum(one[name] for name in CHARGES) == one["subtotal"]


def test_a_charge_of_an_invoice_is_without_its_tax(get):
    package = arranged.taxed(items=arranged.units("KURTA"), billing_address=factories.address())

    shown = get(package)

    assert {name: shown[name] for name in CHARGES} == {
        "shippingCharges": Decimal("33.91"),
        "cashOnDeliveryCharges": Decimal("21.18"),
        "giftWrapCharges": Decimal("8.48"),
    }


def test_on_delivery_nothing_was_paid_before(get):
    shown = get(arranged.taxed(payment_type="cod"))

    assert (shown["paymentMode"], shown["prepaidAmount"]) == ("COD", 0)
    assert {line["prepaidAmount"] for line in shown["invoiceItems"]} == {0}


def test_the_document_is_what_is_kept_of_it(get):
    package = factories.package(state=PackageStatus.PACKED)

    document = b64decode(get(package)["encodedInvoice"], validate=True)

    assert document.startswith(b"%PDF-")
    assert document == archive.pdf(package.invoice.pk)


def test_an_invoice_of_before_its_tax_was_kept_shows_its_tax(get, get_order):
    package = factories.package(state=PackageStatus.PACKED)
    order = package.order
    before = get(package), get_order(order)["saleOrderItems"]

    InvoiceTax.objects.filter(line__invoice__package=package).delete()

    assert (get(package), get_order(order)["saleOrderItems"]) == before
    assert before[0]["centralGst"] == before[1][0]["totalCentralGst"] == Decimal("19.07")


def test_a_package_that_is_not_invoiced_is_a_400_in_the_frame(api):
    waiting = factories.package()
    cancelled = factories.package(state=PackageStatus.PACKED)
    packages.cancel(cancelled.pk, reason="torn", by="test", at=NOON)
    client = api()

    for package in (waiting, cancelled):
        answer = client.post(PATH, {"shippingPackageCode": package.number})
        said = answer.json()
        assert answer.status_code == 400
        assert (said["successful"], said["invoice"]) == (False, None)
        (error,) = said["errors"]
        assert (error["code"], error["message"]) == (10056, "INVOICE_NOT_GENERATED")
        assert error["description"] == "The package is not invoiced"


def test_the_invoice_of_a_sale_is_never_told_as_that_of_its_return(api):
    package, client = factories.package(state=PackageStatus.RETURNED), api()

    sale = client.ask(PATH, {"shippingPackageCode": package.number, "return": False})
    returned = client.post(PATH, {"shippingPackageCode": package.number, "return": True})

    assert (sale["invoice"]["shippingPackageCode"], sale["invoice"]["return"]) == (
        package.number,
        False,
    )
    assert (returned.status_code, returned.json()["invoice"]) == (400, None)
    assert refusal(returned.json()) == (
        10056,
        "INVOICE_NOT_GENERATED",
        None,
        "The return of a package is not invoiced",
    )


def test_the_credit_note_of_a_package_is_told_as_the_invoice_of_its_return(api):
    package, client = factories.package(state=PackageStatus.SHIPPED), api()
    with transaction.atomic():
        dossier = lock_for_package(package.pk)
        note = withdraw(dossier, dossier.package(package.pk), by="test", at=NOON, reason="x")

    sale = client.post(PATH, {"shippingPackageCode": package.number})
    back = client.ask(PATH, {"shippingPackageCode": package.number, "return": True})["invoice"]

    assert (back["return"], back["code"], back["displayCode"]) == (True, note.number, note.number)
    assert (back["total"], back["totalQuantity"]) == (package.invoice.total, 1)
    assert b64decode(back["encodedInvoice"]) == archive.credit_note_pdf(note.pk)
    assert (sale.status_code, sale.json()["invoice"]) == (400, None)  # nothing stands any more


def test_an_unknown_package_is_a_failure(api):
    said = api().ask(PATH, {"shippingPackageCode": "no such package"})

    assert (said["successful"], said["invoice"]) == (False, None)
    assert said["errors"][0]["message"] == "INVALID_SHIPPING_PACKAGE_CODE"


def test_seven_lines_cost_the_statements_of_one(api):
    client, costs = api(), []
    client.ask(PATH, {"shippingPackageCode": "x"})
    for number in (1, 7):
        package = arranged.taxed(items=arranged.units(*[f"S{n}" for n in range(number)]))
        with CaptureQueriesContext(connection) as log:
            client.ask(PATH, {"shippingPackageCode": package.number})
        costs.append(len(log))

    assert costs[0] == costs[1]
