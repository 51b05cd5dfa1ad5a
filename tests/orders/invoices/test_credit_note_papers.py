"""A credit note as facts and as paper: what it takes back, against which invoice, and no more."""

from decimal import Decimal

import pytest

from orders import invoices
from orders.invoices import credit_note
from orders.models import CreditNoteDocument, StockLocation
from tests import factories
from tests.factories import DELHI
from tests.orders.invoices.conftest import billed, credited, television
from tests.orders.invoices.test_paper import pages

HEADS = ("taxable", "integrated", "central", "state", "union_territory")


@pytest.fixture
def invoice(store):
    elsewhere = factories.address(city=DELHI, township=None, district=None)
    first = television(net_amount=Decimal("999.00"))
    return billed(
        store,
        items=[first, television(product=first.product, net_amount=Decimal("999.00"))],
        shipping_address=elsewhere,
        shipping_amount=Decimal("79.99"),
    )


def test_it_tells_its_own_number_and_the_invoice_that_it_is_against(invoice):
    facts = credit_note.document(credited(invoice))

    told = {name: str(facts[name]) for name in ("number", "date", "invoice_number", "invoice_date")}
    assert told == {
        "number": "CMH1/2627/000001",
        "date": "2026-12-02",
        "invoice_number": "MH1/2627/0000001",
        "invoice_date": "2026-11-21",
    }
    assert (facts["kind"], facts["reason"], facts["late"]) == ("credit_note", "Opened", False)
    sold = invoices.document(invoice)
    for same in ("seller", "buyer", "delivery", "place_of_supply", "lines", "totals"):
        assert facts[same] == sold[same]


def test_unit_by_unit_every_head_of_the_notes_adds_up_to_the_invoices(invoice):
    lines = list(invoice.lines.order_by("pk"))

    notes = [credit_note.document(credited(invoice, [line])) for line in lines]

    sold = invoices.document(invoice)["totals"]
    for head in (*HEADS, "total", "round_off"):
        assert sum(note["totals"][head] for note in notes) == sold[head], head
    assert [note["totals"]["quantity"] for note in notes] == [1, 1]
    assert [[line["description"] for line in note["lines"]] for note in notes] == [
        ["Television", "Shipping charges"]
    ] * 2


def test_the_paper_calls_itself_a_credit_note_and_is_always_the_same(invoice):
    note = credited(invoice)
    first = invoices.credit_note_pdf(note.pk)
    StockLocation.objects.update(seller_name="Other", name="Other")

    (text,) = pages(first)

    assert invoices.credit_note_pdf(note.pk) == first
    assert CreditNoteDocument.objects.count() == 1
    for said in [
        "CREDIT NOTE", "Credit note number", "CMH1/2627/000001", "Date of credit note",
        "02 Dec 2026", "Against invoice", "MH1/2627/0000001 of 21 Nov 2026", "Reason", "Opened",
        "GSTIN: 27AAPFU0939F1ZV", "Delhi (07)", "IGST", "Total credited", "2,077.99",
        "Rupees Two Thousand Seventy-Seven and Ninety-Nine Paise Only", "Page 1 of 1",
    ]:  # fmt: skip
        assert said in text, said
    assert "TAX INVOICE" not in text
    assert invoices.file_name(note) == "CMH1-2627-000001.pdf"


def test_the_paper_of_the_invoice_stays_what_it_was(invoice):
    before = invoices.pdf(invoice.pk)

    credited(invoice)

    assert invoices.pdf(invoice.pk) == before
    assert "CREDIT" not in "".join(pages(before))
