"""The hub is told the invoice of a dispatch where it is ours and the hub knows none."""

import json

import pytest

from integrations.omnitron.invoice_fields import invoice_fields
from orders.models import Order, Package
from orders.workflow import PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db


def shipped(**facts):
    return factories.package(state=PackageStatus.SHIPPED, order=factories.order(**facts))


def test_number_and_day_are_told_and_no_address_where_we_have_none():
    package = shipped()

    assert invoice_fields(package) == {
        "invoice_number": package.invoice.number,
        "invoice_date": "2026-11-21",
    }


def test_the_address_is_told_where_customers_can_reach_us(settings):
    settings.PUBLIC_BASE_URL = "https://orders.example.com"

    told = invoice_fields(shipped())

    assert told["e_archive_url"].startswith("https://orders.example.com/documents/invoices/")
    assert json.dumps(told)


@pytest.mark.parametrize("number", ["ABC2026000000017", "A/1"])
def test_what_the_hub_holds_is_never_written_over(number):
    assert invoice_fields(shipped(hub_invoice_number=number)) == {}


def test_our_own_number_that_the_hub_repeats_does_not_silence_the_next_package():
    package = shipped()
    Order.objects.update(hub_invoice_number=package.invoice.number)

    told = invoice_fields(Package.objects.get(pk=package.pk))

    assert told["invoice_number"] == package.invoice.number


@pytest.mark.parametrize("kind", ["elsewhere", "none"])
def test_where_the_document_is_not_ours_nothing_is_told(kind):
    place = factories.location(fiscal_document=kind)

    assert invoice_fields(shipped(channel=factories.channel(default_location=place))) == {}
