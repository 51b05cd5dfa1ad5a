"""Files: one header, every row judged, all written or none, and the same rules on every door."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from orders.loading import TABLES, load
from orders.models import LaunchCampaign, Mode, Product, ServiceArea, Stock, StockLocation
from orders.scope import Scope
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import block, counts, product, shelf

pytestmark = pytest.mark.django_db


def rows(table, *lines, **asked):
    text = "\n".join([",".join(TABLES[table].header), *lines])
    return load(TABLES[table], text.encode(), at=NOON, **asked)


def told(report):
    return [result.error or result.said for result in report.results]


def test_a_location_is_made_with_what_an_invoice_needs_of_it():
    line = 'MUM1,Vashi Store,27aapfu0939f1zv,maharashtra,400703,"Plot 4, Sector 30",Navi Mumbai'

    assert told(rows("locations", line)) == ["new"]

    store = StockLocation.objects.get(erp_code="MUM1")
    assert (store.name, store.seller_gstin, store.state_code) == (
        "Vashi Store",
        "27AAPFU0939F1ZV",
        "MH",
    )
    home = store.address
    assert (home.line, home.postcode, home.city.name, home.city.state_code, home.country.code) == (
        "Plot 4, Sector 30",
        "400703",
        "Navi Mumbai",
        "MH",
        "IN",
    )
    assert told(rows("locations", line)) == ["unchanged"]
    assert told(rows("locations", line.replace("Plot 4", "Plot 5"))) == ["changed"]
    store.refresh_from_db()
    assert store.address.line == "Plot 5, Sector 30"
    assert store.address_id != home.pk


def test_the_name_of_a_location_that_the_hub_knows_stays():
    store = factories.location(omnitron_id=7, name="Hub's name")

    rows("locations", f"{store.erp_code},Mine,27AAPFU0939F1ZV,MH,,,")

    store.refresh_from_db()
    assert (store.name, store.seller_gstin) == ("Hub's name", "27AAPFU0939F1ZV")


def test_a_product_gets_its_tax_and_its_limit():
    known = product(sku="245179", omnitron_id=9, name="Hub's name")

    report = rows("catalogue", "245179,TV,85287219,18,2", "245180,Fan,8414,5.5,", "9,X,,,")

    assert told(report) == ["changed", "new", "new"]
    known.refresh_from_db()
    assert (known.name, known.hsn_code, known.gst_rate, known.max_per_order) == (
        "Hub's name",
        "85287219",
        Decimal("18.00"),
        2,
    )
    assert Product.objects.get(sku="245180").max_per_order is None


def test_a_catalogue_may_say_which_number_each_unit_has():
    for n in range(4):
        product(sku=f"P{n}", serial_kind="imei")
    header = ",".join(TABLES["catalogue"].header)
    lines = ["P0,A,,,,none", "P1,B,,,,Serial", "P2,C,,,,", "P9,D,,,,imei", "P3,E,,,,seal"]
    text = "\n".join([f"{header},serial_kind", *lines])

    report = load(TABLES["catalogue"], text.encode(), at=NOON, keep_good=True)
    assert told(report) == [
        "changed", "changed", "changed", "new", "serial_kind: none, serial or imei.",
    ]  # fmt: skip
    rows("catalogue", "P9,D,,,")  # a file without the column leaves it alone

    kinds = Product.objects.order_by("sku").values_list("sku", "serial_kind")
    assert list(kinds) == [("P0", ""), ("P1", "serial"), ("P2", ""), ("P3", "imei"), ("P9", "imei")]


def test_stock_is_counted_and_never_below_what_is_promised():
    row, other = shelf(5, safety=1), shelf(5)
    block((row, 3), channel=factories.channel())
    here, there = row.location.erp_code, other.location.erp_code
    lines = [f"{here},{row.product.sku},2,", f"{there},{other.product.sku},7,2"]

    refused = rows("stock", *lines)

    said = ["3 pieces are promised: there cannot be 2.", "on hand 5 → 7, promised 0"]
    assert (told(refused), refused.written) == (said, False)
    assert (counts(row), counts(other)) == ((5, 3), (5, 0))
    kept = rows("stock", *lines, keep_good=True)
    assert (told(kept), kept.written) == (said, True)
    assert (counts(row), counts(other)) == ((5, 3), (7, 0))
    rows("stock", f"{here},{row.product.sku},9,")
    row.refresh_from_db()
    assert (row.on_hand, row.safety) == (9, 1)


def test_service_areas_and_campaigns_are_made_and_changed():
    store, goods = factories.location(), product()
    area = f"{store.erp_code},4000,home_delivery,2,14:30,yes,49.50"
    launch = f"DIWALI,{goods.sku},2026-12-01T00:00:00+05:30,2026-12-08T00:00:00+05:30,100"

    assert told(rows("service_areas", area)) == ["new"]
    assert told(rows("campaigns", launch)) == ["new"]

    made = ServiceArea.objects.get()
    assert (made.location, made.pincode, made.mode) == (store, "4000", Mode.HOME_DELIVERY)
    assert (made.lead_days, made.cutoff, made.cod, made.charge) == (
        2,
        time(14, 30),
        True,
        Decimal("49.50"),
    )
    campaign = LaunchCampaign.objects.get()
    assert campaign.starts_at == datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
    assert told(rows("service_areas", area.replace("yes", "no"), area.replace("4000", "4"))) == [
        "changed",
        "new",
    ]
    LaunchCampaign.objects.update(registered=60, signed_up=60)
    assert told(rows("campaigns", launch.replace(",100", ",59"))) == [
        "60 people are registered: the capacity cannot be less."
    ]
    assert told(rows("campaigns", launch.replace(",100", ",60"))) == ["changed"]


def test_an_object_is_told_of_once_in_a_file():
    store, goods = factories.location(), product()
    line = f"{store.erp_code},{goods.sku},1,"

    report = rows("stock", line, "", line)

    assert told(report) == ["on hand 0 → 1, promised 0", "Line 2 tells of the same already."]
    assert [result.line for result in report.results] == [2, 4]
    assert not report.written


def test_a_dry_run_says_the_same_and_writes_nothing():
    row, goods = shelf(5), product()
    lines = [f"{row.location.erp_code},{sku},8," for sku in (row.product.sku, goods.sku)]
    area = f"{row.location.erp_code},1,EXPRESS,,,,"

    looked = [rows("stock", *lines, dry_run=True), rows("service_areas", area, dry_run=True)]

    assert [report.written for report in looked] == [False, False]
    assert (counts(row), Stock.objects.count()) == ((5, 0), 1)
    assert not ServiceArea.objects.filter(mode=Mode.EXPRESS).exists()
    assert told(rows("stock", *lines)) == told(looked[0])
    assert told(rows("service_areas", area)) == told(looked[1])


def test_who_sees_one_store_counts_nowhere_else():
    mine, other = shelf(1), shelf(1)
    scope = Scope(channels=None, locations=frozenset([mine.location_id]))
    lines = [f"{row.location.erp_code},{row.product.sku},4," for row in (mine, other)]

    report = rows("stock", *lines, scope=scope, keep_good=True)

    assert told(report) == ["on hand 1 → 4, promised 0", "There is no such location."]
    assert (counts(mine), counts(other)) == ((4, 0), (1, 0))


def test_the_command_tells_each_refused_row_and_fails(tmp_path, capsys):
    store, goods = factories.location(), product()
    file = tmp_path / "stock.csv"
    lines = [f"{store.erp_code},{goods.sku},4,", f"{store.erp_code},NOTHING,4,"]
    file.write_text("\n".join(["location,sku,on_hand,safety", *lines]))

    with pytest.raises(CommandError, match="2 rows: 1 good, 1 refused. Nothing was written."):
        call_command("load", "stock", str(file))

    refused = f"line 3 ({store.erp_code} NOTHING): There is no such product.\n"
    assert capsys.readouterr().err == refused
    assert not Stock.objects.exists()
    call_command("load", "stock", str(file), "--keep-good", "--dry-run")
    assert not Stock.objects.exists()
    capsys.readouterr()
    call_command("load", "stock", str(file), "--keep-good", verbosity=2)
    assert capsys.readouterr().out.splitlines() == [
        f"line 2 ({store.erp_code} {goods.sku}): on hand 0 → 4, promised 0",
        "2 rows: 1 good, 1 refused. Written.",
    ]
    assert Stock.objects.get().on_hand == 4


def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("load", "stock", str(tmp_path / "none.csv"))
