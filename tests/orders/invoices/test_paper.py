"""The paper of an invoice: everything that rule 46 asks for, page for page, the same every time."""

import os
import subprocess
import sys
import threading
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from django.db import connection

from orders import drafts, invoices
from orders.invoices import archive, paper
from orders.models import InvoiceDocument, InvoiceLine
from tests import factories
from tests.factories import INDIA
from tests.orders.invoices.conftest import billed, television, unrated

BENGALURU = drafts.CityDraft(23, "Bengaluru", INDIA, state="Karnataka", state_code="KA")
BUYER = "29AAACR5055K1Z3"


def pages(pdf):
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def test_the_paper_says_all_that_the_rule_asks_for(store):
    company = factories.address(
        city=BENGALURU, township=None, district=None, company_name="Rao & Co. <Exports>",
        tax_no=BUYER, line="7 MG Road", postcode="560001",
    )  # fmt: skip
    first = television()
    invoice = billed(
        store, items=[first, television(product=first.product)], billing_address=company,
        shipping_amount=Decimal("118.00"),
    )  # fmt: skip
    InvoiceLine.objects.update(serial_number="SN-1")

    (text,) = pages(invoices.pdf(invoice.pk))

    for said in [
        "TAX INVOICE", "Original for recipient", "MH1/2627/0000001", "21 Nov 2026",
        "Acme Retail Private Limited", "12 Hill Road", "GSTIN: 27AAPFU0939F1ZV",
        "Rao & Co. <Exports>", "Attn. Asha Rao", "7 MG Road", "Bengaluru 560001",
        "State: Karnataka (29)", f"GSTIN: {BUYER}", "Delivered to", "Asha Rao",
        "State: Maharashtra (27)", "Place of supply", "Karnataka (29)", "Reverse charge", "No",
        "852872", "Television", "SKU 245179", "Serial no. SN-1, SN-1", "NOS", "69,990.00",
        "1,18,627.12", "21,352.88", "18 %", "IGST", "1,39,980.00", "Shipping charges", "118.00",
        "1,40,098.00", "Rupees One Lakh Forty Thousand Ninety-Eight Only",
        "For Acme Retail Private Limited", "Authorised signatory", "Page 1 of 1",
    ]:  # fmt: skip
        assert said in text, said
    assert "CGST" not in text


def test_within_a_state_both_halves_have_a_column(invoice):
    (text,) = pages(invoices.pdf(invoice.pk))

    for said in ["CGST", "SGST", "5,338.22", "9 %", "Same as billed to"]:
        assert said in text, said
    assert "IGST" not in text
    assert "UTGST" not in text


def test_a_seller_without_registration_writes_no_tax_invoice(db):
    (text,) = pages(invoices.pdf(billed(factories.location()).pk))

    assert "\nINVOICE\n" in text
    assert "TAX INVOICE" not in text


def test_goods_once_billed_without_a_tax_rate_make_no_tax_invoice_and_are_named(store):
    wallet = factories.product(sku="WLT-1", name="Wallet")
    units = [television(), television(product=wallet, tax_rate=Decimal(0))]
    invoice = unrated(billed(store, items=units, shipping_amount=Decimal("118.00")), "WLT-1")

    (text,) = pages(invoices.pdf(invoice.pk))

    assert invoices.document(invoice)["missing_rates"] == ["WLT-1"]
    assert "\nINVOICE\n" in text
    assert "TAX INVOICE" not in text
    assert "No tax rate is on record for WLT-1" in " ".join(text.split())
    assert "0 %" not in text.splitlines()


@pytest.mark.parametrize(
    ("gstin", "rate"),
    [("27AAPFU0939F1ZV", Decimal(0)), ("27AAPFU0939F1ZV", Decimal(5)), ("", None)],
)
def test_a_rate_of_nothing_is_a_rate_and_a_seller_without_registration_needs_none(
    store, gstin, rate
):
    store.seller_gstin = gstin
    store.save()
    invoice = billed(store, items=[television(tax_rate=rate)])

    (text,) = pages(invoices.pdf(invoice.pk))

    assert invoices.document(invoice)["missing_rates"] == []
    assert ("TAX INVOICE" in text) is bool(gstin)
    assert "on record" not in text


def test_a_discount_stands_under_its_goods_and_nowhere_else(store):
    cheap = {"net_amount": Decimal("990.00"), "discount_amount": Decimal("1009.50")}
    first = television(**cheap)
    units = [first, television(product=first.product, **cheap), television(product=first.product)]

    (text,) = pages(invoices.pdf(billed(store, items=units).pk))

    said = " ".join(text.split())
    assert "Unit price 1,999.50 less discount 1,009.50" in said
    assert said.count("less discount") == 1
    assert "990.00" in said


def test_forty_lines_go_over_pages_and_each_has_the_head_and_its_number(store):
    names = [
        f"Washing machine {n}, front loading, with steam, child lock, silver" for n in range(40)
    ]
    units = [television(product=factories.product(name=name, hsn_code="845011")) for name in names]

    texts = pages(invoices.pdf(billed(store, items=units).pk))

    assert len(texts) == 3
    for n, text in enumerate(texts, start=1):
        assert "Description of goods" in text
        assert f"Page {n} of 3" in text
    assert sum(text.count("Washing machine") for text in texts) == 40
    assert "27,99,600.00" in texts[-1]
    assert "Authorised signatory" in texts[-1]


def test_names_addresses_and_serial_numbers_of_any_length_find_their_place(store):
    product = factories.product(name="W" * 255, sku="K" * 128)
    wide = factories.address(company_name="C" * 255, line="M" * 1024, district=None, township=None)
    units = [television(product=product) for _ in range(100)]
    invoice = billed(store, items=units, shipping_address=wide)
    InvoiceLine.objects.update(serial_number="S" * 128)

    text = "".join(pages(invoices.pdf(invoice.pk)))

    counts = {letter: text.count(letter * 5) for letter in "WKCMS"}
    assert {letter: count > 0 for letter, count in counts.items()} == dict.fromkeys("WKCMS", True)
    assert text.count("S") >= 100 * 128
    assert text.count("M") >= 1024


def test_crores_stand_in_one_line(store):
    units = [television(net_amount=Decimal("999999999.99")) for _ in range(2)]

    (text,) = pages(invoices.pdf(billed(store, items=units).pk))

    assert "1,99,99,99,999.98" in text


def test_letters_that_the_font_lacks_are_spelled(store):
    units = [television(product=factories.product(name="रेशमी कुर्ता ₹999"))]

    (text,) = pages(invoices.pdf(billed(store, items=units).pk))

    assert "Reshami Kurta INR 999" in text


def test_the_same_facts_are_the_same_bytes_also_in_another_process(invoice):
    facts = invoices.document(invoice)
    script = (
        "import datetime, hashlib; from decimal import Decimal; from orders.invoices import paper;"
        f"print(hashlib.sha256(paper.drawn({facts!r})).hexdigest())"
    )
    root = Path(__file__).parents[3]
    seeds = ["1", "2"]

    digests = [
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {script}"],
            env={**os.environ, "PYTHONHASHSEED": seed}, cwd=root, check=True,
            capture_output=True, text=True,
        ).stdout
        for seed in seeds
    ]  # fmt: skip

    assert digests[0] == digests[1]


def test_every_download_gives_the_bytes_of_the_first(invoice, monkeypatch):
    first = invoices.pdf(invoice.pk)
    monkeypatch.setattr(archive, "drawn", lambda facts: b"another")

    assert invoices.pdf(invoice.pk) == first
    assert InvoiceDocument.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_readers_at_once_get_the_same_bytes(store, monkeypatch):
    invoice = billed(store)
    meeting, copies = threading.Barrier(2), []

    def drawn(facts):
        name = threading.current_thread().name
        meeting.wait(timeout=60)
        return paper.drawn(facts | {"order_number": name})

    def read():
        try:
            copies.append(invoices.pdf(invoice.pk))
        finally:
            connection.close()

    monkeypatch.setattr(archive, "drawn", drawn)
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(copies) == 2
    assert copies[0] == copies[1]


def test_the_file_is_named_by_the_number(invoice):
    invoice.number = 'MH1/2627/0000001"\r\nX: y'

    assert invoices.file_name(invoice) == "MH1-2627-0000001---X--y.pdf"
