"""Buyers with other numbers than a GSTIN, and one whose GSTIN is not of the state of his goods."""

import pytest

from orders import gstin, invoices
from orders.invoices import preconditions
from tests import factories
from tests.factories import DELHI, MUMBAI
from tests.orders.invoices.conftest import billed
from tests.orders.invoices.test_paper import pages

EMBASSY, UNITED_NATIONS, NON_RESIDENT = "0717USA00062UN3", "0717UNO00157UNO", "0717USA00062NR2"


def home(city, **facts):
    return factories.address(city=city, township=None, district=None, **facts)


@pytest.mark.parametrize(
    ("number", "kind", "place", "reason"),
    [
        (UNITED_NATIONS, "UIN", "", None),
        (EMBASSY, "UIN", "", None),
        ("0717USA00062UN5", "UIN", "", "CHECKSUM"),
        ("0017USA00062UN5", "UIN", "", "STATE_CODE"),
        (" 0717uno00157uno", "UIN", "", None),
        (NON_RESIDENT, "GSTIN (non-resident)", "07", None),
        ("27AAPFU0939F1ZV", "GSTIN", "27", None),
    ],
)
def test_each_kind_of_number_is_known_by_its_form(number, kind, place, reason):
    found = gstin.registration(number)

    assert (found.kind, found.place, found.reason) == (kind, place, reason)
    assert found.number == number.strip().upper()


@pytest.mark.parametrize("text", ["", "07AAPFU0939F1Z1", "0717USA0062UN5", "1234567890", "０717"])
def test_what_is_none_of_the_kinds_is_none(text):
    assert gstin.registration(text) is None


@pytest.mark.parametrize(
    ("number", "called", "place", "head"),
    [
        (EMBASSY, "UIN", "MH", "central"),
        (UNITED_NATIONS, "UIN", "MH", "central"),
        (NON_RESIDENT, "GSTIN (non-resident)", "DL", "integrated"),
        ("07AAPFU0939F1ZX", "GSTIN", "DL", "integrated"),
    ],
)
def test_the_number_is_printed_and_a_uin_does_not_move_the_supply(
    store, number, called, place, head
):
    invoice = billed(
        store, shipping_address=home(MUMBAI), billing_address=home(DELHI, tax_no=number)
    )

    facts = invoices.document(invoice)
    assert (invoice.buyer_gstin, invoice.place_of_supply) == (number, place)
    assert facts["totals"][head] > 0
    (text,) = pages(invoices.pdf(invoice.pk))
    assert f"{called}: {number}" in text


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        (EMBASSY, []),
        (
            "0717USA00062UN5",
            [
                "The buyer's UIN 0717USA00062UN5 is odd, for its check character is wrong: "
                "the invoice will name it all the same. Have it checked."
            ],
        ),
    ],
)
def test_an_odd_uin_is_said_before_packing_and_printed_all_the_same(store, number, doubt):
    invoice = billed(store, billing_address=home(MUMBAI, tax_no=number))

    assert preconditions.doubts(invoice.package.order, store) == doubt
    assert invoice.buyer_gstin == number
