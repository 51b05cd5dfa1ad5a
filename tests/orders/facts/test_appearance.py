"""Colour, brand and size of goods in every form in which a hub tells them."""

import pytest

from orders.facts import appearance
from orders.models import OrderItem, Product


@pytest.mark.parametrize(
    ("attributes", "labels", "color"),
    [
        ({"color": "red"}, {}, "red"),
        ({"Color": "red"}, {}, "red"),
        ({"integration_renk": "kırmızı"}, {}, "kırmızı"),
        ({"color": "12"}, {"color": {"label": "Red", "value": "12"}}, "Red"),
        ({"color": "12"}, {"color": {"label": "", "value": ""}}, "12"),
        ({"color": ["red"]}, {"color": ["red"]}, None),
        ({"color": True}, {}, None),
        ({"color": "  "}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_colour_is_read_in_every_spelling_and_in_the_words_for_people(
    attributes, labels, color
):
    product = Product(attributes=attributes, attributes_kwargs=labels)

    assert appearance.color(product) == color


def test_a_size_may_be_a_number_and_a_brand_has_its_turkish_name():
    product = Product(attributes={"beden": 42, "marka": "Rao"})

    assert (appearance.size(product), appearance.brand(product)) == ("42", "Rao")


def test_a_unit_shows_its_own_picture_before_that_of_its_product():
    assert appearance.picture(OrderItem(image="https://x/own.jpg"), "https://x/p.jpg") == (
        "https://x/own.jpg"
    )
    assert appearance.picture(OrderItem(image=None), "https://x/p.jpg") == "https://x/p.jpg"
    assert appearance.picture(OrderItem(image=""), None) is None
