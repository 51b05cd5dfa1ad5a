"""`POST /api/v1/oms/stocks/`: each row is written or refused by itself."""

import pytest

from orders.models import Stock
from tests import factories
from tests.orders.stock.shelves import block, counts, product, shelf

pytestmark = pytest.mark.django_db
URL = "/api/v1/oms/stocks/"


@pytest.fixture
def client(api):
    return api(rights=["command"])


def tell(client, *rows):
    return client.post(URL, {"rows": list(rows)}, content_type="application/json")


def test_counts_and_changes_are_written_and_answered_row_by_row(client):
    row, goods = shelf(5), product()
    block((row, 3), channel=factories.channel())
    here = row.location.erp_code

    answer = tell(
        client,
        {"location": here, "sku": row.product.sku, "on_hand": 9},
        {"location": here, "sku": row.product.sku, "change": -7},
        {"location": here, "sku": goods.sku, "change": 4},
    )

    assert answer.status_code == 200
    assert answer.json() == {
        "results": [
            {"row": 0, "ok": True, "on_hand": 9, "reserved": 3, "error": None},
            {
                "row": 1,
                "ok": False,
                "on_hand": 9,
                "reserved": 3,
                "error": "3 pieces are promised: there cannot be 2.",
            },
            {"row": 2, "ok": True, "on_hand": 4, "reserved": 0, "error": None},
        ]
    }
    assert counts(row) == (9, 3)


def test_a_bad_row_says_why_and_does_not_stop_the_others(client):
    row = shelf(5)
    twins = [product(sku="TWIN") for _ in range(2)]
    here, sku = row.location.erp_code, row.product.sku
    assert len(twins) == 2

    answer = tell(
        client,
        {"location": "NOWHERE", "sku": sku, "on_hand": 1},
        {"location": here, "sku": "NOTHING", "on_hand": 1},
        {"location": here, "sku": "TWIN", "on_hand": 1},
        {"location": here, "sku": sku},
        {"location": here, "sku": sku, "on_hand": 1, "change": 1},
        {"location": here, "sku": sku, "on_hand": -1},
        {"location": here, "sku": sku, "on_hand": True},
        {"location": here, "sku": sku, "on_hand": 2.5},
        {"location": here, "sku": sku, "on_hand": 10**12},
        {"location": here, "sku": sku, "on_hand": 1, "reserved": 0},
        {"location": {}, "sku": sku, "on_hand": 1},
        [],
        {"location": here, "sku": sku, "on_hand": 8},
    )

    results = answer.json()["results"]
    assert [each["ok"] for each in results] == [False] * 12 + [True]
    assert [each["row"] for each in results] == list(range(13))
    assert [each["error"] for each in results[:4]] == [
        "There is no such location.",
        "There is no such product.",
        "2 products have this SKU.",
        "Send on_hand or change, one of them.",
    ]
    assert results[9]["error"] == "reserved: Unknown."
    assert counts(row) == (8, 0)
    assert Stock.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"rows": {}}', '{"rows": []}', '{"rows": [1], "dry": true}', "null"]
)
def test_a_body_of_another_shape_is_refused(client, body):
    answer = client.post(URL, body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_a_thousand_rows_are_taken_and_one_more_is_not(client):
    row = shelf(0)
    change = {"location": row.location.erp_code, "sku": row.product.sku, "change": 1}

    assert tell(client, *[change] * 1001).status_code == 400
    assert counts(row) == (0, 0)
    assert tell(client, *[change] * 1000).status_code == 200
    assert counts(row) == (1000, 0)


def test_a_token_counts_at_its_own_locations_only(api):
    mine, other = shelf(1), shelf(1)
    client = api(rights=["command"], locations=[mine.location_id])

    results = tell(
        client,
        {"location": mine.location.erp_code, "sku": mine.product.sku, "on_hand": 2},
        {"location": other.location.erp_code, "sku": other.product.sku, "on_hand": 2},
        {"location": "NOWHERE", "sku": other.product.sku, "on_hand": 2},
    ).json()["results"]

    assert results[1]["error"] == results[2]["error"] == "There is no such location."
    assert (counts(mine), counts(other)) == ((2, 0), (1, 0))


def test_a_token_that_may_only_read_counts_nothing(api):
    row = shelf(1)

    answer = tell(api(), {"location": row.location.erp_code, "sku": row.product.sku, "on_hand": 2})

    assert (answer.status_code, counts(row)) == (403, (1, 0))
