"""Odd facts that never keep an order out: read, cut or left out, and noted where they belong."""

from decimal import Decimal

import pytest

from integrations.models import Quarantined
from orders.commands import orders as commands
from orders.models import Address, IntakeNote, Order, OrderEvent, Package, Product
from tests.integrations.omnitron.raw_hub import home, order, product, unit


def of_product(**changes):
    return order(orderitem_set=[unit(90004, 90001, product=product(**changes))])


def of_unit(**changes):
    return order(orderitem_set=[unit(90004, 90001, **changes)])


def sent_to(**changes):
    return order(shipping_address=home(90003, **changes))


def notes():
    return sorted(IntakeNote.objects.filter(order__isnull=False).values_list("text", flat=True))


LONG = "https://cdn.example.com/a.jpg?X-Amz-Signature=" + "a" * 1200
# How the hub sends it; what we hold, by a path from the order; what the note says.
UNIT = "orderitem_set.0"
ODD = {
    "an HSN code of twelve digits": (
        of_product(attributes={"hsn_code": "6109.10.00.00.11"}),
        f"{UNIT}.product.hsn_code", "",
        "Product SKU-001, HSN code: not of 2 to 8 digits; left out.",
    ),
    "an HSN code in words": (
        of_product(attributes={"hsn_code": "shirts"}),
        f"{UNIT}.product.hsn_code", "",
        "Product SKU-001, HSN code: not of 2 to 8 digits; left out.",
    ),
    "a picture without an address": (
        of_product(productimage_set=[{"pk": 1, "order": 0, "image": None, "url": None}]),
        f"{UNIT}.product.productimage_set.count", 0,
        "Product SKU-001, image: without an address; left out.",
    ),
    "a barcode as a number": (
        of_product(barcode=8901234567890),
        f"{UNIT}.product.barcode", "8901234567890",
        "Product SKU-001, barcode: sent as a number; read as a text.",
    ),
    "a name of 300 letters": (
        of_product(name="n" * 300),
        f"{UNIT}.product.name", "n" * 254 + "…",
        "Product SKU-001, name: longer than 255 characters; cut where … stands.",
    ),
    "attributes as a list": (
        of_product(extra_attributes=["red"]),
        f"{UNIT}.product.extra_attributes", {},
        "Product SKU-001, extra attributes: not an object; left out.",
    ),
    "a postcode as a number": (
        sent_to(postcode=400053),
        "shipping_address.postcode", "400053",
        "Shipping address, postcode: sent as a number; read as a text.",
    ),
    "a city that is only a word": (
        sent_to(city="Mumbai"),
        "shipping_address.city", None,
        "Shipping address, city: not a key; left out.",
    ),
    "a tax number of thirty letters": (
        sent_to(tax_no="9" * 30),
        "shipping_address.tax_no", "9" * 19 + "…",
        "Shipping address, tax number: longer than 20 characters; cut where … stands.",
    ),
    "one for true": (
        order(has_gift_box=1), "has_gift_box", True,
        "Has gift box: not sent as true or false; read as true.",
    ),
    "maybe for true": (
        order(has_gift_box="maybe"), "has_gift_box", False,
        "Has gift box: not true or false; left out.",
    ),
    "notes of 1,500 letters": (
        order(notes="n" * 1500), "notes", "n" * 1023 + "…",
        "Notes: longer than 1024 characters; cut where … stands.",
    ),
    "a NUL in the notes": (
        order(notes="a\x00b"), "notes", "a\ufffdb",
        "Notes: holds a character that cannot be stored; \ufffd stands for it.",
    ),
    "half of a surrogate pair": (
        order(notes="a\ud800b"), "notes", "a\ufffdb",
        "Notes: holds a character that cannot be stored; \ufffd stands for it.",
    ),
    "tax to the millionth": (
        of_unit(tax_amount="76.118644"), f"{UNIT}.tax_amount", Decimal("76.12"),
        "Unit 90004, tax amount: more decimals than INR has; rounded to 76.12.",
    ),
    "a retail price in words": (
        of_unit(retail_price="on request"), f"{UNIT}.retail_price", None,
        "Unit 90004, retail price: not a number; left out.",
    ),
    "a wish for a carrier that is no key": (
        order(cargo_company="DHL"), "cargo_company", None,
        "Cargo company: not a key; left out.",
    ),
    "a delivery range that is a number": (
        order(delivery_range=5), "delivery_range", None,
        "Delivery range: not a text or an object; left out.",
    ),
    "a price list without a name": (
        of_unit(price_list={"pk": 34}), f"{UNIT}.price_list", None, None,
    ),
}  # fmt: skip


def held(path):
    value = Order.objects.get()
    for name in path.split("."):
        if name == "0":
            value = value.get()
        elif name == "count":
            value = value.count()
        else:
            value = getattr(value, name)
    return value


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_fact_keeps_no_order_out_and_is_noted(odd, take):
    row, path, value, note = odd

    assert take(row) == {"new": 1}

    assert held(path) == value
    assert note is None or note in notes()
    assert not Quarantined.objects.exists()


def test_a_picture_whose_address_is_too_long_is_left_out(take):
    take(of_product(productimage_set=[{"pk": 1, "order": 0, "image": LONG}]))

    assert Product.objects.get().productimage_set.count() == 0
    assert "Product SKU-001, image: longer than 1024 characters; left out." in notes()


def test_an_ordinary_order_carries_no_note(take):
    assert take(order()) == {"new": 1}
    assert not IntakeNote.objects.exists()


def test_the_note_of_a_product_stands_on_the_product_and_goes_when_the_hub_mends_it(take):
    take(of_product(barcode=8901234567890))

    row = IntakeNote.objects.get(order=None)
    assert (row.content_type.model, row.object_id) == ("product", Product.objects.get().pk)
    assert (row.field, row.text) == (
        "product 5001.barcode",
        "Product SKU-001, barcode: sent as a number; read as a text.",
    )

    mended = product(barcode="8901234567890", modified_date="2026-11-20T11:00:00Z")
    changed = {"modified_date": "2026-11-20T11:00:00Z", "notes": "soon"}
    take(order(orderitem_set=[unit(90004, 90001, product=mended)]) | changed)

    assert not IntakeNote.objects.exists()


def test_the_next_buyer_of_an_odd_product_is_served_too(take):
    odd = product(attributes={"hsn_code": "6109.10.00.00.11"})
    take(*(order(pk, orderitem_set=[unit(pk + 3, pk, product=odd)]) for pk in (90001, 90011)))

    assert Order.objects.filter(packages__isnull=False).count() == 2
    assert IntakeNote.objects.filter(order__isnull=False).count() == 2
    assert IntakeNote.objects.filter(order=None).count() == 1


def test_an_order_without_a_customer_is_a_guests_named_by_its_address(take):
    assert take(order(customer=None)) == {"new": 1}

    guest = Order.objects.get().customer
    assert (guest.omnitron_id, str(guest), guest.email) == (None, "Test Buyer", "buyer@example.com")
    assert notes() == ["Customer: missing; taken as a guest's order, named by its address."]


def test_a_customer_who_was_deleted_at_the_hub_is_a_guest(take):
    assert take(order(customer=777)) == {"new": 1}
    assert str(Order.objects.get().customer) == "Test Buyer"
    assert notes() == [
        "Customer: not at Omnitron any more; left out. "
        "Customer: missing; taken as a guest's order, named by its address."
    ]


NOWHERE = {"line": None, "postcode": None, "country": None, "city": None, "township": None}
NOBODY = {"first_name": None, "last_name": None, "email": None, "phone_number": None}


@pytest.mark.parametrize("place", [home(90003, **NOWHERE, **NOBODY), None, 777, "12 Test Road"])
def test_an_order_that_says_nothing_where_to_send_to_is_taken_and_held(place, take):
    assert take(order(shipping_address=place)) == {"new": 1}

    held_order = Order.objects.get()
    assert held_order.held_at is not None
    assert not Package.objects.exists()
    reason = OrderEvent.objects.get(kind="order.held").data["changes"]["reason"]
    assert reason == [
        "",
        "Nothing in the shipping address says where to send to. Release the order once it does.",
    ]
    (said,) = (note for note in notes() if note.startswith("Shipping address"))
    assert said.endswith("Shipping address: says nothing where to send to; the order is held.")


def test_an_order_that_is_picked_up_needs_no_address(take):
    take(order(shipping_address=home(90003, **NOWHERE), delivery_type="click_and_collect"))

    assert Order.objects.get().held_at is None
    assert Package.objects.count() == 1


def test_an_order_that_a_person_released_is_not_held_again_by_the_same_address(take):
    take(order(shipping_address=home(90003, **NOWHERE)))
    held_order = Order.objects.get()
    commands.release(held_order.pk, by="test", at=held_order.created_date)
    again = {"modified_date": "2026-11-20T11:00:00Z", "notes": "ring twice"}

    assert take(order(shipping_address=home(90003, **NOWHERE)) | again) == {"changed": 1}
    assert Order.objects.get().held_at is None


def test_an_address_that_becomes_empty_holds_the_order(take):
    take(order())
    again = {"modified_date": "2026-11-20T11:00:00Z"}

    take(order(shipping_address=home(90003, **NOWHERE)) | again)

    assert Order.objects.get().held_at is not None


def test_a_unit_in_another_currency_than_its_order_is_quarantined(take):
    assert take(of_unit(price_currency="usd")) == {"quarantined": 1}
    assert Quarantined.objects.get().reason == (
        "orderitem_set[0].price_currency is usd, the order's is inr."
    )


def test_a_city_without_its_country_lies_in_the_country_of_the_address(take):
    place = home(90003, city={"pk": 12, "name": "Mumbai"}, township={"pk": 13, "name": "Andheri"})
    take(order(shipping_address=place, billing_address=place))

    place = Address.objects.get(pk=Order.objects.get().shipping_address_id)
    assert (place.city.name, place.city.country.name, place.township.name) == (
        "Mumbai", "India", "Andheri",
    )  # fmt: skip
