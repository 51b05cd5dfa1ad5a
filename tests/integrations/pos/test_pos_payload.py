"""The body of a dispatch: the page's keys in the page's order, and amounts to the last paisa."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.pos import payload
from orders import drafts
from orders.commands import packages
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.pos.bodies import body, shipped, tax
from webhooks.payloads import exact

pytestmark = pytest.mark.django_db

PRINTED = Path(__file__).parents[2] / "contracts" / "pos_shipment.json"


def _shape(value):
    """Return keys in their order, and what each holds; a list is as its first element."""
    if isinstance(value, dict):
        return [(key, _shape(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [_shape(value[0])]
    return "number" if isinstance(value, int | Decimal) else type(value).__name__


def test_the_body_has_every_key_of_the_page_in_its_order_and_of_its_type():
    gift = factories.item(extra_field={})
    order = factories.order(items=[gift], shipping_amount=Decimal("32.37"))
    order.orderitem_set.update(serial_number="ACB3434")
    printed = json.loads(PRINTED.read_text(), parse_float=Decimal)

    told = body(shipped(order))

    assert _shape(told) == _shape(printed)


def test_every_fact_stands_where_the_table_says():
    home = factories.address(line="12 Hill Road", phone_number="+912200000", city=factories.DELHI)
    units = [factories.item(product=factories.product(sku="KURTA", name="Kurta", hsn_code="6204"))]
    shop = factories.channel(default_location=factories.location(erp_code="MUM1"))
    order = factories.order(
        channel=shop,
        items=units,
        shipping_address=home,
        shipping_amount=Decimal("40.00"),
        cod_amount=Decimal("25.00"),
        gift_wrap_amount=Decimal("9.50"),
        payment_type="pay_on_delivery",
        currency="inr",
        date_placed=datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
    )
    packed = factories.package(state=PackageStatus.READY, order=order)
    packages.pack(packed.pk, invoice_number="MH1/2627/0000123", by="test", at=NOON)
    carrier = factories.cargo_company(name="Blue Dart", shipping_company="bluedart")

    told = body(factories.ship(packed, carrier=carrier, tracking_number="111232232323"))

    address = {
        "addressLine1": "12 Hill Road",
        "addressLine2": "Marol, Andheri",
        "city": "Delhi",
        "country": "India",
        "email": "asha@example.com",
        "name": "Asha Rao",
        "phone": "+912200000",
        "pincode": "400059",
        "state": "DL",
    }
    (item,) = told["invoiceDetails"].pop("invoiceItems")
    assert told == {
        "saleOrderID": order.code,
        "shipmentCode": f"{order.code}P1",
        "orderDate": "2026-11-20T23:30:00",
        "orderStatus": "COMPLETE",
        "channelCode": shop.name,
        "paymentType": "COD",
        "currencyCode": "INR",
        "trackingNumber": "111232232323",
        "shippingProviderName": "Blue Dart",
        "shippingCourierName": "bluedart",
        "dispatchTime": "2026-11-21T12:00:00",
        "facilityCode": "MUM1",
        "invoiceDetails": {
            "invoiceNumber": "MH1/2627/0000123",
            "invoiceDate": "2026-11-21T12:00:00",
        },
        "shippingAddress": address,
        "billingAddress": address,
    }
    assert item == {
        "product": "KURTA",
        "description": "Kurta",
        "skuCode": "KURTA",
        "hsnCode": "6204",
        "quantity": "1",
        "bundleSku": None,
        "orderItems": [
            {
                "orderItemId": "KURTA-0",
                "serialNumber": "",
                "orderItemPrice": {
                    "cashOnDeliveryCharges": Decimal("25.00"),
                    "sellingPrice": Decimal("250.00"),
                    "shippingCharges": Decimal("40.00"),
                    "discount": Decimal("125.00"),
                    "totalPrice": Decimal("324.50"),
                    "transferPrice": 0,
                },
                "giftWrap": {"giftWrapMessage": None, "giftWrapCharges": Decimal("9.50")},
                "bundleIdentifier": None,
            }
        ],
        "taxBreakUp": [
            tax("SELLING_PRICE", integratedGst="38.14", integratedGstPercentage="18.00"),
            tax("SHIPPING_CHARGES", integratedGst="6.10", integratedGstPercentage="18.00"),
            tax("CASH_ON_DELIVERY_CHARGES", integratedGst="3.81", integratedGstPercentage="18.00"),
            tax("GIFT_WRAP_CHARGES", integratedGst="1.45", integratedGstPercentage="18.00"),
        ],
    }


def test_a_unit_is_called_as_it_is_when_the_point_of_sale_asks_to_cancel_it(split):
    shirt = factories.product(sku="SHIRT")
    order = factories.order(
        channel=factories.channel(default_location=factories.location(is_active=False)),
        items=[factories.item(product=shirt) for _ in range(3)],
    )
    _first, second = split(order, (0, 2), (1,))
    packages.pack(second.pk, by="test", at=NOON)

    (item,) = body(factories.ship(second))["invoiceDetails"]["invoiceItems"]

    assert [unit["orderItemId"] for unit in item["orderItems"]] == ["SHIRT-1"]


@pytest.mark.parametrize(
    ("city", "pin", "shown"),
    [
        ({"state": "Maharashtra"}, None, "MH"),
        ({"state": "Somewhere", "state_code": "27"}, None, "MH"),
        ({"state": "Somewhere", "state_code": "XY"}, None, "XY"),
        ({}, None, ""),
        ({}, "400601", "MH"),
    ],
)
def test_a_state_is_told_by_its_two_letters_however_the_hub_tells_it(city, pin, shown):
    thane = drafts.CityDraft(77, "Thane", factories.INDIA, **city)
    home = factories.address(city=thane, postcode=pin)

    assert (
        body(shipped(factories.order(shipping_address=home)))["shippingAddress"]["state"] == shown
    )


def test_numbers_are_json_numbers_with_the_digits_of_the_decimal():
    order = factories.order(shipping_amount=Decimal("0.10"))

    text = exact(payload.render(payload.load(shipped(order).pk)))

    assert b'"shippingCharges":0.10,' in text
    assert b'"sellingPrice":250.00,' in text


def test_two_bodies_charges_add_up_to_the_orders_and_units_of_one_sku_stand_together(split):
    shirt, scarf = factories.product(sku="SHIRT"), factories.product(sku="SCARF")
    order = factories.order(
        channel=factories.channel(default_location=factories.location(is_active=False)),
        items=[factories.item(product=each) for each in (shirt, scarf, shirt)],
        shipping_amount=Decimal("10.01"),
        amount=Decimal("760.01"),
        currency="inr",
    )
    first, second = split(order, (0, 1), (2,))
    for package in (first, second):
        packages.pack(package.pk, by="test", at=NOON)
    bodies = [body(factories.ship(package)) for package in (first, second)]

    items = [told["invoiceDetails"]["invoiceItems"] for told in bodies]
    assert [[(i["skuCode"], i["quantity"]) for i in each] for each in items] == [
        [("SHIRT", "2")],
        [("SCARF", "1")],
    ]
    charges = [
        unit["orderItemPrice"]["shippingCharges"]
        for each in items for item in each for unit in item["orderItems"]
    ]  # fmt: skip
    assert sorted(charges) == [Decimal("3.33"), Decimal("3.34"), Decimal("3.34")]
    assert sum(charges) == Decimal("10.01")
    assert {told["currencyCode"] for told in bodies} == {"INR"}
    assert [told["orderStatus"] for told in bodies] == ["PROCESSING", "COMPLETE"]


def test_units_of_one_sku_at_two_prices_are_two_items():
    shirt = factories.product(sku="SHIRT")
    prices = ("250.00", "199.00", "250.00")
    units = [factories.item(product=shirt, net_amount=Decimal(price)) for price in prices]

    items = body(shipped(factories.order(items=units)))["invoiceDetails"]["invoiceItems"]

    found = [(i["quantity"], i["orderItems"][0]["orderItemPrice"]["sellingPrice"]) for i in items]
    assert found == [("1", Decimal("199.00")), ("2", Decimal("250.00"))]


@pytest.mark.parametrize(
    ("payment_type", "shown"),
    [
        ("credit_card", "PREPAID"),
        ("pay_on_delivery", "COD"),
        ("cash_on_delivery", "COD"),
        ("COD", "COD"),
        ("", "PREPAID"),
    ],
)
def test_what_is_paid_at_the_door_is_cod(payment_type, shown):
    order = factories.order(payment_type=payment_type)

    assert body(shipped(order))["paymentType"] == shown


def test_a_charge_for_collecting_the_money_says_that_it_is_collected():
    order = factories.order(payment_type="other", cod_amount=Decimal("25.00"))

    assert body(shipped(order))["paymentType"] == "COD"


def test_the_status_is_the_one_of_the_dispatch():
    order = factories.order()

    assert body(shipped(order), order_status=450)["orderStatus"] == "PROCESSING"
