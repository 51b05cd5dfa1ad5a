"""One event becomes the messages to everybody who wants to know, and their bytes are frozen."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.commands import packages
from orders.models import OrderEvent, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER
from webhooks import fanout
from webhooks.models import WebhookEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]


def _body(message):
    return json.loads(bytes(message.body))


def test_each_address_gets_the_one_type_that_it_asked_for(webhook, told):
    shipped, moved = webhook(), webhook("package.status.transitioned")
    created = webhook("order.created")
    package = factories.package(state=PackageStatus.SHIPPED)

    told()

    assert [m.event_type for m in told(shipped)] == ["package.status.shipped"]
    assert [m.event_type for m in told(moved)] == ["package.status.transitioned"] * 4
    assert [(m.event_type, m.object_id) for m in told(created)] == [
        ("order.created", str(package.order_id))
    ]
    assert {m.order_id for m in told()} == {package.order_id}


def test_the_body_names_type_and_uuid_and_shows_the_object_as_the_api_does(webhook, told):
    address = webhook()
    package = factories.package(state=PackageStatus.SHIPPED)

    (message,) = told(address)

    body = _body(message)
    assert list(body) == ["event", "payload"]
    assert body["event"] == {"type": "package.status.shipped", "uuid": message.uuid.hex}
    assert body["payload"]["number"] == package.number
    assert body["payload"]["state"]["enum_value"] == "600"
    assert body["payload"]["position"] == message.order_event.position
    assert body["payload"]["modified_date"] == "2026-11-21T12:00:00.000000Z"
    assert (message.content_type.model, message.object_id) == ("package", str(package.pk))


def test_seven_addresses_cost_the_statements_of_one(webhook, told):
    webhook("order.created")
    factories.order()
    told()  # what is remembered for good, is now
    costs = []
    for more in (0, 6):
        for n in range(more):
            webhook("order.created", owner=f"owner {n}")
        factories.order()
        with CaptureQueriesContext(connection) as statements:
            told()
        costs.append(len(statements))

    assert costs[0] == costs[1]
    assert WebhookEvent.objects.count() == 1 + 1 + 7


def test_a_late_relay_shows_the_state_of_then_and_not_of_now(webhook, told):
    address = webhook("package.status.transitioned")
    package = factories.package(state=PackageStatus.PACKED)
    factories.ship(package)
    packages.deliver(package.pk, by="test", at=LATER)

    states = [_body(message)["payload"]["state"]["enum_value"] for message in told(address)]

    assert states == ["200", "400", "500", "600", "700"]


def test_an_order_is_shown_with_the_states_that_its_items_had(webhook, told):
    address = webhook("order.status.transitioned")
    factories.package(state=PackageStatus.SHIPPED)

    payloads = [_body(message)["payload"] for message in told(address)]

    shown = [
        (p["state"]["enum_value"], p["orderitem_set"][0]["state"]["enum_value"]) for p in payloads
    ]
    assert shown == [("450", "450"), ("500", "500")]


def test_a_repeated_fanout_adds_nothing(webhook, told):
    webhook()
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()

    fanout.on_order_event(message.order_event)

    assert list(WebhookEvent.objects.values_list("uuid", flat=True)) == [message.uuid]


@pytest.mark.parametrize("by", ["column", "config"])
def test_an_address_of_one_channel_hears_of_no_other(webhook, told, by):
    here, elsewhere = factories.channel(), factories.channel()
    mine = {"channel": here} if by == "column" else {"config": {"channel": here.omnitron_id}}
    address = webhook("order.created", **mine)
    order = factories.order(channel=here)
    factories.order(channel=elsewhere)

    assert [message.order_id for message in told(address)] == [order.pk]


def test_an_inactive_address_is_told_nothing(webhook, told):
    webhook("order.created", is_active=False)
    factories.order()

    assert told() == []


def test_a_thin_payload_names_the_object_and_where_the_rest_is(webhook, told):
    address = webhook("order.created", config={"payload": "thin"})
    order = factories.order()

    (message,) = told(address)

    payload = _body(message)["payload"]
    assert payload.pop("state")["enum_value"] == "400"
    assert payload == {
        "id": order.pk,
        "number": order.number,
        "modified_date": "2026-11-21T12:00:00.000000Z",
        "position": message.order_event.position,
        "link": f"/api/v1/oms/orders/{order.pk}/",
    }


def test_messages_of_one_event_and_address_stand_in_the_tables_order(webhook, told):
    shipped, moved = webhook(), webhook("package.status.transitioned")
    factories.package(state=PackageStatus.SHIPPED)

    last = told()[-2:]

    assert [(m.webhook_id, m.n) for m in last] == [(moved.pk, 0), (shipped.pk, 1)]
    assert last[0].lane == last[1].lane


def test_lanes_differ_by_owner_address_and_order(webhook, told):
    webhook("order.created")
    webhook("order.created", owner="another")
    webhook("order.created", target_url="https://hooks.example.com/")
    factories.order()
    factories.order()

    assert len({message.lane for message in told()}) == 6


def test_what_a_channel_keeps_secret_is_in_no_body(webhook, told):
    address = webhook("order.created", secret_key="canary-key")
    factories.order(channel=factories.channel(password="canary-word", auth_token="canary-token"))

    (message,) = told(address)

    assert b"canary" not in bytes(message.body)


def test_a_subscriber_that_breaks_leaves_a_position_and_no_message(webhook, told, settings):
    settings.ORDER_EVENT_SUBSCRIBERS = [
        "webhooks.fanout.on_order_event",
        "tests.webhooks.test_fanout.broken",
    ]
    webhook("order.created")
    factories.order()

    assert told() == []
    assert not OrderEvent.objects.unnumbered().exists()
    assert OrderEvent.objects.unseen().count() == OrderEvent.objects.count() == 2
    assert Package.objects.count() == 1


def broken(event):
    raise RuntimeError
