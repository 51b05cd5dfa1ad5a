"""What a sales order says, on which tab it lies, and who sees it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.xstak import words
from integrations.xstak.defaults import DEFAULTS
from orders.models import Order, OrderItem, Product
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.integrations.xstak.conftest import ORDERS, numbers, only
from tests.orders.api.shapes import contract, differences

NOWHERE = {"city": None, "township": None, "district": None, "country": None}


@pytest.mark.usefixtures("stamped_at_noon")
def test_an_order_is_told_whole(client, shop, asked, store):
    shirt = factories.product(sku="SHIRT-M", name="Shirt")
    units = [factories.item(product=shirt), factories.item(product=shirt)]
    carrier = factories.cargo_company(name="PostEx")
    package = factories.package(
        state=PackageStatus.SHIPPED,
        channel=shop,
        carrier=carrier,
        items=units,
        shipping_amount=Decimal("20.00"),
        cod_amount=Decimal("5.00"),
        amount=Decimal("525.00"),
        payment_type="pay_on_delivery",
    )
    order = Order.objects.get(pk=package.order_id)
    customer = order.customer
    home = {
        "name": "Asha Rao",
        "phone": "+912200000",
        "email": "asha@example.com",
        "address": "12 Hill Road, Marol, Andheri",
        "postcode": "400059",
        "city": "Mumbai",
        "province": "Maharashtra",
        "country": "India",
    }

    assert only(client, asked()) == {
        "id": order.pk,
        "orderNumber": order.code,
        "channelOrderId": order.number,
        "status": "dispatched",
        "state": "shipped",
        "createdAt": "2026-11-21T17:00:00+05:00",
        "updatedAt": "2026-11-21T17:00:00+05:00",
        "channel": {"id": shop.pk, "name": shop.name},
        "location": {
            "locationId": str(store.pk),
            "location_code": "67890",
            "name": "Mall Road",
        },
        "customer": {
            "name": "Asha Rao",
            "email": customer.email,
            "phone": DEFAULTS["orders.customer.phone"].value,
        },
        "shippingAddress": home,
        "billingAddress": home,
        "paymentType": "pay_on_delivery",
        "currency": "INR",
        "subTotal": "500.00",
        "discount": "250.00",
        "shipping": "25.00",
        "tax": "76.28",
        "total": "525.00",
        "items": [
            {
                "id": OrderItem.objects.filter(order=order).order_by("pk")[0].pk,
                "sku": "SHIRT-M",
                "name": "Shirt",
                "quantity": 2,
                "price": "250.00",
                "discount": "250.00",
                "tax": "76.28",
                "status": "shipped",
            }
        ],
        "shipments": [{"trackingNumber": "AWB-0001", "courier": "PostEx", "status": "shipped"}],
    }


def test_what_the_hub_did_not_tell_is_the_published_default(client, shop, asked):
    nobody = factories.customer(email="", first_name="", last_name="")
    told = {"first_name": "", "last_name": "", "email": "", "phone_number": None, "line": ""}
    nowhere = factories.address(postcode=None, **told, **NOWHERE)
    plain = factories.item(tax_rate=None, discount_amount=None)
    factories.order(
        channel=shop,
        customer=nobody,
        shipping_address=nowhere,
        billing_address=nowhere,
        items=[plain],
    )

    order = only(client, asked())

    for path in [path for path in DEFAULTS if path.startswith("orders.")]:
        value = order
        for key in path.split(".")[1:]:
            value = value[0][key] if isinstance(value, list) else value[key]
        assert value == DEFAULTS[path].value, path
    assert (order["discount"], order["tax"], order["total"]) == ("0.00", "0.00", "250.00")


def test_a_rate_that_stands_on_the_product_is_the_rate_here_too(client, shop, asked):
    unit = factories.item(tax_rate=None, tax_amount=None)
    order = factories.order(channel=shop, items=[unit])
    Product.objects.filter(sku=order.orderitem_set.get().product.sku).update(gst_rate=18)

    told = only(client, asked())

    assert (told["tax"], told["items"][0]["tax"]) == ("38.14", "38.14")


def test_the_answer_has_the_structure_that_was_laid_down(client, delivered, asked):
    answer = client.get(ORDERS, asked()).json()

    assert differences(answer, contract("xstak_sales_orders")["answer"]) == []


def test_units_of_a_line_are_counted_together_and_cancelled_ones_apart(client, shop, asked):
    shirt = factories.product()
    drafted = [factories.item(product=shirt) for _ in range(3)]
    order = factories.order(channel=shop, items=drafted)
    draft = factories.draft(
        channel=shop,
        omnitron_id=order.omnitron_id,
        number=order.number,
        remote_modified=factories.LATER,
        items=drafted[:2],
    )
    factories.receive(draft, channel=shop)

    told = only(client, asked())

    lines = [(item["quantity"], item["status"], item["tax"]) for item in told["items"]]
    assert lines == [(1, "cancelled", "38.14"), (2, "approved", "76.28")]
    assert (told["subTotal"], told["discount"], told["total"]) == ("500.00", "250.00", "500.00")


def test_a_cancelled_order_keeps_its_amounts(client, shop, asked):
    unit = factories.item()
    order = factories.order(channel=shop, items=[unit])
    draft = factories.draft(
        channel=shop,
        status=OrderStatus.CANCELLED,
        items=[replace(unit, status=OrderStatus.CANCELLED)],
        omnitron_id=order.omnitron_id,
        number=order.number,
        remote_modified=factories.LATER,
    )
    factories.receive(draft, channel=shop)

    told = only(client, asked(order_status="cancelled"))

    assert (told["state"], told["total"], told["shipments"]) == ("cancelled", "250.00", [])


def on_the_way(shop):
    """An order for each of our states that a package can bring about, by tab."""
    return {
        "pending": [factories.package(state=PackageStatus.WAITING, channel=shop)],
        "processing": [
            factories.package(state=PackageStatus.PREPARING, channel=shop),
            factories.package(state=PackageStatus.READY, channel=shop),
        ],
        "packed": [factories.package(state=PackageStatus.PACKED, channel=shop)],
        "dispatched": [factories.package(state=PackageStatus.SHIPPED, channel=shop)],
        "completed": [factories.package(state=PackageStatus.DELIVERED, channel=shop)],
    }


def test_a_tab_holds_the_orders_that_say_they_lie_on_it(client, shop, asked):
    made = on_the_way(shop)

    for tab in words.IN_ORDER:
        answer = client.get(ORDERS, asked(order_status=tab))
        assert numbers(answer) == [p.order.number for p in made.get(tab, [])], tab
        assert {order["status"] for order in answer.json()["orders"]} <= {tab}
    everything = client.get(ORDERS, asked()).json()["orders"]
    assert [order["status"] for order in everything] == [tab for tab in made for _ in made[tab]]


@pytest.mark.parametrize("state", OrderStatus)
def test_every_state_lies_on_one_tab_and_has_a_name(client, shop, asked, state):
    order = factories.order(channel=shop)
    Order.objects.filter(pk=order.pk).update(state=state)

    told = only(client, asked(order_status=state.name))

    tabs = [tab for tab in words.IN_ORDER if numbers(client.get(ORDERS, asked(order_status=tab)))]
    assert tabs == [told["status"]]
    assert told["state"] == state.name.lower()


def test_a_bundle_is_told_as_what_it_is_made_of(client, shop, asked):
    parent = factories.item(omnitron_id=91_000_001, net_amount=Decimal("500.00"))
    children = [factories.item(parent_omnitron_id=91_000_001) for _ in range(2)]
    factories.order(channel=shop, items=[parent, *children])

    told = only(client, asked())

    skus = [item["sku"] for item in told["items"]]
    assert skus == [child.product.sku for child in children]


def test_seven_orders_cost_the_statements_of_one(client, shop, asked):
    for _ in range(7):
        items = [factories.item(), factories.item()]
        factories.package(state=PackageStatus.SHIPPED, channel=shop, items=items)
    client.get(ORDERS, asked())  # the first use of a token is written down

    def cost(size):
        with CaptureQueriesContext(connection) as log:
            assert len(numbers(client.get(ORDERS, asked(size=size)))) == size
        return len(log)

    assert cost(7) == cost(1) == 10
