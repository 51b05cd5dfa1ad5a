"""Their words into ours, without a database: exact values, and a sentence for each fault."""

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from integrations.omnitron import mirrored
from integrations.omnitron.facts import Facts, Unmappable
from integrations.omnitron.mapping import STATUSES, order_draft
from orders.drafts import CityDraft, LocationDraft
from orders.workflow import OrderStatus

ORDER = {
    "pk": 63461,
    "number": "2291090711512921",
    "channel": 1,
    "status": "400",
    "date_placed": "2023-05-17T13:45:20.568681Z",
    "modified_date": "2023-05-17T15:45:52+02:00",
    "currency": "TRY",
    "amount": "250.00",
    "payment_option_slug": "credit-card",
    "cargo_company": 34,
    "customer": 3433,
    "shipping_address": 10033,
    "billing_address": {"pk": 10033, "line": "Viale Edoardo Jenner"},
    "orderitem_set": [
        {
            "pk": 70193,
            "product": 8362,
            "status": 400,
            "price": Decimal("250"),
            "net_amount": 250,
            "tax_rate": "8.00",
        }
    ],
}


def told(**changes):
    return deepcopy(ORDER) | changes


def told_item(**changes):
    return told(orderitem_set=[ORDER["orderitem_set"][0] | changes])


def test_an_order_with_the_least_that_it_needs_is_mapped():
    draft = order_draft(ORDER)

    assert (draft.omnitron_id, draft.number) == (63461, "2291090711512921")
    assert (draft.currency, draft.amount, draft.shipping_amount) == ("try", Decimal("250.00"), 0)
    assert draft.remote_modified == datetime(2023, 5, 17, 13, 45, 52, tzinfo=UTC)
    assert (draft.customer, draft.shipping_address) == (3433, 10033)
    assert draft.billing_address.line == "Viale Edoardo Jenner"
    assert (draft.payment_type, draft.delivery_type) == ("credit_card", "standard")
    (item,) = draft.items
    assert (item.status, item.currency, item.product) == (400, "try", 8362)
    assert [str(value) for value in (item.price, item.net_amount)] == ["250.00", "250.00"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"payment_type": "loyalty_money"}, "loyalty_money"),
        ({"transactions": [{"payment_type": "pay_on_delivery"}]}, "pay_on_delivery"),
        ({"transactions": []}, "credit_card"),
        ({"payment_option_slug": None}, ""),
    ],
)
def test_the_payment_type_is_taken_from_the_first_place_that_says_one(facts, expected):
    assert order_draft(told(**facts)).payment_type == expected


@pytest.mark.parametrize("status", [400, "400", "approved", "APPROVED"])
def test_a_status_may_be_a_code_or_a_name(status):
    assert order_draft(told(status=status)).status == OrderStatus.APPROVED


def test_every_status_of_the_hub_has_a_name_and_425_is_none_of_them():
    assert set(OrderStatus) - set(STATUSES.values()) == {OrderStatus.INACTIVE}
    with pytest.raises(Unmappable, match=r"^status is none that we know\.$"):
        order_draft(told(status=425))


@pytest.mark.parametrize("relation", [34, {"pk": 34}, {"pk": 34, "name": "Yurtiçi"}])
def test_a_carrier_or_store_may_be_a_key_or_an_object(relation):
    draft = order_draft(told(cargo_company=relation, retail_store=relation))

    assert (draft.cargo_company, draft.retail_store) == (34, 34)


def test_a_bundles_parent_and_the_delivery_range_are_kept_as_told():
    range_ = {"lower": "10:00", "upper": "12:00", "weight": Decimal("1.50")}
    draft = order_draft(told_item(parent={"pk": 70190}) | {"delivery_range": range_})

    assert draft.items[0].parent_omnitron_id == 70190
    assert draft.delivery_range == {"lower": "10:00", "upper": "12:00", "weight": "1.50"}


FAULTS = [
    (told(pk=None), "pk is missing."),
    (told(pk="63461"), "pk is not a key."),
    (told(pk=True), "pk is not a key."),
    (told(pk=2**63), "pk is not a key."),
    (told(number=2291090711512921), "number is not a text."),
    (told(number=" "), "number is empty."),
    (told(number="9" * 129), "number is longer than 128 characters."),
    (told(amount=None), "amount is missing."),
    (told(amount=Decimal("0.005")), "amount has more than two decimals."),
    (told(amount="NaN"), "amount is not a number."),
    (told(amount="1e999999"), "amount is not a number."),
    (told(amount=10**60), "amount is too large."),
    (told(amount=True), "amount is not a number."),
    (told(amount=[1]), "amount is not a number."),
    (told(currency="euro"), "currency is longer than 3 characters."),
    (told(modified_date=None), "modified_date is missing."),
    (told(modified_date="2023-05-17T13:45:20"), "modified_date does not say in which zone."),
    (told(modified_date="yesterday"), "modified_date is not a moment."),
    (told(modified_date="0001-01-01T00:00:00+14:00"), "modified_date is not a moment."),
    (told(modified_date=20230517), "modified_date is not a moment."),
    (told(number="a\x00b"), "number holds a character that cannot be stored."),
    (told(number="a\ud800b"), "number holds a character that cannot be stored."),
    (told(retail_store="next door"), "retail_store is not a key."),
    (told(payment_type=["cash"]), "payment_type is not a text."),
    (told(shipping_amount="free"), "shipping_amount is not a number."),
    (told(orderitem_set={}), "orderitem_set is not a list."),
    (told(orderitem_set=[7]), "orderitem_set[0] is not an object."),
    (told(orderitem_set=ORDER["orderitem_set"] * 2), "orderitem_set names the same item twice."),
    (told_item(price="x"), "orderitem_set[0].price is not a number."),
    (told_item(net_amount=None), "orderitem_set[0].net_amount is missing."),
    (told_item(quantity=2), "orderitem_set[0].quantity is not 1: one row is one unit."),
    (told_item(quantity="0.50"), "orderitem_set[0].quantity is not 1: one row is one unit."),
    (told_item(status=425), "orderitem_set[0].status is none that we know."),
    (told_item(product={"pk": 5}), "orderitem_set[0].product.sku is missing."),
    (told_item(product={"pk": 5, "sku": 12}), "orderitem_set[0].product.sku is not a text."),
    (
        told_item(price_currency="usd"),
        "orderitem_set[0].price_currency is usd, the order's is try.",
    ),
    ([], "The row is not an object."),
]


@pytest.mark.parametrize(("raw", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_what_cannot_be_mapped_says_which_fact_and_why(raw, sentence):
    with pytest.raises(Unmappable) as complaint:
        order_draft(raw)

    assert str(complaint.value) == sentence


@pytest.mark.parametrize("odd", ["2023-05-17T13:45:20", "yesterday", 20230517, None])
def test_without_a_moment_of_its_own_an_order_was_placed_when_the_hub_had_it(odd):
    raw = told(date_placed=odd, created_date="2023-05-17T13:45:30Z")

    assert order_draft(raw).date_placed == datetime(2023, 5, 17, 13, 45, 30, tzinfo=UTC)
    again = order_draft(told(date_placed=odd, created_date=odd))
    assert again.date_placed == datetime(2023, 5, 17, 13, 45, 52, tzinfo=UTC)


@pytest.mark.parametrize("quantity", [None, 1, "1", "1.00", Decimal("1")])
def test_a_quantity_of_one_is_one_unit(quantity):
    assert len(order_draft(told_item(quantity=quantity)).items) == 1


PRODUCT = {"pk": 8362, "name": "Shirt", "sku": "AKN-008"}


@pytest.mark.parametrize(
    "facts",
    [
        {"attributes": {"hsn_code": "61091000"}},
        {"attributes": {"hsn_code": 61091000}},
        {"attributes": {"hsn_code": "6109.10.00"}},
        {"attributes_kwargs": {"hsn_code": {"label": "x", "value": "61091000"}}},
        {"attributes_kwargs": {"hsn_code": {"label": "61091000"}}},
        {"attributes_kwargs": {"hsn_code": "61091000"}},
    ],
)
def test_the_hsn_code_is_found_in_the_attributes(facts):
    assert mirrored.product(Facts(PRODUCT | facts)).hsn_code == "61091000"


def test_pictures_are_read_under_both_names():
    pictures = [{"pk": 1, "order": 2, "image": "a.jpg"}, {"url": "b.jpg"}]

    draft = mirrored.product(Facts(PRODUCT | {"productimage_set": pictures}))

    assert [(i.omnitron_id, i.order, i.url) for i in draft.images] == [
        (1, 2, "a.jpg"),
        (None, 0, "b.jpg"),
    ]


def test_coordinates_are_rounded_to_what_the_column_holds():
    place = {"pk": 1, "name": "Italy", "longitude": "35.302075004", "latitude": None}

    draft = mirrored.country(Facts(place))

    assert (draft.longitude, draft.latitude) == (Decimal("35.30207500"), None)


def test_a_store_without_an_erp_code_is_known_by_the_hubs_key():
    city = {"pk": 3, "name": "Pune", "country": 2, "state_code": "MH"}
    store = {"pk": 11, "name": "Pune", "erp_code": "", "address": {"line": "FC Road", "city": city}}

    draft = mirrored.location(store)

    assert draft == LocationDraft(
        omnitron_id=11, name="Pune", erp_code="11", address=draft.address, state_code="MH"
    )
    assert draft.address.city == CityDraft(3, "Pune", 2, state_code="MH")
