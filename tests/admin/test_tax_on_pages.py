"""What the back office says of tax before a box is closed."""

import pytest
import time_machine

from orders.commands import packages
from orders.models import Invoice, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import page_of
from tests.admin.conftest import person
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}


@pytest.fixture
def store():
    return factories.location(seller_gstin="27AAPFU0939F1ZV", invoice_series="MH1")


@pytest.mark.parametrize(
    ("tax_no", "doubted"),
    [
        ("07AAPFU0939F1Z1", "its check character is wrong"),
        ("1234567890", "it does not have 15 characters"),
        ("07AAPFU0939F1ZX", ""),
        ("", ""),
    ],
)
def test_a_number_of_the_buyer_that_is_none_is_said_before_packing(boss, store, tax_no, doubted):
    home = factories.address(tax_no=tax_no)
    shop = factories.channel(default_location=store)
    order = factories.order(channel=shop, billing_address=home)
    package = Package.objects.get()

    html = boss.get(page_of(package)).content.decode()

    said = f"The buyer&#x27;s tax number {tax_no} is no GSTIN, for {doubted}"
    assert (said in html) is bool(doubted)
    packages.pack(package.pk, **WHO)
    assert Invoice.objects.get().buyer_gstin == ("" if doubted else tax_no)
    assert order.billing_address.tax_no == tax_no


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        ("2026-11-30", []),
        ("2026-12-02", ["writes a credit note."]),
        ("2027-12-01", ["writes a credit note.", "After 30 November it no longer lessens"]),
    ],
)
def test_what_it_means_to_open_a_packed_box_is_said_before(store, day, sentences):
    shop = factories.channel(default_location=store)
    package = factories.package(state=PackageStatus.PACKED, order=factories.order(channel=shop))

    with time_machine.travel(f"{day}T06:00:00Z", tick=False):
        clerk = person("clerk", every_channel=True, every_location=True)
        html = clerk.get(page_of(package)).content.decode()

    every = ["writes a credit note.", "After 30 November it no longer lessens"]
    assert [said for said in every if said in html] == sentences
