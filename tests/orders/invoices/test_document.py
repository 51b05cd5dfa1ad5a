"""An invoice as facts: real quantities, exact sums, and the same for old rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from orders import invoices
from orders.models import Invoice, InvoiceTax
from tests import factories
from tests.orders.invoices.conftest import billed, television

HEADS = ("integrated", "central", "state", "union_territory")


def test_units_of_one_line_at_one_price_stand_in_one_row_and_charges_after_them(store):
    shirt = factories.product(name="Shirt", sku="SHIRT", hsn_code="6205")
    prices = ["999.00", "999.00", "899.00", "999.00"]
    units = [
        factories.item(product=shirt, net_amount=Decimal(p), discount_amount=Decimal("10.00"))
        for p in prices
    ]

    facts = invoices.document(billed(store, items=units, shipping_amount=Decimal("99.00")))

    shown = ("line_no", "description", "hsn", "quantity", "unit", "unit_price", "total")
    assert [tuple(str(line[name]) for name in shown) for line in facts["lines"]] == [
        ("1", "Shirt", "6205", "3", "NOS", "999.00", "2997.00"),
        ("2", "Shirt", "6205", "1", "NOS", "899.00", "899.00"),
        ("3", "Shipping charges", "6205", "1", "OTH", "99.00", "99.00"),
    ]
    assert facts["lines"][0]["discount"] == Decimal("30.00")
    assert (facts["lines"][0]["taxable"], facts["lines"][0]["central"]) == (
        Decimal("2539.86"),
        Decimal("228.57"),
    )
    assert facts["totals"]["quantity"] == 4
    _adds_up(facts)


def _adds_up(facts):
    for line in facts["lines"]:
        assert line["taxable"] + sum(line[head] for head in HEADS) == line["total"]
    totals = facts["totals"]
    for name in ("taxable", *HEADS):
        assert totals[name] == sum(line[name] for line in facts["lines"])
    parts = totals["taxable"] + sum(totals[head] for head in HEADS)
    assert parts + totals["round_off"] == totals["total"]


def test_charges_on_goods_of_two_rates_are_taxed_at_both(store):
    units = [television(), television(tax_rate=Decimal("5.00"), net_amount=Decimal("30.00"))]

    facts = invoices.document(billed(store, items=units, shipping_amount=Decimal("100.00")))

    charges = facts["lines"][2:]
    assert [(line["description"], line["rate"], line["total"]) for line in charges] == [
        ("Shipping charges", Decimal("5.00"), Decimal("0.04")),
        ("Shipping charges", Decimal("18.00"), Decimal("99.96")),
    ]
    _adds_up(facts)


def test_the_head_of_the_document_tells_all_that_the_law_asks_for(invoice):
    facts = invoices.document(invoice)

    named = {
        "number": "MH1/2627/0000001",
        "date": date(2026, 11, 21),
        "financial_year": "2627",
        "currency": "INR",
        "seller_gstin": "27AAPFU0939F1ZV",
        "buyer_gstin": "",
        "place_of_supply": {"code": "27", "name": "Maharashtra"},
        "reverse_charge": False,
        "collected": False,
        "amount_in_words": "Rupees Sixty-Nine Thousand Nine Hundred Ninety Only",
        "irn": None,
        "qr_code": None,
    }
    assert {name: facts[name] for name in named} == named
    (line,) = facts["lines"]
    assert (line["central_rate"], line["state_rate"]) == (Decimal("9.00"), Decimal("9.00"))


def test_the_date_is_the_one_of_the_calendar_in_the_store(invoice):
    invoice.invoiced_at = datetime(2027, 3, 31, 18, 31, tzinfo=UTC)

    assert invoices.document(invoice)["date"] == date(2027, 4, 1)


def test_an_invoice_of_before_reads_the_same_from_the_facts_that_it_kept(invoice):
    before = invoices.document(invoice)

    InvoiceTax.objects.all().delete()
    Invoice.objects.update(parties={})

    assert invoices.document(invoices.loaded().get()) == before


@pytest.mark.parametrize("units", [1, 7])
def test_seven_units_cost_the_statements_of_one(store, units, django_assert_num_queries):
    key = billed(store, items=[television() for _ in range(units)]).pk

    with django_assert_num_queries(3):
        invoices.document(invoices.loaded().get(pk=key))
