"""What we answer has the published keys, in the published order, with the published types."""

import pytest

from orders.workflow import PackageStatus
from tests import factories
from tests.orders.api.shapes import contract, differences

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/oms/"


@pytest.fixture
def rows(dice):
    """Orders with every kind of null and value, and packages on every part of their way."""
    orders = [dice.order(units=3) for _ in range(6)]
    for order in orders:
        dice.package(order)
    for state in PackageStatus:
        factories.package(state=state)
    return orders


LISTS = {
    "orders/?limit=100": "order_list",
    "orders/short/": "order_short_list",
    "orders/list-simple/": "order_simple_list",
    "order_items/?limit=100": "order_item_list",
    "packages/?limit=100": "package_list",
    "packages/short/?limit=100": "package_short_list",
    "state-transition-logs/?limit=100": "state_transition_log_list",
    "stocklocations/list-simple/": "stock_location_simple_list",
    "cargo_companies/": "cargo_company_list",
    "channels/": "channel_list",
}


def test_every_list_has_the_published_structure(client, rows):
    for path, name in LISTS.items():
        answer = client.get(ROOT + path)
        assert answer.status_code == 200
        assert answer.json()["results"] != []
        assert differences(answer.json(), contract(name)) == []


def test_the_kinds_are_pairs(client):
    for path, first in (("delivery", "standard"), ("payment", "credit_card")):
        kinds = client.get(f"{ROOT}orders/{path}_type_enums/").json()
        assert differences(kinds, contract("kinds")) == []
        assert kinds[0]["value"] == first


def test_one_order_is_one_object_of_the_list_and_its_short_form_has_its_own_structure(client, rows):
    for order in rows:
        answer = client.get(f"{ROOT}orders/{order.pk}/").json()
        assert differences(answer, contract("order_list")["results"][0]) == []
        listed = client.get(f"{ROOT}orders/?id__in={order.pk}").json()
        assert listed["results"] == [answer]
        answer = client.get(f"{ROOT}orders/{order.pk}/short/").json()
        assert differences(answer, contract("order_detail_short")) == []
        assert answer["order_item_count"] == 3


def test_one_package_is_one_object_of_the_list(client, rows):
    listed = client.get(f"{ROOT}packages/?limit=100").json()["results"]
    shown = [client.get(f"{ROOT}packages/{one['id']}/").json() for one in listed]

    assert shown == listed
    assert {one["shipment"]["status"] for one in shown if one["shipment"]} == {
        "created",
        "in_transit",
        "delivered",
        "returned",
    }
    assert {one["state"]["enum_value"] for one in shown} == {str(s.value) for s in PackageStatus}


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ({"a": "whole", "b": "text"}, {"b": "x", "a": 1}),
        ({"a": "whole"}, {"a": "1"}),
        ({"a": "whole"}, {"a": True}),
        ({"a": "decimal 2"}, {"a": "1.5"}),
        ({"a": "moment"}, {"a": "2026-01-31T09:00:00Z"}),
        ({"a": "text"}, {"a": None}),
        ([{"a": "text"}], [{"a": "x"}, {}]),
    ],
)
def test_the_comparison_notices(shape, value):
    assert len(differences(value, shape)) == 1
