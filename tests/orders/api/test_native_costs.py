"""A list of seven costs the statements of one."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import documents
from orders.relay import relay_pending
from tests import factories
from tests.orders.api.routes import native_routes
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db
NOWHERE = "https://hooks.example.com/"


def orders(number):
    for _ in range(number):
        factories.order(items=[factories.item(), factories.item()])
    return {}


def packages(number):
    for _ in range(number):
        carrier = factories.cargo_company()
        factories.package(state=600, carrier=carrier, items=[factories.item(), factories.item()])
    return {}


def messages(number):
    """Tell one package's beginning to so many addresses."""
    order = factories.order()
    for n in range(number):
        owner = get_user_model().objects.create_user(f"owner {n}")
        Webhook.objects.create(owner=owner, event_type="package.created", target_url=NOWHERE)
    while relay_pending():
        pass
    return {"pk": order.pk}


def each(make):
    def rows(number):
        for _ in range(number):
            make()
        return {}

    return rows


# What fills each list with so many rows, and the keys of its path.
LISTS = {
    "cargo_companies/": each(factories.cargo_company),
    "channels/": each(factories.channel),
    "order_items/": orders,
    "orders/": orders,
    "orders/<int:pk>/webhook_events/": messages,
    "orders/<int:pk>/webhook_events/short/": messages,
    "orders/list-simple/": orders,
    "orders/short/": orders,
    "packages/": packages,
    "packages/short/": packages,
    "state-transition-logs/": packages,
    "stocklocations/list-simple/": each(factories.location),
}
ROUTES = [route for route in native_routes() if route.many]


def test_every_list_route_is_known_here():
    assert [route.pattern for route in ROUTES] == sorted(LISTS)


def cost(client, path):
    """Return the statements and the rows of an answer with nothing remembered."""
    documents.forget()
    with CaptureQueriesContext(connection) as log:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return len(log), len(answer.json()["results"])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
@pytest.mark.parametrize("limited", [False, True], ids=["everywhere", "at locations"])
def test_seven_rows_cost_the_statements_of_one(api, route, limited):
    keys = LISTS[route.pattern](7)
    here = list(factories.StockLocation.objects.values_list("pk", flat=True)) if limited else None
    client = api(locations=here)
    client.get(route.path(**keys))  # the first use of a token is written down

    one = cost(client, f"{route.path(**keys)}?limit=1")
    many = cost(client, f"{route.path(**keys)}?limit=7")

    assert (one[1], many[1]) == (1, 7)
    assert many[0] == one[0]


@pytest.mark.parametrize("path", ["orders/{0}/", "orders/{0}/short/", "packages/{1}/"])
def test_one_object_of_seven_items_costs_the_statements_of_one_item(client, path):
    costs = []
    client.get("/api/v1/oms/orders/")
    for number in (1, 7):
        package = factories.package(items=[factories.item() for _ in range(number)])
        documents.forget()
        with CaptureQueriesContext(connection) as log:
            client.get(f"/api/v1/oms/{path}".format(package.order_id, package.pk))
        costs.append(len(log))

    assert costs[0] == costs[1]


def test_a_page_of_orders_costs_six_statements_for_its_documents(client, monkeypatch):
    monkeypatch.setattr(documents, "monotonic", lambda: 1000.0)  # all that is shared is remembered
    orders(3)
    path = "/api/v1/oms/orders/"
    client.get(path)

    with CaptureQueriesContext(connection) as log:
        client.get(path)

    token, ids, count, *rest = [query["sql"] for query in log]
    assert ("accesstoken" in token, "COUNT" in count) == (True, True)
    assert ids.startswith('SELECT "orders_order"."id"')
    assert len(rest) == 6
