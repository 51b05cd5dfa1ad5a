"""Where a supply takes place when the hub's city names no state, and what a person then sets."""

import pytest

from orders import drafts, invoices
from orders.commands import packages, run
from orders.commands.tax import set_place_of_supply
from orders.models import Invoice, InvoiceCounter, Order, OrderEvent, Package
from orders.workflow import BY_SLUG, IllegalMove, Invalid, PackageStatus
from tests import factories
from tests.factories import INDIA, ITALY, LATER, MUMBAI, NOON
from tests.orders.invoices.conftest import television

WHO = {"by": "test", "at": NOON}
LATE = {"by": "test", "at": LATER}
BENGALURU = drafts.CityDraft(43, "Bengaluru", INDIA)
ANCONA = drafts.CityDraft(26, "Ancona", ITALY)
KARNATAKA = "29AAACR5055K1Z3"


def home(city, **facts):
    country = facts.pop("country", city.country if city else INDIA)
    own = {"city": city, "township": None, "district": None, "country": country}
    return factories.address(**(own | facts))


def boxed(store, **facts):
    shop = factories.channel(default_location=store)
    order = factories.order(channel=shop, items=[television()], **facts)
    return Package.objects.get(order=order)


def packed(package):
    packages.pack(package.pk, **WHO)
    return Invoice.objects.get(package=package)


@pytest.mark.parametrize(
    ("city", "postcode", "place", "heads"),
    [
        (BENGALURU, "560038", "KA", "integrated"),
        (BENGALURU, "560 038", "KA", "integrated"),
        (BENGALURU, "400053", "MH", "central"),
        (None, "744101", "AN", "integrated"),
        (MUMBAI, "560038", "MH", "central"),
        (MUMBAI, None, "MH", "central"),
    ],
)
def test_the_pin_code_tells_the_state_where_the_city_does_not(store, city, postcode, place, heads):
    invoice = packed(boxed(store, shipping_address=home(city, postcode=postcode)))

    totals = invoices.document(invoices.loaded().get(pk=invoice.pk))["totals"]
    assert invoice.place_of_supply == place
    assert [bool(totals[head]) for head in ("integrated", "central")] == [
        heads == "integrated",
        heads == "central",
    ]


@pytest.mark.parametrize(
    ("postcode", "sentence"),
    [
        ("396230", "The PIN code 396230 lies in Gujarat and Dadra and Nagar Haveli and Daman and"),
        ("999999", "999999 is no PIN code that India Post lists, and the city names no state"),
        (None, "The address of delivery has no PIN code, and the city names no state"),
    ],
)
def test_an_unknown_place_is_refused_before_a_number_is_spent(store, postcode, sentence):
    package = boxed(store, shipping_address=home(BENGALURU, postcode=postcode))

    with pytest.raises(IllegalMove, match=sentence):
        packages.pack(package.pk, **WHO)

    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING
    assert (Invoice.objects.count(), InvoiceCounter.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"shipping_address": home(ANCONA, postcode="60121")}, ""),
        ({"delivery_type": "STORE_PICKUP"}, "MH"),
        ({"billing_address": home(MUMBAI, tax_no=KARNATAKA)}, "KA"),
    ],
)
def test_where_the_state_of_delivery_decides_nothing_it_may_be_unknown(store, facts, place):
    unknown = home(BENGALURU, postcode="999999")

    invoice = packed(
        boxed(store, **{"shipping_address": unknown, "billing_address": unknown} | facts)
    )

    assert invoice.place_of_supply == place


def test_a_registered_buyer_is_no_answer_where_the_house_does_not_bill_to_ship_to(store, settings):
    settings.GST_BILL_TO_SHIP_TO = False
    unknown = home(BENGALURU, postcode="999999")
    package = boxed(store, shipping_address=unknown, billing_address=home(MUMBAI, tax_no=KARNATAKA))

    with pytest.raises(IllegalMove, match="the place of supply is not known"):
        packages.pack(package.pk, **WHO)


def test_a_seller_without_registration_packs_as_ever(db):
    package = boxed(factories.location(), shipping_address=home(BENGALURU, postcode=None))

    assert packed(package).place_of_supply == "MH"


def test_what_a_person_sets_is_billed_kept_and_told(store):
    package = boxed(store, shipping_address=home(BENGALURU, postcode="396230"))

    set_place_of_supply(package.order_id, state="DH", reason="The customer says Silvassa", **LATE)

    event = OrderEvent.objects.get(kind="order.tax_set")
    assert event.data["changes"] == {
        "place_of_supply": ["", "DH"],
        "reason": ["", "The customer says Silvassa"],
    }
    assert packed(package).place_of_supply == "DH"
    with pytest.raises(IllegalMove, match="Everything is packed already"):
        set_place_of_supply(package.order_id, state="GJ", reason="x", **LATE)


def test_what_was_set_for_one_address_does_not_hold_for_another(store):
    package = boxed(store, shipping_address=home(BENGALURU, postcode="396230"))
    set_place_of_supply(package.order_id, state="DH", reason="asked", **LATE)
    other = factories.order(shipping_address=home(BENGALURU, postcode="999999")).shipping_address
    Order.objects.filter(pk=package.order_id).update(shipping_address=other)

    with pytest.raises(IllegalMove, match="999999 is no PIN code"):
        packages.pack(package.pk, **WHO)


@pytest.mark.parametrize(
    ("typed", "kept"), [("KA", "KA"), ("29", "KA"), ("karnataka", "KA"), ("IN-KA", "KA")]
)
def test_a_state_is_taken_by_any_of_its_names(store, typed, kept):
    package = boxed(store)
    asked = {"state": typed, "reason": "x"}

    run(BY_SLUG["order", "set-place-of-supply"], package.order_id, asked, **LATE)

    assert packed(package).place_of_supply == kept


@pytest.mark.parametrize("typed", ["XX", "Istanbul", 29, None, ["KA"], ""])
def test_what_is_no_state_is_refused(store, typed):
    package = boxed(store)
    asked = {"state": typed, "reason": "x"}

    with pytest.raises(Invalid) as refused:
        run(BY_SLUG["order", "set-place-of-supply"], package.order_id, asked, **LATE)

    assert list(refused.value.errors) == ["state"]
    assert packed(package).place_of_supply == "MH"
