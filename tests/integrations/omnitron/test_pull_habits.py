"""Hubs differ in how they word things: whatever the habit, the same orders arrive."""

import json
from decimal import Decimal

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from integrations.models import PullCursor, Quarantined
from integrations.omnitron import pull
from integrations.sandbox import Sandbox
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import LOOPBACK, NOW


def facts():
    """What a reader of the orders sees, without keys and moments of ours."""
    orders = Order.objects.order_by("number").select_related("customer", "shipping_address__city")
    return [
        (
            order.number,
            order.remote_status,
            order.amount,
            order.customer.email,
            order.shipping_address.line,
            order.shipping_address.city.name,
            order.shipping_address.district.township.city.country.code,
            [
                (item.omnitron_id, item.product.sku, item.price, item.stock_list.name)
                for item in order.orderitem_set.order_by("omnitron_id")
            ],
        )
        for order in orders
    ]


HABITS = [
    {"items": "apart"},
    {"relations": "object"},
    {"relations": "id"},
    {"lists": "bare"},
    {"statuses": "name"},
    {"dates": "ignored"},
    {"filters": "ignored"},
    {"filters": "ignored", "items": "apart"},
    {"items": "apart", "relations": "id", "lists": "bare", "statuses": "name", "dates": "ignored"},
]


@pytest.mark.parametrize("habits", HABITS, ids=lambda habits: " ".join(habits.values()))
def test_whatever_the_habit_the_same_orders_arrive(habits, pulled, hub, settings, usual_facts):
    settings.PULL_PAGE_SIZE = 5
    hub.speak(**habits)

    assert pulled() == {"new": 12}

    assert facts() == usual_facts
    assert not Quarantined.objects.exists()


@pytest.fixture(scope="module")
def usual_facts():
    """Return the facts of the twelve orders, read from the world that tells them."""
    world = Sandbox(seed=7, every=None, allowed=True).world
    return sorted(_facts_of(world, order) for order in world.rows("orders"))


def _facts_of(world, order):
    address = world.get("addresses", order["shipping_address"])
    items = [world.get("order_items", pk) for pk in sorted(order["orderitem_set"])]
    return (
        order["number"],
        int(order["status"]),
        Decimal(order["amount"]),
        world.get("customers", order["customer"])["email"],
        address["line"],
        world.get("cities", address["city"])["name"],
        world.get("countries", address["country"])["code"],
        [
            (
                item["pk"],
                world.get("products", item["product"])["sku"],
                Decimal(item["price"]),
                world.get("stock_lists", item["stock_list"])["name"],
            )
            for item in items
        ],
    )


def test_an_ignored_filter_is_noticed_and_read_to_the_end(pulled, hub, settings):
    settings.PULL_PAGE_SIZE = 5
    pulled()
    hub.speak(dates="ignored")

    assert pulled() == {"unchanged": 12}

    assert PullCursor.objects.get().last_result == {"unchanged": 12, "filter_ignored": True}


def test_items_that_fill_more_than_one_page_are_all_read(pulled, hub):
    number = hub.grow(1)[0]
    hub.speak(items="apart")
    order = next(row for row in hub.world.rows("orders") if row["number"] == number)
    item = hub.world.get("order_items", order["orderitem_set"][0])
    for _ in range(23):
        copy = hub.world.add("order_items", {k: v for k, v in item.items() if k != "pk"})
        order["orderitem_set"].append(copy["pk"])

    pulled()

    told = len(order["orderitem_set"])
    assert Order.objects.get(number=number).orderitem_set.count() == told
    assert told > 23


def test_a_person_named_only_by_key_is_asked_for_once_in_a_pull(pulled, hub):
    hub.speak(relations="id")
    pulled()

    asked = [request.path for request in hub.requests]
    assert asked.count("/api/v1/customers/3433/") == 1
    assert asked.count("/api/v1/addresses/10033/") == 1
    assert asked.count("/api/v1/countries/1/") == 1


def test_places_that_we_hold_are_not_asked_for_again_but_people_are(pulled, hub):
    hub.speak(relations="id")
    pulled()
    hub.amend("2291090711512921", address={"line": "Via Nuova 1"})
    hub.forget_requests()

    pulled()

    paths = {request.path.removeprefix("/api/v1/") for request in hub.requests}
    assert "addresses/10033/" in paths
    assert not [path for path in paths if path.startswith(("countries", "cities", "products"))]
    changed = Order.objects.get(number="2291090711512921")
    assert changed.shipping_address.line == "Via Nuova 1"


class Shifting:
    """A hub that changes its oldest order each time that a page was read."""

    def __init__(self, rows):
        self.rows, self.calls = rows, 0

    def answer(self, request):
        since, page = request.args["modified_date__gte"], int(request.args["page"])
        limit = int(request.args["limit"])
        found = sorted(
            (row for row in self.rows if row["modified_date"] >= since),
            key=lambda row: row["modified_date"],
        )
        shown = found[(page - 1) * limit : page * limit]
        body = json.dumps({"next": "…" if page * limit < len(found) else None, "results": shown})
        if self.calls < 3:
            found[0]["modified_date"] = f"2026-11-20T13:00:0{self.calls}.000000Z"
        self.calls += 1
        return Response(body, content_type="application/json")


def test_rows_that_move_to_the_end_while_we_read_make_no_gap(db, settings, httpserver: HTTPServer):
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.PULL_PAGE_SIZE = 2
    rows = [
        {"pk": n, "number": str(n), "modified_date": f"2026-11-20T12:00:0{n}.000000Z"}
        for n in range(1, 9)
    ]
    httpserver.expect_request("/orders/").respond_with_handler(Shifting(rows).answer)
    shop = Channel.objects.create(
        name="Shop", omnitron_id=1, server=httpserver.url_for(""), auth_token="t"
    )
    receiver = pull.Receiver(shop, by="omnitron")
    reading = pull.Reading(receiver, since=pull.EPOCH, until=None)

    seen = {row.raw["pk"] for page in reading.pages(now=NOW) for row in page}

    assert seen == {1, 2, 3, 4, 5, 6, 7, 8}
