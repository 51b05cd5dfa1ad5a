"""The commands of a whole order through the native API."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import documents
from orders.commands import orders
from orders.models import Order, OrderEvent
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER, item

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/oms/"
BY = {"by": "test", "at": LATER}
TAX = ["set-tax-rate", "set-place-of-supply"]


@pytest.fixture
def door(api):
    """Give a command to an order, and return the answer."""
    client = api(rights=["read", "command"])

    def post(order, **body):
        path = f"{ROOT}orders/{order.pk}/command/"
        return client.post(path, json.dumps(body), content_type="application/json")

    post.client = client
    return post


def offered(client, kind, pk):
    return [c["slug"] for c in client.get(f"{ROOT}{kind}s/{pk}/").json()["commands"]]


def placed_here(status=350):
    unit = item(omnitron_id=None, status=status)
    return factories.order(omnitron_id=None, items=[unit], status=status)


def test_an_order_walks_through_what_it_is_offered(door):
    order = placed_here()
    first = offered(door.client, "order", order.pk)
    assert first == ["hold", "prioritise", "approve", "cancel", *TAX]
    unit = order.orderitem_set.get()

    for body, then in [
        (
            {"slug": "hold", "reason": "fraud?"},
            ["release", "prioritise", "approve", "cancel", *TAX],
        ),
        (
            {"slug": "prioritise", "priority": 3},
            ["release", "prioritise", "approve", "cancel", *TAX],
        ),
        ({"transition": 24}, ["release", "prioritise", "cancel", *TAX]),
        ({"slug": "release"}, ["hold", "prioritise", "cancel", *TAX]),
        ({"slug": "cancel", "reason": "by mistake", "items": [unit.pk]}, []),
    ]:
        answer = door(order, **body)
        assert answer.status_code == 204, answer.content
        assert offered(door.client, "order", order.pk) == then

    order.refresh_from_db()
    assert (order.state, order.priority, order.held_at) == (100, 3, None)


def test_the_state_that_a_hold_leads_to_is_the_one_that_it_has(door):
    order = factories.package(state=PackageStatus.PREPARING).order

    shown = door.client.get(f"{ROOT}orders/{order.pk}/").json()["commands"]

    codes = {c["slug"]: c["destination_state"]["enum_value"] for c in shown}
    assert codes == {"hold": "450", "prioritise": "450", "cancel": "100"} | dict.fromkeys(
        TAX, "450"
    )
    asked = {
        c["slug"]: [(p["name"], p["type"], p["required"]) for p in c["parameters"]] for c in shown
    }
    assert asked == {
        "hold": [("reason", "text", False)],
        "prioritise": [("priority", "integer", True)],
        "cancel": [("reason", "text", True), ("items", "items", False)],
        "set-tax-rate": [
            ("tax_rate", "percentage", True),
            ("items", "items", False),
            ("reason", "text", True),
        ],
        "set-place-of-supply": [("state", "state", True), ("reason", "text", True)],
    }


@pytest.mark.parametrize("state", [s for s in PackageStatus if s < PackageStatus.SHIPPED])
def test_a_package_of_a_held_order_is_offered_nothing_that_would_be_refused(door, state):
    package = factories.package(state=state)
    orders.hold(package.order_id, **BY)

    allowed = ["cancel", "reopen"] if state == PackageStatus.PACKED else ["cancel"]
    assert offered(door.client, "package", package.pk) == allowed
    listed = door.client.get(f"{ROOT}packages/?limit=10").json()["results"]
    assert [[c["slug"] for c in one["commands"]] for one in listed] == [allowed]


@pytest.mark.parametrize("path", ["packages/", "orders/"])
def test_seven_held_orders_cost_what_one_costs(door, path):
    def cost():
        documents.forget()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert door.client.get(f"{ROOT}{path}?limit=50").status_code == 200
        return len(captured)

    factories.package()
    Order.objects.update(held_at=LATER)
    cost()  # the first asks for what is remembered afterwards
    of_one = cost()
    for _ in range(6):
        factories.package()
    Order.objects.update(held_at=LATER)

    assert cost() == of_one


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"slug": "approve"}, "Omnitron decides when this order is approved."),
        ({"slug": "release"}, "The order is not held."),
        ({"slug": "prioritise"}, "This field is required."),
        ({"slug": "prioritise", "priority": "x"}, "A whole number is needed."),
        ({"slug": "cancel"}, "This field is required."),
        ({"slug": "cancel", "reason": "x", "items": [0]}, "No units of this order: 0."),
        ({"slug": "cancel", "reason": "x", "items": "1"}, "A list of one to 1000 keys of units"),
        ({"slug": "hold", "items": [1]}, "Unknown. Allowed: slug, transition, order, reason."),
    ],
)
def test_what_is_refused_is_said_and_nothing_happens(door, body, said):
    order = factories.order(status=300)
    before = (OrderEvent.objects.count(), Order.objects.values().get())

    answer = door(order, **body)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert (OrderEvent.objects.count(), Order.objects.values().get()) == before


def test_a_packed_unit_is_named_in_the_refusal(door):
    package = factories.package(state=PackageStatus.PACKED)

    answer = door(package.order, slug="cancel", reason="x")

    assert answer.status_code == 400
    assert f"Package {package.number} is packed; unpack it first" in answer.content.decode()


def test_who_may_only_read_cancels_nothing(api):
    order = factories.order()
    client = api(rights=["read"])
    path = f"{ROOT}orders/{order.pk}/command/"

    answer = client.post(
        path, json.dumps({"slug": "cancel", "reason": "x"}), content_type="application/json"
    )

    assert answer.status_code == 403
    assert OrderEvent.objects.filter(kind="order.cancelled").count() == 0


def test_a_store_cancels_no_unit_that_it_does_not_see(api):
    package = factories.package(items=[item(), item()])
    mine, elsewhere = package.packageitem_set.order_by("pk")
    unseen = elsewhere.order_item_id
    elsewhere.delete()
    store = api(rights=["command"], locations=[package.stock_location_id])
    path = f"{ROOT}orders/{package.order_id}/command/"

    told = [
        store.post(
            path,
            json.dumps({"slug": "cancel", "reason": "x"} | more),
            content_type="application/json",
        )
        for more in ({}, {"items": [unseen]}, {"items": [mine.order_item_id]})
    ]

    assert [answer.status_code for answer in told] == [400, 400, 204]
    assert b"others of this order are not yours to see" in told[0].content
    assert f"No units of this order: {unseen}." in told[1].content.decode()
    cancelled = package.order.orderitem_set.exclude(cancelled_at=None)
    assert list(cancelled.values_list("pk", flat=True)) == [mine.order_item_id]
