"""Placing an order: what is told of it, and what is kept."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from orders.commands import orders
from orders.models import Customer, Order, OrderItem, ServiceArea
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CABLE,
    ONE_PHONE,
    PHONE,
    blocked,
    order_of,
    placed,
    refusal,
    second_location,
    shelf,
)
from tests.integrations.vijaysales.conftest import ADDRESS, an_order, partner_of

pytestmark = pytest.mark.django_db


def test_an_order_is_told_whole(shop, vijay):
    told = placed(vijay, orderDate="2026-11-20T10:00:00Z")

    order = Order.objects.get()
    day = (timezone.now() + timedelta(hours=5.5, days=2)).date().isoformat()
    assert told == {
        "orderId": str(order.pk),
        "orderNumber": "VS-1",
        "partnerOrderId": "VS-1",
        "status": "CONFIRMED",
        "orderDate": "2026-11-20T15:30:00+05:30",
        "amounts": {
            "subTotal": "140480.00",
            "discount": "50.00",
            "shipping": "49.00",
            "tax": "21428.98",
            "total": "140479.00",
            "currency": "INR",
        },
        "items": [
            {"itemId": f"{order.pk}-1", "lineId": "a", "vanNo": "245179", "quantity": 2,
             "unitPrice": "69990.00", "status": "CONFIRMED", "promisedBy": day},
            {"itemId": f"{order.pk}-2", "lineId": "b", "vanNo": "C-1", "quantity": 1,
             "unitPrice": "500.00", "status": "CONFIRMED", "promisedBy": day},
        ],
    }  # fmt: skip


def test_what_was_told_is_kept_unit_by_unit_to_the_paisa(shop, vijay):
    lines = [
        PHONE | {"quantity": 3, "discount": "0.10", "serialNumbers": ["S1", "S2"]},
        CABLE | {"unitPrice": 333.33},
    ]
    placed(vijay, items=lines, shippingCharge="100.01", orderAmount="210403.24")

    units = OrderItem.objects.order_by("line", "pk")
    assert [(u.line, u.line_ref, u.serial_number) for u in units] == [
        (1, "a", "S1"), (1, "a", "S2"), (1, "a", ""), (2, "b", ""),
    ]  # fmt: skip
    assert [str(u.discount_amount) for u in units] == ["0.04", "0.03", "0.03", "0.00"]
    assert [str(u.net_amount) for u in units] == ["69989.96", "69989.97", "69989.97", "333.33"]
    assert str(sum(u.net_amount + u.shipping_charge for u in units)) == "210403.24"
    order = Order.objects.get()
    assert (str(order.amount), str(order.discount_amount), order.order_item_count) == (
        "210403.24",
        "0.10",
        4,
    )
    assert order.reservations.count() == 0
    assert shelf(shop.phone) == (3, 3)


def test_what_is_optional_may_be_absent_null_or_empty(shop, vijay):
    address = ADDRESS | {"line2": None, "mobile": ""}
    line = {"lineId": None, "vanNo": "C-1", "quantity": 1, "unitPrice": 1, "serialNumbers": None}
    placed(
        vijay,
        blockId="", orderDate=None, storeCode="", gstin="", companyName=None, notes=None,
        extra=None, shippingAddress=address, billingAddress=address, items=[line],
        customer={"firstName": "Asha", "lastName": None, "mobile": "9820012345", "email": "",
                  "customerCode": ""},
        shippingCharge=0, orderAmount="1",
        payment={"mode": "PREPAID", "transactionId": "T", "instrument": None, "amount": None},
    )  # fmt: skip

    told = vijay.get("orders/VS-1").json()["data"]
    assert told["customer"] == {
        "firstName": "Asha", "lastName": "", "mobile": "+919820012345", "email": None,
        "customerCode": None,
    }  # fmt: skip
    assert told["shippingAddress"]["line2"] == ""
    assert told["shippingAddress"]["mobile"] == "+919820012345"
    assert (told["gstin"], told["companyName"], told["items"][0]["lineId"]) == (None, None, None)


def test_what_a_partner_adds_of_its_own_is_kept_with_its_fractions_as_text(shop, vijay):
    extra = b'{"weight": 1.50, "boxes": [{"cm": 12.25}, 2, null, true], "note": "x"}'
    body = json.dumps(an_order(extra="HERE")).encode().replace(b'"HERE"', extra)

    first, again = vijay.post("orders", body), vijay.post("orders", body)

    assert (first.status_code, again.content) == (200, first.content)
    assert Order.objects.get().extra_field["extra"] == {
        "weight": "1.50", "boxes": [{"cm": "12.25"}, 2, None, True], "note": "x",
    }  # fmt: skip


def test_a_customer_and_an_address_that_come_again_are_the_same_rows(shop, vijay):
    one = order_of(placed(vijay, **ONE_PHONE))
    two = order_of(placed(vijay, **ONE_PHONE, partnerOrderId="VS-2"))
    moved = ADDRESS | {"line1": "1 Hill Road"}
    three = order_of(placed(vijay, **ONE_PHONE, partnerOrderId="VS-3", shippingAddress=moved))

    assert one.customer == two.customer == three.customer
    assert one.shipping_address == two.shipping_address != three.shipping_address
    assert Customer.objects.count() == 1


def test_cash_is_taken_where_the_area_says_so(shop, vijay):
    cod = {"mode": "COD", "instrument": "CASH", "amount": "140479.00"}

    told = placed(vijay, payment=cod)
    order = order_of(told)
    assert (order.payment_type, order.payment_option_slug) == ("cod", "cash")
    assert vijay.get("orders/VS-1").json()["data"]["payment"] == {
        "mode": "COD", "instrument": "CASH", "transactionId": None, "amount": "140479.00",
    }  # fmt: skip

    ServiceArea.objects.update(cod=False)
    nothing_yet = cod | {"amount": "0.00"}
    refused = vijay.post(
        "orders", an_order(**ONE_PHONE, payment=nothing_yet, partnerOrderId="VS-2")
    )
    assert refusal(refused) == (422, 9020, "PINCODE_NOT_SERVICEABLE")
    assert placed(vijay, **ONE_PHONE, partnerOrderId="VS-2")


def test_goods_at_two_locations_go_in_two_packages(shop, vijay):
    goa = second_location(shop, (shop.phone, 5))
    block = blocked(vijay, ("245179", 4), ("C-1", 1))
    lines = [PHONE | {"quantity": 4}, CABLE]

    order = order_of(
        placed(vijay, blockId=block["blockId"], items=lines, shippingCharge=0, orderAmount="280460")
    )

    packages = order.packages.order_by("number")
    assert [(p.stock_location, p.packageitem_set.count()) for p in packages] == [
        (shop.location, 1),
        (goa, 4),
    ]
    told = vijay.get("orders/VS-1").json()["data"]
    assert [line["locationCode"] for line in told["items"]] == ["GOA1", "MUM1"]
    assert {line["promisedBy"] for line in told["items"]} == {
        (timezone.now() + timedelta(hours=5.5, days=4)).date().isoformat()
    }


def test_an_order_that_a_person_approves_waits_for_that_and_keeps_its_goods(shop):
    caller = partner_of(shop.channel, configuration={"approve_at_once": False})

    told = placed(caller)

    assert (told["status"], {item["status"] for item in told["items"]}) == ("PLACED", {"PLACED"})
    order = order_of(told)
    assert (order.packages.count(), shelf(shop.phone)) == (0, (3, 2))
    assert caller.get("orders/VS-1/status").json()["data"]["status"] == "PLACED"

    orders.approve(order.pk, by="test", at=NOON)

    status = caller.get("orders/VS-1/status").json()["data"]
    assert (status["status"], order.packages.get().stock_location) == ("CONFIRMED", shop.location)
    assert [step["status"] for step in status["history"]] == ["PLACED", "CONFIRMED"]
    assert shelf(shop.phone) == (3, 2)
    again = caller.post("orders", an_order())
    assert again.json()["data"] == told
