"""What is printed: invoices as they are kept, labels, several at once, and what is no PDF."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from orders.commands import packages
from orders.invoices import archive
from orders.models import Invoice, StockLocation
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.speech import framed, refusal

pytestmark = pytest.mark.django_db
REST = "/services/rest/v1"
INVOICE = "/oms/invoice/show"
LABEL = "/oms/shipment/show"
QUERY = {INVOICE: "invoiceCodes", LABEL: "shippingPackageCodes"}


def ask(desk, path, *codes, **headers):
    return desk.client.get(f"{REST}{path}", {QUERY[path]: ",".join(codes)}, headers=headers)


def pages(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


def told(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return refusal(answer.json())


@pytest.fixture
def packed(db):
    shop = factories.channel()
    return [
        factories.package(state=PackageStatus.PACKED, order=factories.order(channel=shop))
        for _ in range(2)
    ]


def test_one_invoice_is_byte_for_byte_what_is_kept(desk, packed):
    first = packed[0].invoice

    answers = [ask(desk, INVOICE, first.number) for _ in range(2)]

    assert answers[0].content == answers[1].content == archive.pdf(first.pk)
    assert first.number in pages(answers[0])[0]


def test_several_invoices_are_one_pdf_in_the_order_of_their_codes(desk, packed):
    one, two = (package.invoice.number for package in packed)

    answer = ask(desk, INVOICE, f" {two}", one, two, "")

    found = pages(answer)
    assert len(found) == 2
    assert f"Invoice {two}" in found[0]
    assert f"Invoice {one}" in found[1]
    assert ask(desk, INVOICE, two, one).content == answer.content


def test_a_label_tells_where_a_package_goes_and_what_is_to_be_collected(desk):
    package = arranged.taxed(payment_type="cod")

    (label,) = pages(ask(desk, LABEL, package.number))

    for fact in (
        *("BlueDart", "AWB-0009", package.number, package.order.number, "Asha Rao", "12 Hill Road"),
        *("Mumbai 400059", "collect INR 825.01", "2 × KURTA", "1 × SARI", package.invoice.number),
    ):
        assert fact in label
    dto = desk.ask(
        "/oms/shippingPackage/getShippingPackageDetails", {"shippingPackageCode": package.number}
    )["shippingPackageDetailDTO"]
    assert dto["collectableAmount"] == 825.01


def test_a_package_without_a_carrier_has_a_label_too_and_a_paid_one_collects_nothing(desk):
    package = factories.package()

    (label,) = pages(ask(desk, LABEL, package.number))

    assert "No carrier yet" in label
    assert "PREPAID: collect nothing" in label


def test_several_labels_are_one_pdf_in_the_order_of_their_codes(desk, packed):
    one, two = (package.number for package in packed)

    found = pages(ask(desk, LABEL, two, one))

    assert [f"Package {two}" in found[0], f"Package {one}" in found[1]] == [True, True]
    assert len(found) == 2


@pytest.mark.parametrize("accept", ["application/pdf", "text/html", "application/json"])
@pytest.mark.parametrize("path", [INVOICE, LABEL])
def test_whatever_a_client_accepts_it_gets_a_pdf_or_a_failure_in_json(desk, packed, path, accept):
    code = packed[0].invoice.number if path == INVOICE else packed[0].number

    assert len(pages(ask(desk, path, code, accept=accept))) == 1
    assert told(ask(desk, path, "none", accept=accept))[3] == (
        "Invalid code at position 1: there is none"
    )


def test_of_an_unknown_code_nothing_is_printed_and_its_position_is_told(desk, packed):
    one, two = packed

    invoice = told(ask(desk, INVOICE, one.invoice.number, "no such invoice"))
    label = told(ask(desk, LABEL, one.number, "no such package", two.number))

    said = "Invalid code at position 2: there is none"
    assert invoice == (900001, "INVALID_INVOICE_CODE", None, said)
    assert label == (20012, "INVALID_SHIPPING_PACKAGE_CODE", None, said)


@pytest.mark.parametrize("path", [INVOICE, LABEL])
def test_the_codes_must_be_there_and_not_too_many(desk, path):
    name = QUERY[path]

    for nothing in ((), ("", " ")):
        assert told(ask(desk, path, *nothing))[:3] == (1001, "MISSING_REQUIRED_PARAMETERS", name)
    for much in ([str(n) for n in range(51)], ["x" * 181]):
        assert told(ask(desk, path, *much))[:3] == (100085, "INVALID_API_REQUEST", name)
    assert told(ask(desk, path, *(str(n) for n in range(50))))[0] != 100085


def test_a_cancelled_invoice_and_package_are_not_printed(desk, packed):
    package = packed[0]
    number = package.invoice.number
    packages.cancel(package.pk, reason="torn", by="test", at=NOON)

    assert told(ask(desk, INVOICE, number))[1] == "INVALID_INVOICE_CODE"
    assert told(ask(desk, LABEL, package.number))[1] == "INVALID_PACKAGE_STATE"


@pytest.mark.parametrize("path", [INVOICE, LABEL])
def test_what_is_foreign_is_answered_as_what_does_not_exist(api, packed, path):
    theirs = packed[0]
    code = theirs.invoice.number if path == INVOICE else theirs.number
    elsewhere = factories.location()

    for mine in (
        api(channels=[factories.channel().pk]),
        api(locations=[elsewhere.pk]),
        api(facility=elsewhere.erp_code),
    ):
        foreign, missing = ask(mine, path, code), ask(mine, path, "none")
        assert told(foreign) == told(missing)
        assert foreign.content == missing.content
    here = api(facility=theirs.stock_location.erp_code)
    assert len(pages(ask(here, path, code))) == 1


def test_a_number_of_two_sellers_is_printed_when_the_facility_is_named(api, packed):
    first = packed[0].invoice
    other = factories.package(state=PackageStatus.PACKED).invoice
    Invoice.objects.filter(pk=other.pk).update(number=first.number)

    assert told(ask(api(), INVOICE, first.number))[3] == (
        "Invalid code at position 1: it is of several facilities: name one"
    )
    for invoice in (first, other):
        client = api(facility=invoice.location.erp_code)
        assert ask(client, INVOICE, first.number).content == archive.pdf(invoice.pk)


@pytest.mark.parametrize("path", [INVOICE, LABEL])
def test_a_post_is_405_and_a_token_is_needed(desk, client, path):
    assert framed(desk.post(path, {}), 405)[1] == "METHOD_NOT_ALLOWED"
    assert client.get(f"{REST}{path}").status_code == 401


def test_seven_labels_cost_the_statements_of_one(desk):
    made = [factories.package() for _ in range(7)]
    for package in made:
        home = {"address": package.order.shipping_address}
        StockLocation.objects.filter(pk=package.stock_location_id).update(**home)
    numbers = [package.number for package in made]
    ask(desk, LABEL, numbers[0])
    costs = []
    for many in (1, 7):
        with CaptureQueriesContext(connection) as log:
            assert len(pages(ask(desk, LABEL, *numbers[:many]))) == many
        costs.append(len(log))

    assert costs[0] == costs[1]
