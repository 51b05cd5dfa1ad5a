"""Invoices in the back office: who sees which, what a page tells, and the file that it gives."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from orders import invoices
from orders.admin.invoice import years
from orders.models import Invoice, InvoiceDocument
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db
MAY = ["orders.view_invoice"]


def billed(store, **facts):
    order = factories.order(channel=factories.channel(default_location=store), **facts)
    return factories.package(state=PackageStatus.PACKED, order=order).invoice


def file_of(invoice):
    return reverse("admin:orders_invoice_pdf", args=[invoice.pk])


@pytest.fixture
def here():
    return factories.location(seller_gstin="27AAPFU0939F1ZV", invoice_series="MH1")


@pytest.fixture
def mine(here):
    return billed(here)


@pytest.fixture
def foreign():
    return billed(factories.location(invoice_series="XX9"))


@pytest.fixture
def clerk(here):
    return person("clerk", permissions=MAY, every_channel=True, locations=[here])


def test_a_store_lists_its_own_invoices_only(clerk, mine, foreign):
    html = clerk.get(list_of(Invoice)).content.decode()

    assert mine.number in html
    assert mine.package.order.code in html
    assert "250.00 INR" in html
    assert foreign.number not in html


def test_a_channels_people_see_the_invoices_of_its_orders_only(mine, foreign):
    theirs = person(
        "c", permissions=MAY, channels=[mine.package.order.channel], every_location=True
    )

    html = theirs.get(list_of(Invoice)).content.decode()

    assert (mine.number in html, foreign.number in html) == (True, False)


def test_a_foreign_page_and_file_answer_like_none(clerk, foreign):
    missing = Invoice(pk=987_654_321)

    pages = [clerk.get(page_of(row), follow=True).redirect_chain for row in (foreign, missing)]
    files = [clerk.get(file_of(row)) for row in (foreign, missing)]

    assert pages == [[("/admin/", 302)]] * 2
    assert [answer.status_code for answer in files] == [404, 404]
    assert InvoiceDocument.objects.count() == 0


def test_without_the_permission_there_is_neither_page_nor_file(here, mine):
    clerk = person("clerk", permissions=[], every_channel=True, locations=[here])

    answers = [clerk.get(url) for url in (list_of(Invoice), page_of(mine), file_of(mine))]

    assert [answer.status_code for answer in answers] == [403, 403, 404]


def test_the_file_is_the_invoices_pdf_every_time(clerk, mine):
    first, second = (clerk.get(file_of(mine)) for _ in range(2))

    assert first.content == second.content == invoices.pdf(mine.pk)
    assert first.content.startswith(b"%PDF-")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="MH1-2627-0000001.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"


def test_the_page_tells_parties_and_every_tax_row(clerk, here):
    invoice = billed(here, shipping_amount=Decimal("40.00"))

    html = clerk.get(page_of(invoice)).content.decode()

    for said in [
        file_of(invoice), "Maharashtra (27)", "27AAPFU0939F1ZV", "Asha Rao", "Selling Price",
        "Shipping Charges", "211.86", "19.07", "33.90", "3.05", "Rupees Two Hundred Ninety Only",
    ]:  # fmt: skip
        assert said in html, said


@pytest.mark.parametrize(
    ("hsn", "doubted"),
    [("", True), ("123", True), ("62AB", True), ("6205", False), ("1234567", False)],
)
def test_a_code_of_the_wrong_length_is_doubted_and_never_refused(clerk, here, hsn, doubted):
    item = factories.item(product=factories.product(hsn_code=hsn))

    html = clerk.get(page_of(billed(here, items=[item]))).content.decode()

    assert ("does not have 4 to 8 digits" in html) is doubted


def test_what_a_tax_office_might_ask_about_is_said(clerk, here):
    here.seller_gstin, here.state_code = "", ""
    here.save()
    invoice = billed(here, items=[factories.item(tax_rate=None)])

    html = clerk.get(page_of(invoice)).content.decode()

    for said in ["no tax invoice", "No place of supply is known", "billed without tax"]:
        assert said in html, said


def test_a_registration_of_another_state_than_the_address_is_doubted(boss, here):
    here.address = factories.order().shipping_address  # in Maharashtra
    here.save()
    told = "The GSTIN is one of Chandigarh, but the address of the location is in Maharashtra."
    good = boss.get(page_of(billed(here))).content.decode()
    here.seller_gstin = "04AAPFU0939F1Z3"
    here.save()

    wrong = [boss.get(page_of(row)).content.decode() for row in (billed(here), here)]

    assert [told in html for html in (good, *wrong)] == [False, True, True]


@pytest.mark.parametrize(
    ("state", "rate", "gstin", "warned"),
    [
        (PackageStatus.READY, None, "27AAPFU0939F1ZV", True),
        (PackageStatus.READY, Decimal(0), "27AAPFU0939F1ZV", False),
        (PackageStatus.READY, None, "", False),
        (PackageStatus.PACKED, Decimal(0), "27AAPFU0939F1ZV", False),
    ],
)
def test_before_goods_without_a_tax_rate_are_packed_the_page_warns(
    boss, here, state, rate, gstin, warned
):
    here.seller_gstin = gstin
    here.save()
    item = factories.item(tax_rate=rate, product=factories.product(sku="W-1"))
    shop = factories.channel(default_location=here)
    package = factories.package(state=state, order=factories.order(channel=shop, items=[item]))

    pages = [boss.get(page_of(row)).content.decode() for row in (package, package.order)]

    told = "Before you pack: No tax rate is on record for W-1. Type it on the page of the product"
    assert [told in html for html in pages] == [warned] * 2


def test_what_its_seller_lacked_is_said_of_an_invoice(clerk, here):
    doubts = ["names the location instead", "address is missing on the invoice"]
    html = clerk.get(page_of(billed(here))).content.decode()
    assert [said in html for said in doubts] == [True, True]
    here.seller_name, here.address = "Acme Ltd", factories.order().shipping_address
    here.save()

    html = clerk.get(page_of(billed(here))).content.decode()

    assert [said in html for said in doubts] == [False, False]


def test_the_years_turn_when_india_does():
    last, first = (datetime(2027, 3, 31, hour, 30, tzinfo=UTC) for hour in (17, 18))

    assert years(last) == ["2627", "2526", "2425", "2324", "2223", "2122", "2021", "1920"]
    assert years(first)[0] == "2728"


def test_a_cancelled_invoice_says_so(clerk, mine):
    Invoice.objects.update(cancelled_at=timezone.now())

    html = clerk.get(list_of(Invoice)).content.decode()

    assert "Cancelled" in html


@pytest.mark.parametrize("search", ["number", "order", "package"])
def test_the_search_finds_one_by_its_number_its_order_or_its_package(clerk, here, mine, search):
    other = billed(here)
    named = {
        "number": mine.number,
        "order": mine.package.order.number,
        "package": mine.package.number,
    }

    html = clerk.get(list_of(Invoice), {"q": named[search]}).content.decode()

    assert (page_of(mine) in html, page_of(other) in html) == (True, False)


def test_the_search_finds_no_foreign_invoice(clerk, foreign):
    for term in (foreign.number, foreign.package.number, foreign.package.order.number):
        assert page_of(foreign) not in clerk.get(list_of(Invoice), {"q": term}).content.decode()


def test_the_list_can_be_kept_to_a_location_and_a_year(boss, mine, foreign):
    year = mine.financial_year
    for query, kept in [
        ({"location": mine.location_id}, (True, False)),
        ({"location": foreign.location_id}, (False, True)),
        ({"financial_year": year}, (True, True)),
        ({"financial_year": "2526"}, (False, False)),
    ]:
        html = boss.get(list_of(Invoice), query).content.decode()
        assert (page_of(mine) in html, page_of(foreign) in html) == kept, query


def test_seven_invoices_cost_the_statements_of_two(boss, here, django_assert_max_num_queries):
    first = [billed(here) for _ in range(2)]
    with django_assert_max_num_queries(50) as two:
        boss.get(list_of(Invoice))
    [billed(here) for _ in range(5)]

    with django_assert_max_num_queries(len(two)):
        html = boss.get(list_of(Invoice)).content.decode()

    assert page_of(first[0]) in html


def test_a_store_reads_the_invoice_from_the_page_of_its_package(here, mine):
    clerk = person(
        "p", permissions=[*MAY, "orders.view_package"], every_channel=True, locations=[here]
    )

    html = clerk.get(page_of(mine.package)).content.decode()

    assert f'href="{page_of(mine)}"' in html
