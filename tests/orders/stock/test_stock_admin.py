"""Goods in the back office: counts by command, files with a look first, all within the scope."""

from datetime import timedelta

import pytest

from orders import roles
from orders.commands import interest
from orders.models import (
    LaunchCampaign,
    Stock,
    StockNotification,
    StockReservation,
)
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.conftest import person
from tests.factories import NOON
from tests.orders.stock.shelves import block, counts, product, shelf

pytestmark = pytest.mark.django_db
COUNTS = ["orders.view_stock", "orders.add_stock", "orders.change_stock", "orders.view_product"]
GOODS = ["product", "stock", "stockreservation", "servicearea", "launchcampaign"]
ALL = [f"orders.{verb}_{model}" for model in GOODS for verb in ("view", "add", "change")]


def test_a_count_is_written_and_what_is_promised_is_not(boss):
    row = shelf(5)
    block((row, 2), channel=factories.channel())

    boss.post(page_of(row), {"on_hand": 9, "safety": 1, "reserved": 0})

    row.refresh_from_db()
    assert (row.on_hand, row.reserved, row.safety) == (9, 2, 1)


def test_a_count_below_what_is_promised_is_refused_beside_its_field(boss):
    row = shelf(5)
    block((row, 2), channel=factories.channel())

    page = boss.post(page_of(row), {"on_hand": 1, "safety": 0})

    assert "2 pieces are promised: there cannot be 1." in page.content.decode()
    assert counts(row) == (5, 2)


def test_who_types_only_the_safety_does_not_undo_a_count_made_meanwhile(boss):
    row = shelf(5)
    page = boss.get(page_of(row))
    assert 'name="initial-' not in page.content.decode()

    boss.post(page_of(row), {"on_hand": 5, "safety": 3})

    row.refresh_from_db()
    assert (row.on_hand, row.safety) == (5, 3)


def test_a_new_row_of_stock_is_made_by_hand(boss):
    place, goods = factories.location(), product()

    boss.post(
        f"{list_of(Stock)}add/",
        {"product": goods.pk, "location": place.pk, "on_hand": 4, "safety": 0},
    )

    assert counts(Stock.objects.get(product=goods, location=place)) == (4, 0)


def test_a_store_sees_and_counts_its_own_shelves_only():
    mine, other = shelf(1), shelf(1)
    clerk = person("clerk", permissions=COUNTS, every_channel=True, locations=[mine.location])

    html = clerk.get(list_of(Stock)).content.decode()
    assert mine.product.sku in html
    assert other.product.sku not in html
    clerk.post(page_of(other), {"on_hand": 7, "safety": 0})
    assert counts(other) == (1, 0)


def test_a_reservation_is_shown_and_released_by_who_may(boss):
    row = shelf(5)
    held = block((row, 2), channel=factories.channel())
    reader = person(
        "reader",
        permissions=["orders.view_stockreservation"],
        every_channel=True,
        every_location=True,
    )
    release = page_of(held).replace("change/", "let-go/")

    assert row.product.sku in reader.get(page_of(held)).content.decode()
    assert reader.post(release).status_code == 403
    assert counts(row) == (5, 2)
    boss.post(release)
    held.refresh_from_db()
    assert (held.status, held.closed_by, counts(row)) == ("released", "staff:boss", (5, 0))


def test_a_store_sees_the_reservations_that_lie_with_it():
    mine, other = shelf(5), shelf(5)
    shop = factories.channel()
    block((mine, 1), channel=shop, reference="mine-1")
    theirs = block((other, 1), channel=shop, reference="theirs-1")
    clerk = person(
        "clerk",
        permissions=["orders.view_stockreservation", "orders.change_stockreservation"],
        every_channel=True,
        locations=[mine.location],
    )

    html = clerk.get(list_of(StockReservation)).content.decode()

    assert ("mine-1" in html, "theirs-1" in html) == (True, False)
    clerk.post(page_of(theirs).replace("change/", "let-go/"))
    assert counts(other) == (5, 1)


def test_tax_and_limit_of_a_product_are_written_and_judged(boss):
    goods = product(name="TV")

    page = boss.post(page_of(goods), {"hsn_code": "85", "gst_rate": "101", "max_per_order": "0"})
    assert "4 to 8 digits are needed." in page.content.decode()
    boss.post(page_of(goods), {"hsn_code": "8528", "gst_rate": "18", "name": "Radio"})

    goods.refresh_from_db()
    assert (goods.hsn_code, goods.gst_rate, goods.name) == ("8528", 18, "TV")


def test_a_locations_registration_is_judged_before_it_stands(boss):
    store = factories.location()
    typed = {"is_active": "on", "time_zone": "Asia/Kolkata", "seller_name": "", "tags": "[]"}
    typed |= {"invoice_series": "", "priority": "", "max_quota": "", "fiscal_document": "ours"}

    wrong = typed | {"seller_gstin": "27AAPFU0939F1ZW", "state_code": "27"}
    page = boss.post(page_of(store), wrong)
    assert "This is no GSTIN (CHECKSUM)." in page.content.decode()
    boss.post(page_of(store), wrong | {"seller_gstin": " 27aapfu0939f1zv"})

    store.refresh_from_db()
    assert (store.seller_gstin, store.state_code) == ("27AAPFU0939F1ZV", "MH")


def test_a_campaign_keeps_the_places_that_it_gave(boss):
    launch = LaunchCampaign.objects.create(
        code="C",
        product=product(),
        starts_at=NOON,
        ends_at=NOON + timedelta(days=30),
        capacity=5,
        registered=3,
        signed_up=3,
    )
    typed = {"code": "C", "product": launch.product_id, "capacity": "2"}
    typed |= {"starts_at_0": "2026-11-21", "starts_at_1": "12:00:00"}
    typed |= {"ends_at_0": "2026-12-21", "ends_at_1": "12:00:00"}

    page = boss.post(page_of(launch), typed)
    assert "3 people are registered." in page.content.decode()
    boss.post(page_of(launch), typed | {"capacity": "3", "code": "D"})

    launch.refresh_from_db()
    assert (launch.capacity, launch.code, launch.registered) == (3, "D", 3)


def test_who_waits_is_seen_by_who_sees_every_store():
    shop, row = factories.channel(), shelf(0)
    interest.notify(channel_id=shop.pk, product_id=row.product_id, email="asha@example.com")
    view = ["orders.view_stocknotification"]
    one_store = person("a", permissions=view, every_channel=True, locations=[row.location])
    service = person("b", permissions=view, channels=[shop], every_location=True)
    elsewhere = person("c", permissions=view, channels=[], every_location=True)

    pages = [who.get(list_of(StockNotification)) for who in (one_store, service, elsewhere)]

    assert ["asha@example.com" in page.content.decode() for page in pages] == [False, True, False]


def test_every_role_has_permissions_that_exist():
    for role in roles.PERMISSIONS:
        roles.group(role)
