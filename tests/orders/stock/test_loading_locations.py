"""Locations from a file: whom their invoices name, and what the hub has the last word on."""

import pytest

from orders.loading import TABLES, load
from orders.models import City, StockLocation
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
HEADER = ",".join(TABLES["locations"].header)
GSTIN = "27AAPFU0939F1ZV"


def loaded(line, **asked):
    (result,) = load(TABLES["locations"], f"{HEADER}\n{line}".encode(), at=NOON, **asked).results
    return result.said, result.note


def seller(code):
    return StockLocation.objects.get(erp_code=code).seller_name


@pytest.fixture
def hubs():
    """A store of the hub, with the hub's address."""
    home = factories.order().shipping_address
    home.line, home.postcode = "1 Hub Road", "400001"
    home.save()
    return factories.location(erp_code="H-1", omnitron_id=7, name="Hub Store", address=home)


def test_a_file_gives_the_hubs_store_its_seller_and_says_what_it_leaves_alone(hubs):
    line = f"H-1,Acme Retail Pvt Ltd,{GSTIN},MH,400703,Plot 4,Navi Mumbai"
    note = "Invoices name the seller Acme Retail Pvt Ltd."
    note += " Kept as the hub tells it: pincode, line, city."

    looked = loaded(line, dry_run=True)
    assert (loaded(line), loaded(line)) == (("changed", note), ("unchanged", note))

    assert looked == ("changed", note)
    hubs.refresh_from_db()
    assert (hubs.name, hubs.seller_name, hubs.seller_gstin) == (
        "Hub Store", "Acme Retail Pvt Ltd", GSTIN,
    )  # fmt: skip
    assert hubs.address.line == "1 Hub Road"
    assert not City.objects.filter(name="Navi Mumbai").exists()


def test_a_wrong_name_of_a_seller_is_put_right_by_the_next_file(hubs):
    loaded(f"H-1,Acme Retial,{GSTIN},MH,,,")

    assert loaded(f"H-1,Acme Retail,{GSTIN},MH,,,")[0] == "changed"
    assert seller("H-1") == "Acme Retail"


def test_the_hubs_own_name_in_a_file_is_nobodys_as_a_seller(hubs):
    assert loaded(f"H-1,Hub Store,{GSTIN},MH,,,") == ("changed", "")
    assert seller("H-1") == ""


def test_the_seller_of_our_own_store_follows_its_name_until_another_is_typed():
    assert loaded(f"M-1,Acme Retial,{GSTIN},MH,400001,1 Road,Mumbai") == ("new", "")
    assert loaded(f"M-1,Acme Retail,{GSTIN},MH,400001,1 Road,Mumbai") == ("changed", "")
    assert seller("M-1") == "Acme Retail"
    StockLocation.objects.update(seller_name="Acme Retail Private Limited")

    again = loaded(f"M-1,Vashi Store,{GSTIN},MH,400001,1 Road,Mumbai")

    assert again == ("changed", "Invoices name the seller Acme Retail Private Limited.")
    assert seller("M-1") == "Acme Retail Private Limited"
