"""The pages of goods, as people read them: doors, words, and what is missing before it is late."""

from datetime import time

import pytest

from orders.commands import packages
from orders.models import Invoice, LaunchCampaign, ServiceArea, Stock, StockReservation
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of, said
from tests.admin.conftest import person
from tests.factories import NOON
from tests.orders.stock.shelves import block, shelf

pytestmark = pytest.mark.django_db
GSTIN = "27AAPFU0939F1ZV"


def html(client, url):
    return client.get(url).content.decode()


@pytest.mark.parametrize("model", [Stock, ServiceArea, LaunchCampaign])
def test_a_list_offers_to_add_a_row_beside_loading_a_file(boss, model):
    shelf(1)

    page = html(boss, list_of(model))

    assert 'href="load/"' in page
    assert f'href="{list_of(model)}add/' in page


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (Invoice, "An invoice is written when a package is packed."),
        (Stock, "Load a file, or let another system send counts."),
    ],
)
def test_an_empty_list_says_where_its_rows_come_from_and_not_to_create_one(boss, model, sentence):
    page = html(boss, list_of(model))

    assert sentence in page
    assert "yielded" not in page
    assert ("Add stock" in page) is (model is Stock)


def test_a_list_emptied_by_a_search_offers_to_show_all(boss):
    shelf(1)

    page = html(boss, f"{list_of(Stock)}?q=NOTHING")

    assert "Nothing matches this search and these filters." in page
    assert "Load a file, or" not in page


def test_a_count_is_titled_by_its_goods_and_its_place(boss):
    row = shelf(1)

    assert f"{row.product.sku} at {row.location.erp_code}" in html(boss, page_of(row))


def test_a_reservation_names_who_made_it_and_its_release(boss):
    held = block((shelf(5), 2), channel=factories.channel(), reference="cart-7", by="token:Shop")

    page = html(boss, list_of(StockReservation))
    released = boss.post(page_of(held).replace("change/", "let-go/"), follow=True)

    assert "token Shop" in page
    assert held.owner not in page
    assert said(released) == ["cart-7 is released now."]


@pytest.mark.parametrize(
    ("typed", "kept"), [("MH1", "MH1"), ("M-1", "M-1"), ("M#1", ""), ("M 1", ""), ("М1", "")]
)
def test_a_series_is_of_letters_that_an_invoice_number_may_have(boss, typed, kept):
    store = factories.location()
    fields = {
        "is_active": "on",
        "time_zone": "",
        "seller_gstin": "",
        "seller_name": "",
        "tags": "[]",
    }
    fields |= {
        "fiscal_document": "ours",
        "state_code": "",
        "priority": "",
        "max_quota": "",
        "invoice_series": typed,
    }

    page = boss.post(page_of(store), fields)

    store.refresh_from_db()
    assert store.invoice_series == kept
    assert kept or "Letters, digits and hyphens only" in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ({"state_code": "MH"}, "GSTIN, seller name, address"),
        ({"seller_gstin": GSTIN}, "seller name, address"),
        ({"seller_gstin": GSTIN, "seller_name": "Acme Ltd"}, "address"),
        ({"state_code": ""}, ""),
    ],
)
def test_what_a_tax_invoice_lacks_is_said_before_it_is_written(boss, facts, lacks):
    store = factories.location(**facts)
    order = factories.order(channel=factories.channel(default_location=store))
    waiting = factories.package(state=PackageStatus.READY, order=order)

    pages = [html(boss, page_of(row)) for row in (waiting, order, store)]

    told = f"lacks: {lacks}. A manager"
    assert [told in page for page in pages[:2]] == [bool(lacks)] * 2
    assert ["lacks: " in page for page in pages[:2]] == [bool(lacks)] * 2
    assert ("Missing for a tax invoice" in pages[2]) is bool(lacks)
    assert (f"Missing for a tax invoice: {lacks}." in pages[2]) is bool(lacks)
    packages.pack(waiting.pk, by="test", at=NOON)
    assert "lacks: " not in html(boss, page_of(waiting))


def test_the_manager_of_one_store_sees_edits_and_adds_there_only():
    mine, other = shelf(1), shelf(1)
    verbs = [f"orders.{verb}_{model}" for verb in ("view", "add", "change")
             for model in ("stock", "servicearea")]  # fmt: skip
    here = person(
        "m", permissions=[*verbs, "orders.view_product"], every_channel=True,
        locations=[mine.location],
    )  # fmt: skip
    area = {"mode": "EXPRESS", "lead_days": "0", "charge": "0", "pincode": "9"}

    for location in (mine.location, other.location):
        here.post(f"{list_of(ServiceArea)}add/", area | {"location": location.pk})
        extra = {"product": mine.product_id, "on_hand": 3, "safety": 0, "location": location.pk}
        here.post(f"{list_of(Stock)}add/", extra)

    assert [a.location for a in ServiceArea.objects.filter(pincode="9")] == [mine.location]
    assert not Stock.objects.filter(product=mine.product, location=other.location).exists()
    theirs = ServiceArea.objects.get(location=other.location)
    assert here.get(page_of(theirs)).status_code == 302
    assert theirs.location.erp_code not in html(here, list_of(ServiceArea))


@pytest.mark.parametrize(("how", "collects"), [("COD", True), ("credit_card", False)])
def test_the_page_of_an_order_says_what_is_collected_at_the_door(boss, how, collects):
    order = factories.order(payment_type=how, cod_amount=0)

    page = html(boss, page_of(order))

    assert ("To collect at the door" in page) is collects
    assert "State at the hub" in page


def test_an_order_that_no_hub_knows_has_no_state_there(boss):
    order = factories.order(omnitron_id=None)

    assert "State at the hub" not in html(boss, page_of(order))


def test_a_service_area_shows_its_cut_off_as_files_write_it_and_says_how_it_is_read(boss):
    area = ServiceArea.objects.create(
        location=factories.location(), pincode="411", cutoff=time(16, 0)
    )

    assert "16:00" in html(boss, list_of(ServiceArea))
    page = html(boss, page_of(area))
    assert "411 is each PIN code that begins so." in page
    assert f"{area.location.erp_code} 411 Home Delivery" in page
