"""What a reader is shown: in their language, within their scope, fresh, and without a secret."""

import json

import pytest
from django.db import connection
from django.utils import translation

from orders import documents
from orders.api.orders import OrderSerializer
from orders.api.packages import PackageSerializer
from orders.models import Channel, City, Order, OrderEvent, Package
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.orders.api.routes import native_routes

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/oms/"
CANARIES = {"password": "canary-1", "auth_token": "canary-2", "hook_secret": "canary-3"}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("tr", "Onaylanmış"),
        ("tr-TR,tr;q=0.9", "Onaylanmış"),
        ("en", "Approved"),
        ("fr", "Approved"),
    ],
)
def test_the_name_of_a_state_follows_accept_language(client, header, name):
    order = factories.order()
    for path in (f"orders/{order.pk}/", f"orders/{order.pk}/short/"):
        state = client.get(ROOT + path, headers={"accept-language": header}).json()["state"]
        assert state["name"] == name
        assert state["enum_value"] == "400"
        assert state["translations"] == {
            "en-us": {"name": "Approved"},
            "tr-tr": {"name": "Onaylanmış"},
        }


def test_what_is_remembered_for_one_language_is_not_shown_to_another(client, monkeypatch):
    monkeypatch.setattr(documents, "monotonic", lambda: 1000.0)
    order = factories.package(state=PackageStatus.CANCELLED).order
    told = [
        client.get(f"{ROOT}orders/{order.pk}/", headers={"accept-language": language}).json()
        for language in ("en", "tr", "en")
    ]

    assert [one["state"]["name"] for one in told] == ["Approved", "Onaylanmış", "Approved"]
    assert [one["commands"][0]["name"] for one in told] == [
        "Plan into a package",
        "Pakete planla",
        "Plan into a package",
    ]


def test_a_channel_shows_its_configuration_and_none_of_its_secrets(client):
    more = {"sales_url": "https://shop.example.com/", "password": "canary-4", "other": {"key": 1}}
    own = Channel._meta.get_field("configuration").default() | more
    server = "https://user:canary-5@hub.example.com:8443/api/v1"
    shop = factories.channel(**CANARIES, server="https://hub.example.com:8443/api/v1")
    order = factories.order(channel=shop)

    shown = client.get(f"{ROOT}orders/{order.pk}/").json()["channel"]["configuration"]
    assert list(shown.items()) == [
        ("server", "https://hub.example.com:8443/api/v1"),
        ("password", "********"),
        ("username", "oms"),
        ("sales_url", "https://hub.example.com:8443/"),
        ("auth_token", "********"),
        ("feature_flags", {}),
        ("cancel_mail_subject", "{}"),
        ("cancel_mail_template_url", "{}"),
        ("localized_cancel_mail_subject", {}),
        ("direct_cancel_mail_template_url", "{}"),
    ]

    Channel.objects.filter(pk=shop.pk).update(configuration=own, server=server)
    documents.forget()
    shown = client.get(f"{ROOT}channels/").json()["results"][0]["configuration"]
    assert shown["sales_url"] == "https://shop.example.com/"
    assert shown["other"] == {"key": 1}
    assert shown["password"] == "********"
    keys = {"pk": order.pk, "webhook_event_id": 0}
    for route in native_routes():
        assert "canary" not in client.get(route.path(**keys)).content.decode()


def test_a_store_sees_its_own_part_of_a_split_order(api):
    here, there = factories.location(), factories.location()
    shop = factories.channel(default_location=here)
    order = factories.order(channel=shop, items=[factories.item(), factories.item()])
    first, second = order.orderitem_set.order_by("pk")
    ours = order.packages.get()
    ours.packageitem_set.filter(order_item=second).delete()
    theirs = Package.objects.create(
        order=order, sequence=2, number=f"{order.code}P2", stock_location=there,
        created_date=factories.NOON, modified_date=factories.NOON,
    )  # fmt: skip
    theirs.packageitem_set.create(
        order_item=second, created_date=factories.NOON, modified_date=factories.NOON
    )
    for place, item, package in ((here, first, ours), (there, second, theirs)):
        store = api(locations=[place.pk])

        def ids(path, store=store):
            return [row["id"] for row in store.get(ROOT + path).json()["results"]]

        shown = store.get(f"{ROOT}orders/{order.pk}/").json()
        assert [unit["id"] for unit in shown["orderitem_set"]] == [item.pk]
        assert store.get(f"{ROOT}orders/").json()["results"] == [shown]
        assert ids("order_items/") == [item.pk]
        assert ids("packages/") == [package.pk]
        (short,) = store.get(f"{ROOT}orders/short/").json()["results"]
        assert short["order_item_count"] == 1
        shorter = store.get(f"{ROOT}orders/{order.pk}/short/").json()
        assert shorter["order_item_count"] == 1
    assert api().get(f"{ROOT}orders/{order.pk}/short/").json()["order_item_count"] == 2


def test_an_event_is_shown_in_the_states_of_its_moment():
    package = factories.package(state=PackageStatus.PACKED)
    packed = OrderEvent.objects.get(package=package, kind="package.packed")
    factories.ship(package)

    def shown(serializer, rows):
        row = serializer.load(rows).get()
        return serializer(row, context={"states": packed.data["after"]}).data

    then = shown(PackageSerializer, Package.objects.filter(pk=package.pk))
    assert then["state"]["enum_value"] == str(int(PackageStatus.PACKED))
    assert then["state"]["name"] == "Packed"
    (unit,) = then["packageitem_set"]
    assert unit["state"]["enum_value"] == str(int(PackageStatus.PACKED))
    assert unit["order_item"]["state"]["enum_value"] == str(int(OrderStatus.PREPARING))
    assert then["shipment"]["status"] == "created"
    assert [command["slug"] for command in then["commands"]] == ["ship", "cancel", "reopen"]
    order = shown(OrderSerializer, Order.objects.filter(pk=package.order_id))
    assert order["state"]["enum_value"] == str(int(OrderStatus.PREPARING))
    assert order["orderitem_set"][0]["state"]["enum_value"] == str(int(OrderStatus.PREPARING))
    now = OrderSerializer(OrderSerializer.load(Order.objects.all()).get()).data
    assert now["state"]["enum_value"] == str(int(OrderStatus.SHIPPED))


def test_a_payload_is_english_whatever_language_the_thread_speaks():
    factories.order()
    with translation.override("tr"):
        shown = OrderSerializer(OrderSerializer.load(Order.objects.all()).get()).data
    assert shown["state"]["name"] == "Approved"


def test_a_changed_row_is_seen_once_the_memory_has_aged(client, monkeypatch):
    order, clock = factories.order(), [1000.0]
    monkeypatch.setattr(documents, "monotonic", lambda: clock[0])
    path = f"{ROOT}orders/{order.pk}/"
    client.get(path)
    Channel.objects.update(name="New name")
    City.objects.update(name="New city")

    clock[0] += documents.AGE - 0.1
    assert client.get(path).json()["channel"]["name"] != "New name"
    clock[0] += 0.1
    fresh = client.get(path).json()

    assert documents.AGE == 3
    assert fresh["channel"]["name"] == "New name"
    assert fresh["shipping_address"]["city"]["name"] == "New city"


def test_an_order_that_changes_is_never_remembered(client):
    package = factories.package()
    path = f"{ROOT}orders/{package.order_id}/"
    assert client.get(path).json()["state"]["enum_value"] == "400"
    factories.packages.start(package.pk, by="test", at=factories.NOON)
    assert client.get(path).json()["state"]["enum_value"] == "450"


def test_without_postgresql_the_serializers_answer_the_same(client, monkeypatch):
    for _ in range(3):
        factories.order()
    order = Order.objects.latest("pk")
    paths = [f"{ROOT}orders/?limit=2", f"{ROOT}orders/?limit=2&page=2", f"{ROOT}orders/{order.pk}/"]
    fast = [client.get(path).content for path in paths]
    monkeypatch.setattr(connection, "vendor", "another")
    slow = [client.get(path).content for path in paths]

    assert [json.loads(one, object_pairs_hook=list) for one in fast] == [
        json.loads(one, object_pairs_hook=list) for one in slow
    ]
    assert client.get(f"{ROOT}orders/{order.pk + 1}/").status_code == 404
