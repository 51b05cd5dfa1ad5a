"""The body of a dispatch: the page's keys in the page's order, and amounts to the last paisa."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.pos import gst, payload
from orders.commands import packages
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
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


def _body(package, **more):
    text = exact(payload.render(payload.load(package.pk), **more))
    return json.loads(text, parse_float=Decimal)


def _shipped(order, **steps):
    package = factories.package(state=PackageStatus.PACKED, order=order)
    return factories.ship(package, **steps)


def test_the_body_has_every_key_of_the_page_in_its_order_and_of_its_type():
    gift = factories.item(extra_field={})
    order = factories.order(items=[gift], shipping_amount=Decimal("32.37"))
    order.orderitem_set.update(serial_number="ACB3434")
    printed = json.loads(PRINTED.read_text(), parse_float=Decimal)

    body = _body(_shipped(order))

    assert _shape(body) == _shape(printed)


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

    body = _body(factories.ship(packed, carrier=carrier, tracking_number="111232232323"))

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
    (item,) = body["invoiceDetails"].pop("invoiceItems")
    assert body == {
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
                "orderItemId": str(order.orderitem_set.get().pk),
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
            _tax("SELLING_PRICE", integratedGst="38.14", integratedGstPercentage="18.00"),
            _tax("SHIPPING_CHARGES", integratedGst="6.10", integratedGstPercentage="18.00"),
        ],
    }


def _tax(head, **amounts):
    names = [f"{name}{end}" for name in gst.HEADS for end in ("", "Percentage")]
    return {"costHead": head, **dict.fromkeys(names, 0)} | {
        name: Decimal(amount) for name, amount in amounts.items()
    }


def test_numbers_are_json_numbers_with_the_digits_of_the_decimal():
    order = factories.order(shipping_amount=Decimal("0.10"))

    text = exact(payload.render(payload.load(_shipped(order).pk)))

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
    bodies = [_body(factories.ship(package)) for package in (first, second)]

    items = [body["invoiceDetails"]["invoiceItems"] for body in bodies]
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
    assert {body["currencyCode"] for body in bodies} == {"INR"}
    assert [body["orderStatus"] for body in bodies] == ["PROCESSING", "COMPLETE"]


def test_units_of_one_sku_at_two_prices_are_two_items():
    shirt = factories.product(sku="SHIRT")
    prices = ("250.00", "199.00", "250.00")
    units = [factories.item(product=shirt, net_amount=Decimal(price)) for price in prices]

    items = _body(_shipped(factories.order(items=units)))["invoiceDetails"]["invoiceItems"]

    found = [(i["quantity"], i["orderItems"][0]["orderItemPrice"]["sellingPrice"]) for i in items]
    assert found == [("1", Decimal("199.00")), ("2", Decimal("250.00"))]


@pytest.mark.parametrize(
    ("payment_type", "shown"),
    [("credit_card", "PREPAID"), ("pay_on_delivery", "COD"), ("COD", "COD"), ("", "PREPAID")],
)
def test_what_is_paid_at_the_door_is_cod(payment_type, shown):
    order = factories.order(payment_type=payment_type)

    assert _body(_shipped(order))["paymentType"] == shown


def test_the_status_is_the_one_of_the_dispatch():
    order = factories.order()

    assert _body(_shipped(order), order_status=450)["orderStatus"] == "PROCESSING"


@pytest.mark.parametrize(
    ("seller", "buyer", "amounts"),
    [
        ("MH", "DL", {"integratedGst": "38.14", "integratedGstPercentage": "18.00"}),
        ("27", "07", {"integratedGst": "38.14", "integratedGstPercentage": "18.00"}),
        ("MH", "27", {"centralGst": "19.07", "stateGst": "19.07"}),
        ("DL", "dl ", {"centralGst": "19.07", "stateGst": "19.07"}),
        ("PY", "34", {"centralGst": "19.07", "stateGst": "19.07"}),
        ("CH", "04", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("25", "DN", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("LD", "31", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("AN", "35", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("38", "LA", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("97", "97", {"centralGst": "19.07", "unionTerritoryGst": "19.07"}),
        ("MH", "", {}),
        ("", "DL", {}),
        ("34", "TR-34", {}),
    ],
)
def test_tax_within_the_price_goes_by_the_states_of_seller_and_buyer(seller, buyer, amounts):
    halves = {f"{n}Percentage": "9.00" for n in amounts if n in gst.HEADS and "integrated" not in n}

    found = gst.breakup(
        "SELLING_PRICE", Decimal("250.00"), rate=Decimal("18.00"), seller=seller, buyer=buyer
    )

    assert found == _tax("SELLING_PRICE", **amounts, **halves)


def test_without_a_rate_there_is_no_tax():
    for rate in (None, Decimal("0.00")):
        found = gst.breakup("SELLING_PRICE", Decimal("250"), rate=rate, seller="MH", buyer="DL")
        assert found == _tax("SELLING_PRICE")


def test_half_a_paisa_rounds_up():
    local = {"rate": Decimal("25.00"), "seller": "MH", "buyer": "MH"}
    across = {"rate": Decimal("100.00"), "seller": "MH", "buyer": "DL"}

    halves = gst.breakup("SELLING_PRICE", Decimal("0.25"), **local)
    whole = gst.breakup("SELLING_PRICE", Decimal("0.05"), **across)

    assert (halves["centralGst"], halves["stateGst"]) == (Decimal("0.03"), Decimal("0.03"))
    assert whole["integratedGst"] == Decimal("0.03")
