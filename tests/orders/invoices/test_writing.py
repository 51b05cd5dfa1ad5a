"""What an invoice freezes on the day that it is written."""

from decimal import Decimal

import pytest

from orders import drafts, invoices
from orders.commands import packages
from orders.models import Address, City, Invoice, InvoiceTax, StockLocation
from orders.workflow import Invalid, PackageStatus
from tests import factories
from tests.factories import DELHI, INDIA, ITALY, MUMBAI, NOON
from tests.orders.invoices.conftest import SELLER, billed, television

WHO = {"by": "test", "at": NOON}
BENGALURU = drafts.CityDraft(23, "Bengaluru", INDIA, state="Karnataka")
CHENNAI = drafts.CityDraft(24, "Chennai", INDIA, state="", state_code="33")
NOWHERE = drafts.CityDraft(25, "Nowhere", INDIA)
ANCONA = drafts.CityDraft(26, "Ancona", ITALY, state_code="AN")
KARNATAKA, MAHARASHTRA = "29AAACR5055K1Z3", "27AAACR5055K1Z7"


def home(city, **facts):
    return factories.address(city=city, township=None, district=None, country=city.country, **facts)


def test_each_charge_of_a_unit_has_a_tax_row_at_the_rate_of_the_goods(store):
    invoice = billed(
        store,
        shipping_amount=Decimal("40.00"),
        cod_amount=Decimal("25.00"),
        gift_wrap_amount=Decimal("9.50"),
        shipping_address=home(DELHI),
    )

    rows = InvoiceTax.objects.order_by("pk").values_list(
        "cost_head", "rate", "gross", "taxable", "integrated", "central"
    )
    assert [(head, *map(str, amounts)) for head, *amounts in rows] == [
        ("selling_price", "18.00", "69990.00", "59313.56", "10676.44", "0.00"),
        ("shipping_charges", "18.00", "40.00", "33.90", "6.10", "0.00"),
        ("cash_on_delivery_charges", "18.00", "25.00", "21.19", "3.81", "0.00"),
        ("gift_wrap_charges", "18.00", "9.50", "8.05", "1.45", "0.00"),
    ]
    assert invoice.total == Decimal("70064.50")


def test_a_charge_of_nothing_has_no_row_and_a_present_has_its_price_row(store):
    billed(store, items=[television(net_amount=Decimal("0.00"))])

    assert [row.cost_head for row in InvoiceTax.objects.all()] == ["selling_price"]


@pytest.mark.parametrize(
    ("delivery", "billing", "tax_no", "place", "heads"),
    [
        (MUMBAI, MUMBAI, "", "MH", ("0.00", "5338.22")),
        (DELHI, MUMBAI, "", "DL", ("10676.44", "0.00")),
        (BENGALURU, MUMBAI, "", "KA", ("10676.44", "0.00")),
        (CHENNAI, BENGALURU, KARNATAKA, "KA", ("10676.44", "0.00")),
        (BENGALURU, MUMBAI, MAHARASHTRA, "MH", ("0.00", "5338.22")),
        (CHENNAI, BENGALURU, "29AAACR5055K1Z4", "TN", ("10676.44", "0.00")),
        (NOWHERE, DELHI, "", "MH", ("0.00", "5338.22")),
        (ANCONA, ANCONA, "", "", ("0.00", "0.00")),
    ],
)
def test_the_place_of_supply_is_kept_with_the_invoice(
    store, delivery, billing, tax_no, place, heads
):
    invoice = billed(
        store, shipping_address=home(delivery), billing_address=home(billing, tax_no=tax_no)
    )

    row = InvoiceTax.objects.get()
    assert (invoice.supplier_state, invoice.place_of_supply) == ("MH", place)
    assert (str(row.integrated), str(row.central)) == heads


def test_without_the_rule_of_the_third_person_the_delivery_decides(store, settings):
    settings.GST_BILL_TO_SHIP_TO = False

    invoice = billed(
        store,
        shipping_address=home(BENGALURU),
        billing_address=home(MUMBAI, tax_no=MAHARASHTRA),
    )

    assert invoice.place_of_supply == "KA"


def test_what_is_fetched_from_the_store_is_supplied_where_the_bill_says(store):
    elsewhere = {"shipping_address": home(DELHI), "billing_address": home(BENGALURU)}

    assert billed(store, delivery_type="STORE_PICKUP", **elsewhere).place_of_supply == "KA"
    assert billed(store, delivery_type="standard", **elsewhere).place_of_supply == "DL"


def test_the_registration_decides_the_suppliers_state_and_without_one_what_is_written(db):
    registered = factories.location(seller_gstin="29AAACR5055K1Z3", state_code="MH")
    plain = factories.location(state_code="MH")

    assert [billed(place).supplier_state for place in (registered, plain)] == ["KA", "MH"]


@pytest.mark.parametrize(
    ("typed", "kept"), [(" 29aaacr5055k1z3", KARNATAKA), ("29AAACR5055K1Z4", ""), ("123456", "")]
)
def test_only_a_sound_registration_of_the_buyer_stands_on_the_invoice(store, typed, kept):
    invoice = billed(store, billing_address=home(BENGALURU, tax_no=typed))

    assert invoice.buyer_gstin == kept
    assert invoices.document(invoice)["buyer"]["gstin"] == kept


def test_later_changes_of_names_and_addresses_do_not_reach_it(store):
    invoice = billed(store, shipping_address=home(DELHI), billing_address=home(BENGALURU))
    before = invoices.document(invoice)

    StockLocation.objects.update(seller_name="Other", seller_gstin="", state_code="GA", name="O")
    Address.objects.update(line="Elsewhere", first_name="Other", tax_no="", postcode="1")
    City.objects.update(name="Other", state="Goa", state_code="GA")

    assert invoices.document(invoices.loaded().get(pk=invoice.pk)) == before
    assert before["seller"] == {
        "name": "Acme Retail Private Limited",
        "gstin": SELLER,
        "lines": ["12 Hill Road", "Marol, Andheri"],
        "city": "Mumbai",
        "postcode": "400059",
        "country": "India",
        "state_code": "27",
        "state_name": "Maharashtra",
    }
    assert [before[who]["state_name"] for who in ("buyer", "delivery")] == ["Karnataka", "Delhi"]


@pytest.mark.parametrize("number", ["A" * 17, "INV 1", "INV_1", "INV.1", "ÄB1", "1\n"])
def test_a_number_that_the_law_does_not_know_is_refused_to_a_registered_seller(store, number):
    package = factories.package(channel=factories.channel(default_location=store))

    with pytest.raises(Invalid, match="at most 16 letters, digits, hyphens and slashes"):
        packages.pack(package.pk, invoice_number=number, **WHO)

    package.refresh_from_db()
    assert (package.state, Invoice.objects.count()) == (PackageStatus.WAITING, 0)


def test_a_seller_without_registration_numbers_as_he_likes(db):
    package = factories.package()

    packages.pack(package.pk, invoice_number="Bill no. 1 of the shop", **WHO)

    assert Invoice.objects.get().number == "Bill no. 1 of the shop"


@pytest.mark.parametrize(
    ("key", "series"), [(7, "007"), (999, "999"), (1000, "0RS"), (46655, "ZZZ")]
)
def test_a_number_never_has_more_than_sixteen_characters(db, key, series):
    store = factories.location(pk=key, seller_gstin=SELLER)

    assert billed(store).number == f"{series}/2627/0000001"


@pytest.mark.parametrize(
    ("price", "total", "round_off"),
    [("999.50", "1000.00", "0.50"), ("999.49", "999.00", "-0.49"), ("999.00", "999.00", "0.00")],
)
def test_a_total_is_rounded_to_the_rupee_where_the_setting_says_so(
    store, settings, price, total, round_off
):
    settings.INVOICE_ROUND_OFF = True

    invoice = billed(store, items=[television(net_amount=Decimal(price))])

    totals = invoices.document(invoice)["totals"]
    assert invoice.total == Decimal(total)
    assert (totals["total"], totals["round_off"]) == (Decimal(total), Decimal(round_off))
