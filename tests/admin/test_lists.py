"""The lists: the same cost for seven rows as for one, and exact searches."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.admin.base import CappedPaginator
from orders.admin.search import order_ids
from orders.models import (
    Order,
)
from orders.scope import EVERYTHING
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.listed import ROWS, user

pytestmark = pytest.mark.django_db


def test_every_list_is_known_here():
    assert set(admin.site._registry) == set(ROWS)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_seven_rows_cost_what_one_row_costs(boss, model):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = boss.get(list_of(model))
        assert response.status_code == 200
        return len(asked), response.context["cl"].result_count

    ROWS[model]("one")
    boss.get(list_of(model))  # content types are remembered from here on
    cost, before = statements()
    for n in range(6):
        ROWS[model](f"more{n}")

    assert statements() == (cost, before + 6)


def test_the_list_of_orders_is_cheap(boss):
    factories.package(state=PackageStatus.SHIPPED)
    boss.get(list_of(Order))
    with CaptureQueriesContext(connection) as asked:
        boss.get(list_of(Order))
    assert len([asked for asked in asked if "SAVEPOINT" not in asked["sql"]]) <= 9


def test_every_list_page_and_form_answers(boss):
    for model, make in ROWS.items():
        row = user("shown") if model is User else make(model.__name__[:8])
        assert boss.get(list_of(model), {"q": "nothing"}).status_code == 200
        assert boss.get(page_of(row)).status_code == 200, model
        assert boss.get(list_of(model) + "add/").status_code in {200, 403}, model


@pytest.mark.parametrize(
    "way", ["number", "code", "tracking", "package", "e-mail", "E-MAIL", "sku"]
)
def test_an_order_is_found_by_its_exact_names(boss, way):
    package = factories.package(state=PackageStatus.SHIPPED)
    other = factories.order()
    order = package.order
    named = {
        "number": order.number,
        "code": order.code,
        "tracking": package.tracking_number,
        "package": package.number,
        "e-mail": order.customer.email,
        "E-MAIL": order.customer.email.upper(),
        "sku": order.orderitem_set.get().product.sku,
    }

    html = boss.get(list_of(Order), {"q": f" {named[way]} "}).content.decode()
    part = boss.get(list_of(Order), {"q": named[way][:-1]}).content.decode()

    assert page_of(order) in html
    assert page_of(other) not in html
    assert page_of(order) not in part


def test_the_search_scans_no_table(boss):
    factories.package(state=PackageStatus.SHIPPED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        order_ids("nobody@example.com", EVERYTHING)
    for query in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan" not in plan, plan
    assert len(asked) == 6


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "a\0b"}, 200),
        ({"q": "%"}, 200),
        ({"p": "999"}, 200),
        ({"p": "x"}, 200),
        ({"o": "9"}, 200),
        ({"state": "\0"}, 200),
        ({"store": "9" * 30}, 200),
        ({"date_placed_from": "\0"}, 200),
        ({"code": "a\0b"}, 302),
        ({"code__startswith": "2"}, 302),
        ({"customer__email__startswith": "a"}, 302),
    ],
)
def test_odd_addresses_of_the_list_are_no_server_error(boss, query, status):
    factories.order()
    assert boss.get(list_of(Order), query).status_code == status


def test_a_list_counts_to_its_limit_and_no_further(boss, monkeypatch):
    for _ in range(4):
        factories.order()
    monkeypatch.setattr(CappedPaginator, "most", 3)

    with CaptureQueriesContext(connection) as asked:
        response = boss.get(list_of(Order))

    assert response.context["cl"].result_count == 3
    counts = [query["sql"] for query in asked if "COUNT" in query["sql"]]
    assert len(counts) == 1
    assert "LIMIT 4" in counts[0]
