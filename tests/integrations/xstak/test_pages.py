"""Pages of sales orders, their sizes, and the dates that sort them."""

from datetime import timedelta

import pytest

from orders.models import Order
from tests import factories
from tests.integrations.xstak.conftest import ORDERS, get_with_body, json_of, numbers, refusal


def test_x_q_pages_count_from_one_and_an_empty_answer_has_one(client, asked):
    page = client.get(ORDERS, asked()).json()["page"]

    assert page == {"number": 1, "size": 10, "totalPages": 1, "totalElements": 0}


def test_x_q_past_the_end_there_are_no_orders_and_true_totals(client, delivered, asked):
    for number in ("2", "999999999"):
        answer = client.get(ORDERS, asked(page=number)).json()
        page = {"number": int(number), "size": 10, "totalPages": 1, "totalElements": 1}
        assert answer == {"orders": [], "page": page}


def test_x_r_the_date_that_counts_may_be_the_update(client, delivered, asked):
    later = "2026-11-21T12:30:00Z"
    Order.objects.filter(pk=delivered.pk).update(modified_date=factories.LATER)

    def found(**changes):
        return numbers(client.get(ORDERS, asked(start_date=later, **changes)))

    assert found() == []
    assert found(date_field="placed") == []
    assert found(date_field="updated") == [delivered.number]
    assert found(date_field="Updated", end_date="2026-11-21T13:00:00Z") == []
    assert refusal(client.get(ORDERS, asked(date_field="created"))) == (400, "invalid_request")


def test_x_s_pages_have_a_number_and_a_size(client, shop, asked):
    placed = [factories.NOON + timedelta(seconds=n // 2) for n in range(12)]
    made = [factories.order(channel=shop, date_placed=at).number for at in placed]

    assert numbers(client.get(ORDERS, asked())) == made[:10]
    second = client.get(ORDERS, asked(page="2", size="5"))
    assert numbers(second) == made[5:10]
    assert second.json()["page"] == {
        "number": 2,
        "size": 5,
        "totalPages": 3,
        "totalElements": 12,
    }
    body = get_with_body(client, json_of(asked(page=3, size=5)))
    assert numbers(body) == made[10:]


def test_x_s_a_large_size_is_cut_and_reported(client, delivered, asked):
    for size in ("101", "1000", "999999999"):
        assert client.get(ORDERS, asked(size=size)).json()["page"]["size"] == 100


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "1.5", "１", "9" * 30])
def test_x_s_a_page_or_size_that_is_no_number_is_refused(client, asked, name, value):
    answer = client.get(ORDERS, asked(**{name: value}))

    assert refusal(answer) == (400, "invalid_request")
    assert answer.json()["error_description"] == f"{name} is a whole number from 1."


def test_x_t_there_is_one_call_and_it_only_reads(client, asked):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.generic(method, ORDERS)
        assert refusal(answer) == (405, "method_not_allowed")
        assert "GET" in answer["Allow"]
    for path in ("/oe/v2/orders", "/oe/v2/orders/sales_order", "/oe/", "/v1/admin/x", "/auth/x"):
        assert refusal(client.get(path)) == (404, "not_found")
