"""Facts of the hub and of partners that an order tells: gift note, pictures, the payment's name."""

import pytest

from orders.models import Order, ProductImage
from tests import factories
from tests.integrations.uniware import arranged

pytestmark = pytest.mark.django_db


def pictured(order):
    """Give the product of an order's only unit pictures; the first by number is the second made."""
    unit = order.orderitem_set.get()
    unit.product.productimage_set.all().delete()
    for number, url in ((2, "https://cdn.example.com/b.jpg"), (1, "https://cdn.example.com/a.jpg")):
        ProductImage.objects.create(product=unit.product, order=number, url=url)
    return order


def test_the_gift_note_of_an_order_stands_with_each_of_its_units(get_order):
    order = factories.order(has_gift_box=True, gift_box_note="With love")

    (unit,) = get_order(order)["saleOrderItems"]

    assert (unit["giftWrap"], unit["giftMessage"]) == (True, "With love")


def test_a_gift_box_without_a_note_is_wrapped_all_the_same(get_order):
    (unit,) = get_order(factories.order(has_gift_box=True))["saleOrderItems"]

    assert (unit["giftWrap"], unit["giftMessage"]) == (True, None)


def test_a_unit_without_a_picture_shows_the_first_of_its_product(get_order):
    shown = get_order(pictured(factories.order()))

    (unit,) = shown["saleOrderItems"]
    ((content,),) = [box["items"].values() for box in shown["shippingPackages"]]
    assert unit["imageUrl"] == content["itemTypeImageUrl"] == "https://cdn.example.com/a.jpg"


def test_the_payment_has_the_name_that_a_partner_told(get_order):
    order = factories.order()
    for payment, name in (
        ({"mode": "PREPAID", "transactionId": "TXN-77"}, "TXN-77"),
        ({"mode": "COD"}, None),
        ("card", None),
    ):
        Order.objects.filter(pk=order.pk).update(extra_field={"payment": payment})

        assert (
            get_order(order, paymentDetailRequired=True)["paymentDetail"]["transactionId"] == name
        )


def test_a_search_of_packages_shows_the_pictures_too(api):
    order = pictured(factories.order())

    body = api().post("/oms/shippingPackage/search", {"saleOrderCode": order.code}).json()

    ((content,),) = [box["items"].values() for box in body["elements"]]
    assert content["itemTypeImageUrl"] == "https://cdn.example.com/a.jpg"


def test_the_attributes_are_read_as_akinon_writes_them(get_order):
    order = arranged.full_order("KURTA")
    order.orderitem_set.get().product.__class__.objects.update(
        attributes={"integration_renk": "7", "beden": 42},
        attributes_kwargs={"integration_renk": {"label": "Kırmızı", "value": "7"}},
    )

    (unit,) = get_order(order)["saleOrderItems"]

    assert (unit["color"], unit["brand"], unit["size"]) == ("Kırmızı", None, "42")
