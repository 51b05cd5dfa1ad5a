"""Files as spreadsheets write them: their separators, their empty columns, and what they eat."""

import pytest
from django.core.management import call_command

from orders.loading import TABLES, Unreadable, load
from orders.models import Product, Stock
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import counts, product, shelf

pytestmark = pytest.mark.django_db
HEADER = "location,sku,on_hand,safety"


def loaded(text, table="stock", **asked):
    return load(TABLES[table], text.encode(), at=NOON, **asked)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("more", ["", 2])
def test_the_separator_of_any_country_and_empty_columns_are_read(separator, ends, more):
    row = shelf(5)
    lines = [HEADER, f"{row.location.erp_code},{row.product.sku},8,"]
    text = ends.join(line + "," * (more or 0) for line in lines).replace(",", separator)

    report = loaded(f"\ufeff{text}{ends}")

    assert [(each.said, each.error) for each in report.results] == [
        ("on hand 5 → 8, promised 0", "")
    ]
    assert counts(row) == (8, 0)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"location|sku\n1|2", "must be: location,sku,on_hand,safety. It is: location|sku$"),
        (b"location;sku,on_hand;safety\n", "It is: location;sku,on_hand;safety$"),
        (b"", "must be: location,sku,on_hand,safety.$"),
        (f"{HEADER}\n".encode(), "There are no rows below the first line.$"),
        (f"{HEADER}\n\n,,,\n".encode(), "There are no rows below the first line.$"),
        (f"{HEADER}\nÉ,1,1,".encode("cp1252"), "Line 2 is not UTF-8: save the file as CSV UTF-8.$"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_so_that_it_can_be_mended(raw, why):
    with pytest.raises(Unreadable, match=why.replace("|", r"\|")):
        load(TABLES["stock"], raw, at=NOON)


FULL_WIDTH = "\uff15"


@pytest.mark.parametrize(
    "cell", ["1e5", '"1,000"', "5.0", '"=5"', "+5", "-1", FULL_WIDTH, "1_0", "5 0"]
)
def test_what_a_spreadsheet_makes_of_a_number_is_no_count(cell):
    row = shelf(5)

    report = loaded(f"{HEADER}\n{row.location.erp_code},{row.product.sku},{cell},")

    assert [each.error for each in report.results] == [
        "on_hand: a whole number from 0 to 2147483647 is needed."
    ]
    assert counts(row) == (5, 0)


def test_a_value_beyond_the_last_column_is_refused_and_not_dropped():
    row = shelf(5)

    report = loaded(f"{HEADER}\n{row.location.erp_code},{row.product.sku},8,,,9")

    assert [each.error for each in report.results] == ["6 cells where 4 are needed."]


def test_each_row_tells_of_what_it_speaks(tmp_path, capsys):
    row = shelf(5)
    file = tmp_path / "stock.csv"
    file.write_text(f"{HEADER}\n{row.location.erp_code},NOTHING,1,\nNOWHERE,{row.product.sku},1,\n")

    call_command("load", "stock", str(file), "--dry-run", "--keep-good")

    assert capsys.readouterr().err.splitlines() == [
        f"line 2 ({row.location.erp_code} NOTHING): There is no such product.",
        f"line 3 (NOWHERE {row.product.sku}): There is no such location.",
    ]
    assert Stock.objects.get().on_hand == 5


def test_a_code_whose_first_digit_a_spreadsheet_ate_is_taken_with_a_remark():
    report = loaded(
        "sku,name,hsn,gst_rate,max_per_order\nTEA,Tea,9024020,5,\nTV,TV,852872,18,\nX,X,,,",
        "catalogue",
    )

    assert [each.note for each in report.results] == [
        "The HSN code 9024020 has 7 digits: is a 0 in front missing?", "", "",
    ]  # fmt: skip
    assert Product.objects.get(sku="TEA").hsn_code == "9024020"


def test_the_command_tells_remarks_unasked_but_not_a_thousand_of_them(tmp_path, capsys):
    file = tmp_path / "catalogue.csv"
    rows = "".join(f"T{n},Tea,90240,5,\n" for n in range(22))
    file.write_text(f"sku,name,hsn,gst_rate,max_per_order\n{rows}")

    call_command("load", "catalogue", str(file), "--dry-run")

    first, *_between, more, summary = capsys.readouterr().out.splitlines()
    assert first == "line 2 (T0): new. The HSN code 90240 has 5 digits: is a 0 in front missing?"
    assert more == "2 more with a remark: -v 2 tells them."
    assert summary == "22 rows: 22 good, 0 refused, 22 new. Nothing was written."


def test_what_changed_after_the_look_is_judged_again_when_it_is_written():
    store, goods = factories.location(), product()
    text = f"{HEADER}\n{store.erp_code},{goods.sku},3,"
    looked = loaded(text, dry_run=True)
    Stock.objects.create(product=goods, location=store, on_hand=9, reserved=4, modified_date=NOON)

    report = loaded(text)

    assert [each.said for each in looked.results] == ["on hand 0 → 3, promised 0"]
    assert [each.error for each in report.results] == ["4 pieces are promised: there cannot be 3."]
    assert not report.written


def test_codes_that_differ_by_their_case_name_two_things_and_modes_one():
    store, small, large = factories.location(), product(sku="tv-a"), product(sku="TV-A")
    code = store.erp_code

    report = loaded(f"{HEADER}\n{code},tv-a,1,\n{code},TV-A,2,")
    areas = f"{code},4,EXPRESS,,,,\n{code},4,express,,,,"
    twice = loaded(f"location,pincode,mode,lead_days,cutoff,cod,charge\n{areas}", "service_areas")

    assert report.written
    assert [Stock.objects.get(product=goods).on_hand for goods in (small, large)] == [1, 2]
    assert [each.error for each in twice.results] == ["", "Line 2 tells of the same already."]
