"""Files in the back office: looked at first, written on a word, within what a person sees."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from orders.models import (
    LaunchCampaign,
    Product,
    ServiceArea,
    Stock,
    StockLocation,
)
from tests import factories
from tests.admin.arranged import list_of, said
from tests.admin.conftest import person
from tests.orders.stock.shelves import counts, product, shelf

pytestmark = pytest.mark.django_db
COUNTS = ["orders.view_stock", "orders.add_stock", "orders.change_stock", "orders.view_product"]
GOODS = ["product", "stock", "stockreservation", "servicearea", "launchcampaign"]
ALL = [f"orders.{verb}_{model}" for model in GOODS for verb in ("view", "add", "change")]


def csv(text, name="file.csv"):
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def load(client, model, text):
    """Look at a file, and return the page and the key under which it is remembered."""
    page = client.post(f"{list_of(model)}load/", {"file": csv(text)})
    key = re.search(r'name="looked_at" value="([0-9a-f-]+)"', page.content.decode())
    return page.content.decode(), key and key[1]


def test_a_file_is_looked_at_first_and_written_on_a_word(boss):
    row = shelf(5)
    text = f"location,sku,on_hand,safety\n{row.location.erp_code},{row.product.sku},8,\n"

    page, key = load(boss, Stock, text)

    assert "1 rows: 1 good, 0 refused. Nothing was written." in page
    assert "on hand 5 → 8, promised 0" in page
    assert f"<td>{row.location.erp_code} {row.product.sku}</td>" in page
    assert counts(row) == (5, 0)
    page = boss.post(f"{list_of(Stock)}load/", {"looked_at": key})
    assert "1 rows: 1 good, 0 refused. Written." in page.content.decode()
    assert counts(row) == (8, 0)
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("boss", "stock: a file of 1 rows")


def test_a_refused_row_keeps_the_others_out_unless_the_good_ones_are_wanted(boss):
    row = shelf(5)
    here = row.location.erp_code
    text = f"location,sku,on_hand,safety\n{here},{row.product.sku},8,\n{here},NOTHING,1,\n"
    _page, key = load(boss, Stock, text)
    where = f"{list_of(Stock)}load/"

    page = boss.post(where, {"looked_at": key}).content.decode()

    assert "There is no such product." in page
    assert counts(row) == (5, 0)
    boss.post(where, {"looked_at": key, "keep_good": "on"})
    assert counts(row) == (8, 0)


def test_a_file_that_another_person_looked_at_is_not_there(boss):
    row = shelf(5)
    text = f"location,sku,on_hand,safety\n{row.location.erp_code},{row.product.sku},8,\n"
    _page, key = load(boss, Stock, text)
    other = person("other", permissions=COUNTS, every_channel=True, every_location=True)

    page = other.post(f"{list_of(Stock)}load/", {"looked_at": key})

    assert said(page) == ["The file is no longer here; choose it again."]
    assert counts(row) == (5, 0)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (
            StockLocation,
            "code,name,gstin,state,pincode,line,city\nM1,Mall,,MH,400001,1 Road,Mumbai\n",
        ),
        (Product, "sku,name,hsn,gst_rate,max_per_order\nTV9,TV,8528,18,2\n"),
        (ServiceArea, "location,pincode,mode,lead_days,cutoff,cod,charge\nS-9,4,EXPRESS,1,,no,0\n"),
        (
            LaunchCampaign,
            "code,sku,starts_at,ends_at,capacity\nC,TV,2026-12-01T00:00:00Z,2026-12-09T00:00:00Z,9\n",
        ),
    ],
)
def test_every_table_is_loaded_through_its_page(boss, model, text):
    factories.location(erp_code="S-9")
    product(sku="TV")
    before = model.objects.count()

    page, key = load(boss, model, text)

    assert "1 rows: 1 good, 0 refused, 1 new. Nothing was written." in page
    assert model.objects.count() == before
    boss.post(f"{list_of(model)}load/", {"looked_at": key})
    assert model.objects.count() == before + 1
    assert 'href="load/"' in boss.get(list_of(model)).content.decode()


@pytest.mark.parametrize("model", [StockLocation, Product, LaunchCampaign])
def test_what_is_everybodys_is_not_loaded_by_one_store(model):
    clerk = person(
        "clerk",
        permissions=[*ALL, "orders.view_stocklocation", "orders.change_stocklocation"],
        every_channel=True,
        locations=[factories.location()],
    )

    assert clerk.get(f"{list_of(model)}load/").status_code == 403
    assert 'href="load/"' not in clerk.get(list_of(model)).content.decode()


def test_a_file_of_one_store_counts_nowhere_else():
    mine, other = shelf(1), shelf(1)
    clerk = person("clerk", permissions=COUNTS, every_channel=True, locations=[mine.location])
    text = "location,sku,on_hand,safety\n"
    text += "".join(f"{row.location.erp_code},{row.product.sku},7,\n" for row in (mine, other))

    page, key = load(clerk, Stock, text)

    assert "There is no such location." in page
    clerk.post(f"{list_of(Stock)}load/", {"looked_at": key, "keep_good": "on"})
    assert (counts(mine), counts(other)) == ((7, 0), (1, 0))
