"""An order that a partner placed, seen through every other door of the house."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from integrations import auth
from integrations.enrolment import enrol
from integrations.models import Partner
from orders import labels
from orders.models import Invoice, Order
from tests.admin.arranged import page_of
from tests.integrations.pos.bodies import body as pos_body
from tests.integrations.vijaysales.arranged import PICKUP, order_of, placed, shipped

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/oms/"


@pytest.fixture
def native(db):
    user = get_user_model().objects.create_user("bi")
    partner = Partner.objects.create(name="bi", dialect="akinon", user=user)
    _token, text = auth.issue(
        partner, rights=("read", "command"), channels=None, locations=None, days=1,
        at=timezone.now(),
    )  # fmt: skip
    return Client(headers={"authorization": f"Token {text}"}, raise_request_exception=False)


@pytest.fixture(params=[{}, PICKUP], ids=["delivered", "collected"])
def order(request, shop, vijay):
    order = order_of(placed(vijay, notes="Ring twice", **request.param))
    shipped(order)
    return Order.objects.get()


def test_the_native_api_shows_it_with_keys_that_the_hub_does_not_know(order, native):
    told = native.get(f"{ROOT}orders/{order.pk}/")
    assert told.status_code == 200, told.content
    told = told.json()

    assert (told["number"], told["state"]["enum_value"]) == ("VS-1", "500")
    assert told["customer"]["pk"] == -order.customer_id
    assert told["shipping_address"]["city"]["pk"] == -order.shipping_address.city_id
    assert told["shipping_address"]["country"]["pk"] == -order.shipping_address.country_id
    assert told["shipping_address"]["line"] == "12 Marine Drive\nFlat 4"
    assert len(told["orderitem_set"]) == 3
    assert {item["price_list"] for item in told["orderitem_set"]} == {None}


@pytest.mark.parametrize(
    ("path", "rows"),
    [("orders/", 1), ("orders/short/", 1), ("orders/list-simple/", 1), ("packages/", 1),
     ("order_items/", 3)],
)  # fmt: skip
def test_every_native_list_shows_it(order, native, path, rows):
    answer = native.get(ROOT + path)

    assert (answer.status_code, answer.json()["count"]) == (200, rows), answer.content


def test_a_return_is_a_command_of_the_native_api(order, native):
    package = order.packages.get()
    answer = native.post(
        f"{ROOT}packages/{package.pk}/command/",
        {"slug": "take-back", "reason": "Too small"},
        content_type="application/json",
    )

    assert answer.status_code == 204, answer.content
    shown = native.get(f"{ROOT}packages/{package.pk}/").json()
    assert (shown["state"]["enum_value"], shown["shipment"]["status"]) == ("800", "returned")
    assert native.get(f"{ROOT}orders/{order.pk}/").json()["state"]["enum_value"] == "600"


def test_uniware_shows_it(order, shop):
    _partner, told = enrol(
        "U", dialect="uniware", channels=[shop.channel.pk], locations=None, at=timezone.now()
    )
    login = {"grant_type": "password", "client_id": "my-trusted-client", **told}
    token = Client().get("/oauth/token", login).json()["access_token"]
    client = Client(headers={"authorization": f"bearer {token}", "facility": "MUM1"})

    answer = client.post(
        "/services/rest/v1/oms/saleorder/get", {"code": "VS-1"}, content_type="application/json"
    )
    shown = json.loads(answer.content, parse_float=Decimal)["saleOrderDTO"]

    (address,) = {(a["addressLine1"], a["addressLine2"]) for a in shown["addresses"]}
    assert address == ("12 Marine Drive", "Flat 4")
    assert shown["status"] == "COMPLETE"
    assert sum(item["totalPrice"] for item in shown["saleOrderItems"]) == Decimal("140479.00")


def test_xstak_shows_it(order, shop):
    _partner, told = enrol(
        "X", dialect="xstak", channels=[shop.channel.pk], locations=None, at=timezone.now()
    )
    login = Client().post("/v1/admin/service-account/token", told, content_type="application/json")
    client = Client(headers={"token": login.json()["access_token"]})
    day = (timezone.now() - timedelta(days=1)).date()

    (shown,) = client.get(
        "/oe/v2/orders/sales_orders",
        {"order_status": "all", "locationId": str(shop.location.pk), "start_date": f"{day}"},
    ).json()["orders"]

    assert shown["shippingAddress"]["address"] == "12 Marine Drive, Flat 4"
    assert (shown["channelOrderId"], shown["status"], shown["total"]) == (
        "VS-1",
        "dispatched",
        "140479.00",
    )


def test_the_point_of_sale_is_told_of_it(order):
    told = pos_body(order.packages.get())

    address = told["shippingAddress"]
    assert (address["addressLine1"], address["addressLine2"]) == ("12 Marine Drive", "Flat 4")
    assert (address["city"], address["state"], address["country"]) == ("Mumbai", "MH", "India")
    items = told["invoiceDetails"]["invoiceItems"]
    prices = [unit["orderItemPrice"]["totalPrice"] for item in items for unit in item["orderItems"]]
    assert sum(prices) == Decimal("140479.00")


def test_the_back_office_shows_it(order, client):
    client.force_login(get_user_model().objects.create_superuser("boss", "b@example.com", "x"))

    for row in (order, order.packages.get()):
        page = client.get(page_of(row))
        assert page.status_code == 200
        assert b"<p>12 Marine Drive</p>" in page.content or row is not order
        assert b"Take back" in page.content
    assert b"<p>Flat 4</p>" in client.get(page_of(order)).content


def test_the_papers_print_each_line_of_the_address(order):
    parties = Invoice.objects.get().parties

    assert parties["delivery"]["lines"] == ["12 Marine Drive", "Flat 4"]
    assert labels.drawn([order.packages.get()])[:5] == b"%PDF-"
