"""Files and rows that cannot be: each says why, and leaves everything as it was."""

import pytest

from orders.loading import TABLES, Unreadable, load
from orders.models import Stock
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import product

pytestmark = pytest.mark.django_db


def rows(table, *lines, **asked):
    text = "\n".join([",".join(TABLES[table].header), *lines])
    return load(TABLES[table], text.encode(), at=NOON, **asked)


def told(report):
    return [result.error or result.said for result in report.results]


@pytest.mark.parametrize(
    ("table", "line", "why"),
    [
        ("locations", "A,B,27AAPFU0939F1ZW,MH,,,", "gstin: no GSTIN (CHECKSUM)."),
        ("locations", "A,B,27AAPFU0939F1ZV,KA,,,", "state: the GSTIN is of another state."),
        ("locations", "A,B,,Atlantis,,,", "state: there is no such state."),
        ("locations", "A,B,,MH,012345,,", "pincode: six digits are needed."),
        ("locations", ",B,,MH,,,", "code: this is needed."),
        ("catalogue", "1,TV,12,18,", "hsn: 4 to 8 digits are needed."),
        ("catalogue", "1,TV,8528,1e2,", "gst_rate: a number from 0 to 100, at most 2 decimals."),
        ("catalogue", "1,TV,8528,-1,", "gst_rate: a number from 0 to 100, at most 2 decimals."),
        ("catalogue", "1,TV,८५२८,18,", "hsn: 4 to 8 digits are needed."),
        (
            "catalogue",
            "1,TV,8528,18,0",
            "max_per_order: a whole number from 1 to 2147483647 is needed.",
        ),
        ("stock", "NOWHERE,1,1,", "There is no such location."),
        ("stock", "S-1,NOTHING,1,", "There is no such product."),
        ("stock", "S-1,TWIN,1,", "2 products have this SKU."),
        ("stock", "S-1,ONE,,", "on_hand: this is needed."),
        ("stock", "S-1,ONE,1.5,", "on_hand: a whole number from 0 to 2147483647 is needed."),
        (
            "stock",
            "S-1,ONE,99999999999,",
            "on_hand: a whole number from 0 to 2147483647 is needed.",
        ),
        ("stock", "S-1,ONE,1", "3 cells where 4 are needed."),
        ("stock", 'S-1,"ONE"x,1,', "Not CSV: ',' expected after '\"'."),
        ("stock", 'S-1,"ONE,1,', "Not CSV: unexpected end of data."),
        ("stock", "S-1,O\0NE,1,", "A cell holds a NUL character."),
        ("service_areas", "S-1,,EXPRESS,,,,", "pincode: this is needed."),
        ("service_areas", "S-1,4000001,EXPRESS,,,,", "pincode: at most 6 characters."),
        ("service_areas", "S-1,04,EXPRESS,,,,", "pincode: 1 to 6 digits, the first no 0."),
        ("service_areas", "S-1,4,DRONE,,,,", "mode: one of HOME_DELIVERY, EXPRESS, STORE_PICKUP."),
        ("service_areas", "S-1,4,EXPRESS,,25:00,,", "cutoff: write it as 14:30."),
        ("service_areas", "S-1,4,EXPRESS,,,maybe,", "cod: yes or no is needed."),
        (
            "campaigns",
            "C,ONE,2026-12-01T00:00:00,2026-12-08T00:00:00+05:30,5",
            "starts_at: write it with its offset, as 2026-12-01T00:00:00+05:30.",
        ),
        (
            "campaigns",
            "C,ONE,2026-12-09T00:00:00Z,2026-12-08T00:00:00Z,5",
            "ends_at: this is not after starts_at.",
        ),
    ],
)
def test_a_row_that_cannot_be_says_why_and_nothing_is_written(table, line, why):
    factories.location(erp_code="S-1")
    for sku in ("ONE", "TWIN", "TWIN"):
        product(sku=sku)

    report = rows(table, line, keep_good=True)

    assert (told(report), report.written) == ([why], False)
    assert not Stock.objects.exists()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "The first line must be: location,sku,on_hand,safety"),
        (b"sku,location,on_hand,safety\n", "The first line must be: "),
        (b"location,sku,on_hand,safety\nA,\xff,1,\n", "Line 2 is not UTF-8"),
        ("location,sku,on_hand,safety".encode("utf-16"), "Line 1 is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(raw, why):
    with pytest.raises(Unreadable, match=why):
        load(TABLES["stock"], raw, at=NOON)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_spreadsheets_file_is_read(ends):
    store, goods = factories.location(), product(sku='T"V, 42')
    text = f"\ufeffLOCATION{ends}".replace("LOCATION", "location,sku,on_hand,safety")
    text += f'"{store.erp_code}","T""V, 42",3,{ends}'

    assert told(load(TABLES["stock"], text.encode(), at=NOON)) == ["on hand 0 → 3, promised 0"]
    assert Stock.objects.get().product == goods
