"""Locations whose fiscal documents are not ours: nothing is numbered, and the hub's is told."""

from dataclasses import replace

import pytest

from integrations.omnitron.mapping import order_draft
from integrations.pos import payload
from orders.commands import packages
from orders.models import Invoice, InvoiceCounter, Order, OrderEvent, Package
from orders.workflow import Invalid, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, item
from tests.integrations.omnitron.test_mapping import ORDER

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}
TOLD = {
    "hub_invoice_number": "ABC2026000000017",
    "hub_invoice_date": "2026-11-22",
    "e_archive_url": "https://earsiv.example.com/ABC2026000000017",
}


def packed(kind, **facts):
    place = factories.location(
        fiscal_document=kind, seller_gstin="", state_code="", time_zone="Europe/Istanbul"
    )
    order = factories.order(channel=factories.channel(default_location=place), **facts)
    package = Package.objects.get(order=order)
    packages.pack(package.pk, **WHO)
    package.refresh_from_db()
    return package


@pytest.mark.parametrize(("kind", "number"), [("elsewhere", "ABC2026000000017"), ("none", None)])
def test_nothing_is_numbered_and_the_hubs_number_is_told_where_it_is_the_document(kind, number):
    package = packed(kind, **TOLD)

    assert (package.state, package.invoice) == (PackageStatus.PACKED, None)
    assert (Invoice.objects.count(), InvoiceCounter.objects.count()) == (0, 0)
    assert package.invoice_number == number


@pytest.mark.parametrize("kind", ["elsewhere", "none"])
def test_a_typed_number_is_refused_where_the_documents_are_not_ours(kind):
    place = factories.location(fiscal_document=kind)
    factories.order(channel=factories.channel(default_location=place))

    with pytest.raises(Invalid, match="not ours to number"):
        packages.pack(Package.objects.get().pk, invoice_number="A-1", **WHO)

    assert Package.objects.get().state == PackageStatus.WAITING


def test_a_registered_seller_with_documents_elsewhere_needs_no_rate_of_ours():
    place = factories.location(fiscal_document="elsewhere", seller_gstin="27AAPFU0939F1ZV")
    shop = factories.channel(default_location=place)
    factories.order(channel=shop, items=[item(tax_rate=None)])

    packages.pack(Package.objects.get().pk, **WHO)

    assert Invoice.objects.count() == 0


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-11-22", "2026-11-21T21:00:00"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00"),
        ("2026-11-22T10:00:00", "2026-11-22T07:00:00"),
        ("22.11.2026", "2026-11-21T12:00:00"),
        ("2026-13-45", "2026-11-21T12:00:00"),
        ("", "2026-11-21T12:00:00"),
    ],
)
def test_the_point_of_sale_is_told_the_hubs_number_and_date(date, moment):
    package = packed("elsewhere", **TOLD | {"hub_invoice_date": date}, items=[item(), item()])
    factories.ship(package)

    body = payload.render(payload.load(package.pk))

    details = body["invoiceDetails"]
    assert (details["invoiceNumber"], details["invoiceDate"]) == ("ABC2026000000017", moment)
    assert (body["currencyCode"], len(details["invoiceItems"])) == ("INR", 2)
    unit = details["invoiceItems"][0]["orderItems"][0]
    assert str(unit["orderItemPrice"]["totalPrice"]) == "250.00"


def test_a_document_that_the_hub_tells_later_is_taken_in_without_an_event():
    shop = factories.channel()
    copy = factories.draft(channel=shop)
    factories.receive(copy, channel=shop)
    order = Order.objects.get()
    before = (order.modified_date, OrderEvent.objects.count())

    later = replace(copy, **TOLD, remote_modified=LATER)
    (outcome,) = factories.receive(later, channel=shop, at=LATER)

    order.refresh_from_db()
    assert outcome.result == "unchanged"
    assert {name: getattr(order, name) for name in TOLD} == TOLD
    assert (order.modified_date, OrderEvent.objects.count()) == before


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("INV-1", "INV-1"),
        (None, ""),
        (17, ""),
        ("x" * 65, ""),
        ({"a": 1}, ""),
    ],
)
def test_an_odd_number_of_the_hub_keeps_no_order_out(told, kept):
    assert order_draft(ORDER | {"invoice_number": told}).hub_invoice_number == kept


def test_the_hubs_document_is_on_the_page_with_a_link(admin_client):
    package = packed("elsewhere", **TOLD)
    unsafe = packed("elsewhere", **TOLD | {"e_archive_url": "javascript:alert(1)"})

    safe, other = (
        admin_client.get(f"/admin/orders/order/{one.order_id}/change/").content.decode()
        for one in (package, unsafe)
    )

    assert "ABC2026000000017 of 2026-11-22" in safe
    assert 'href="https://earsiv.example.com/ABC2026000000017"' in safe
    assert "javascript:" not in other
