"""The road: Omnitron → pull → staff in the admin → POS, over real HTTP and the real doors."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from integrations.omnitron import pull
from integrations.sandbox import Sandbox
from orders.models import Channel, Package
from orders.workflow import PackageStatus
from tests.admin.arranged import act, page_of, press
from webhooks.models import WebhookEvent

PRINTED = Path(__file__).parent / "contracts" / "pos_shipment.json"
NUMBER = "2291090711512921"


@pytest.fixture
def house(db, settings):
    """An installation as the operators' commands make it, beside a stand-in hub and POS."""
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    with Sandbox(seed=1, every=None, allowed=True) as sandbox:
        call_command(
            "add_channel",
            "PZ Shop",
            omnitron_id=1,
            server=sandbox.omnitron_url,
            username=sandbox.username,
            password=sandbox.password,
            location="WH-BHW",
        )
        call_command(
            "add_webhook",
            target="pos",
            url=sandbox.pos_url,
            username=sandbox.pos_username,
            password=sandbox.pos_password,
        )
        pull.drain(Channel.objects.get().pk, now=timezone.now())
        yield sandbox


@pytest.fixture
def staff():
    client = Client()
    client.force_login(User.objects.create_superuser("asha", password="x"))
    return client


def take(client, package, *, carrier):
    """Take a package to its customer, click by click, on the order's page."""
    order = package.order
    for slug in ("start", "ready", "pack"):
        press(client, order, package, slug)
    press(client, order, package, "ship", carrier=carrier, tracking_number="AWB-0007")
    package.refresh_from_db()
    assert package.state == PackageStatus.SHIPPED


def shapes(value):
    """Return the keys of an object, in order and in depth; of a list, those of its elements."""
    if isinstance(value, dict):
        return {key: shapes(inner) for key, inner in value.items()}
    return [shapes(inner) for inner in value[:1]] if isinstance(value, list) else None


def test_an_order_comes_in_is_worked_on_and_its_dispatch_reaches_the_point_of_sale(house, staff):
    package = Package.objects.get(order__number=NUMBER)

    take(staff, package, carrier=34)
    call_command("drain")

    (shipment,) = house.shipments
    body = json.loads(shipment["body"])
    assert shipment["shipmentCode"] == f"{NUMBER}P1"
    assert shapes(body) == shapes(json.loads(PRINTED.read_text()))
    assert body["trackingNumber"] == "AWB-0007"
    assert WebhookEvent.objects.get(webhook__target="pos").state == WebhookEvent.State.DELIVERED
    assert "to pos: Delivered" in staff.get(page_of(package.order)).content.decode()


def test_a_refused_dispatch_shows_its_errors_on_the_orders_page_and_can_be_sent_again(house, staff):
    package = Package.objects.get(order__number=NUMBER)
    house.behave("pos", "refused", calls=1, errors=[{"code": 9, "message": "NO_SUCH_SKU"}])

    take(staff, package, carrier=34)
    call_command("drain")

    refused = WebhookEvent.objects.get(webhook__target="pos")
    assert (refused.state, house.shipments) == (WebhookEvent.State.REFUSED, [])
    assert "NO_SUCH_SKU" in staff.get(page_of(package.order)).content.decode()

    act(staff, refused, "replay", reason="the SKU is there now")
    call_command("drain")
    assert [shipment["shipmentCode"] for shipment in house.shipments] == [package.number]
