"""The lines of an order: by their ids, with their tax, and where each lies."""

import pytest

from orders import drafts
from orders.commands import packages
from orders.models import Order
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    AT_NOON,
    CABLE,
    HOME,
    PHONE,
    PICKUP,
    order_of,
    packed,
    placed,
    refusal,
    second_location,
)
from tests.integrations.vijaysales.conftest import ADDRESS

pytestmark = pytest.mark.django_db


def test_a_line_is_told_by_its_id_as_in_its_order(shop, vijay):
    told = placed(vijay)
    (first, second) = vijay.get("orders/VS-1").json()["data"]["items"]

    assert vijay.get(f"items/{first['itemId']}").json() == {"data": first}
    assert vijay.get(f"orders/VS-1/items/{second['itemId']}").json() == {"data": second}
    for path in (
        f"items/{told['orderId']}-3",
        "items/VS-1-1",
        f"items/{told['orderId']}",
        f"items/{told['orderId']}-01",
        "orders/VS-1/items/1",
    ):
        assert refusal(vijay.get(path)) == (404, 101, "NOT_FOUND")


def test_a_line_of_another_order_is_not_in_this_one(shop, vijay):
    placed(vijay, items=[CABLE], shippingCharge=0, orderAmount="500")
    other = placed(vijay, items=[CABLE], shippingCharge=0, orderAmount="500",
                   partnerOrderId="VS-2")  # fmt: skip

    path = f"orders/VS-1/items/{other['items'][0]['itemId']}"
    assert refusal(vijay.get(path)) == (404, 101, "NOT_FOUND")


def test_an_order_to_another_state_is_told_with_integrated_tax(shop, vijay):
    away = ADDRESS | {"state": "GA", "city": "Panaji"}
    placed(vijay, items=[PHONE], shippingCharge=0, orderAmount="69990", shippingAddress=away)

    (item,) = vijay.get("orders/VS-1").json()["data"]["items"]

    assert {name: item[name] for name in ("taxableAmount", "cgst", "sgst", "utgst", "igst")} == {
        "taxableAmount": "59313.56", "cgst": "0.00", "sgst": "0.00", "utgst": "0.00",
        "igst": "10676.44",
    }  # fmt: skip
    order = Order.objects.get()
    packed(order)
    assert vijay.get("orders/VS-1").json()["data"]["items"][0]["igst"] == "10676.44"


def test_the_lines_of_two_packages_say_where_each_lies(shop, vijay):
    second_location(shop, (shop.phone, 5))
    lines = [PHONE | {"quantity": 4}, CABLE]
    order = order_of(placed(vijay, items=lines, shippingCharge=0, orderAmount="280460"))
    first, second = order.packages.order_by("pk")
    packages.pack(second.pk, by="test", at=NOON)
    factories.ship(second)

    told = vijay.get("orders/VS-1").json()["data"]

    assert told["status"] == "CONFIRMED"
    assert [(p["packageId"], p["status"]) for p in told["packages"]] == [
        (first.number, "CONFIRMED"),
        (second.number, "SHIPPED"),
    ]
    assert [(i["locationCode"], i["packageId"], i["status"]) for i in told["items"]] == [
        ("GOA1", second.number, "SHIPPED"),
        ("MUM1", first.number, "CONFIRMED"),
    ]


@pytest.mark.parametrize(
    ("country", "city_country"), [("in", "in"), (None, "in"), ("in", "xx"), ("IN", "IN")]
)
def test_the_country_of_an_address_of_the_hub_is_told_in_capitals(
    shop, vijay, country, city_country
):
    lands = {
        code: drafts.CountryDraft(n, "India", code)
        for n, code in enumerate(("in", "xx", "IN"), start=900)
    }
    mumbai = drafts.CityDraft(901, "Mumbai", lands[city_country], state_code="MH")
    home = factories.address(country=lands.get(country), city=mumbai)
    order = factories.order(channel=shop.channel, shipping_address=home)

    told = vijay.get(f"orders/{order.pk}").json()["data"]["shippingAddress"]

    assert (told["country"], told["state"], told["pincode"]) == ("IN", "MH", "400059")


@pytest.mark.parametrize("spelled", ["click_and_collect", "Store Pickup"])
def test_an_order_of_the_hub_that_is_fetched_is_ready_then_picked_up(shop, vijay, spelled):
    order = factories.order(channel=shop.channel, delivery_type=spelled)
    package = packed(order)

    told = vijay.get(f"orders/{order.pk}").json()["data"]

    assert told["deliveryType"] == "STORE_PICKUP"
    assert (told["status"], told["packages"][0]["status"]) == ("READY_FOR_PICKUP",) * 2
    assert told["history"][-1]["status"] == "READY_FOR_PICKUP"
    found = vijay.get("orders?status=READY_FOR_PICKUP").json()["data"]
    assert [one["orderId"] for one in found] == [str(order.pk)]
    factories.ship(package)
    assert vijay.get(f"orders/{order.pk}").json()["data"]["status"] == "PICKED_UP"


@pytest.mark.parametrize(
    ("spelled", "word"), [("standard", "HOME_DELIVERY"), ("fast_delivery", "EXPRESS")]
)
def test_the_way_of_an_order_of_the_hub_is_told_in_the_words_of_the_page(
    shop, vijay, spelled, word
):
    order = factories.order(channel=shop.channel, delivery_type=spelled)

    assert vijay.get(f"orders/{order.pk}").json()["data"]["deliveryType"] == word


def test_what_is_collected_is_ready_then_picked_up(shop, vijay):
    order = order_of(placed(vijay, **PICKUP))
    package = packed(order)
    told = vijay.get("orders/VS-1").json()["data"]
    assert (told["status"], told["packages"][0]["status"]) == ("READY_FOR_PICKUP",) * 2
    assert told["shippingAddress"] == told["billingAddress"] == HOME

    factories.ship(package)
    assert vijay.get("orders/VS-1").json()["data"]["status"] == "PICKED_UP"
    packages.deliver(package.pk, by="test", at=NOON)
    told = vijay.get("orders/VS-1").json()["data"]
    assert told["packages"][0]["deliveredAt"] == AT_NOON
    assert [step["status"] for step in told["history"]] == [
        "CONFIRMED", "READY_FOR_PICKUP", "PICKED_UP",
    ]  # fmt: skip
