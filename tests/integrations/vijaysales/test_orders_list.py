"""The list of orders: a partner's own, by its filters, in constant statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.vijaysales import words
from integrations.vijaysales.fields import INDIA
from orders.commands import packages
from orders.models import Order, Stock
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CABLE,
    CANCEL,
    ONE_PHONE,
    PICKUP,
    order_of,
    packed,
    placed,
    refusal,
    shipped,
)
from tests.integrations.vijaysales.conftest import partner_of

pytestmark = pytest.mark.django_db
ONE_CABLE = {"items": [CABLE], "shippingCharge": "0", "orderAmount": "500.00"}


def some(caller, count, **changes):
    """Place orders VS-1 to VS-n, an hour after one another."""
    for n in range(1, count + 1):
        date = f"2026-11-{n:02}T10:00:00+05:30"
        placed(caller, **ONE_CABLE | changes, partnerOrderId=f"VS-{n}", orderDate=date)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["partnerOrderId"] for row in answer.json()["data"]]


def test_a_row_of_the_list_is_told_without_addresses(shop, vijay):
    order = order_of(placed(vijay, orderDate="2026-11-20T10:00:00Z"))

    answer = vijay.get("orders").json()

    updated = timezone.localtime(order.modified_date, INDIA).isoformat(timespec="seconds")
    assert answer == {
        "data": [
            {
                "orderId": str(order.pk),
                "orderNumber": "VS-1",
                "partnerOrderId": "VS-1",
                "status": "CONFIRMED",
                "orderDate": "2026-11-20T15:30:00+05:30",
                "updatedAt": updated,
                "amounts": {
                    "subTotal": "140480.00",
                    "discount": "50.00",
                    "shipping": "49.00",
                    "tax": "21428.98",
                    "total": "140479.00",
                    "currency": "INR",
                },
                "itemCount": 3,
                "customerName": "Asha Rao",
            }
        ],
        "pagination": {
            "page": 1, "limit": 20, "totalCount": 1, "totalPages": 1, "hasNext": False,
        },
    }  # fmt: skip


def test_pages_go_from_the_newest_to_the_oldest_and_end(shop, vijay):
    some(vijay, 5)

    pages = [vijay.get(f"orders?limit=2&page={page}") for page in (1, 2, 3, 4)]

    assert [ids(page) for page in pages] == [["VS-5", "VS-4"], ["VS-3", "VS-2"], ["VS-1"], []]
    assert [page.json()["pagination"]["hasNext"] for page in pages] == [True, True, False, False]
    assert pages[3].json()["pagination"] == {
        "page": 4, "limit": 2, "totalCount": 5, "totalPages": 3, "hasNext": False,
    }  # fmt: skip


def test_orders_of_one_moment_keep_their_order_on_every_page(shop, vijay):
    some(vijay, 4)
    Order.objects.update(date_placed=NOON, modified_date=NOON)

    for sort in ("orderDate", "updatedAt"):
        assert ids(vijay.get(f"orders?sort={sort}")) == ["VS-1", "VS-2", "VS-3", "VS-4"]
        assert ids(vijay.get(f"orders?sort=-{sort}&limit=2&page=2")) == ["VS-2", "VS-1"]


def test_each_filter_keeps_what_it_says(shop, vijay):
    some(vijay, 3)
    other = {"firstName": "Ravi", "mobile": "9820099999"}
    placed(vijay, **ONE_PHONE, partnerOrderId="P-1", customer=other,
           orderDate="2026-11-10T00:00:00+05:30")  # fmt: skip
    Order.objects.filter(number="VS-2").update(modified_date=timezone.now() + timedelta(days=1))
    tomorrow = (timezone.now() + timedelta(hours=23)).strftime("%Y-%m-%dT%H:%M:%SZ")

    for query, expected in [
        ("partnerOrderId=VS-2", ["VS-2"]),
        ("mobile=%2B919820099999", ["P-1"]),
        ("mobile=9820099999", ["P-1"]),
        ("vanNo=245179", ["P-1"]),
        ("fromDate=2026-11-03T10:00:00%2B05:30", ["P-1", "VS-3"]),
        ("toDate=2026-11-03T10:00:00+05:30", ["VS-2", "VS-1"]),  # and a + that was not escaped
        ("fromDate=2026-11-02T04:30:00Z&toDate=2026-11-03T04:30:00Z", ["VS-2"]),
        (f"updatedFrom={tomorrow}", ["VS-2"]),
        ("status=CONFIRMED&vanNo=C-1&limit=2", ["VS-3", "VS-2"]),
        ("status=shipped,PLACED", []),
        ("status=READY_TO_DISPATCH", []),
        ("vanNo=X-1", []),
    ]:
        assert ids(vijay.get(f"orders?{query}")) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "page=0", "page=x", "sort=price", "status=ON_FIRE", "status=",
        "fromDate=2026-11-02", "fromDate=2026-11-02T00:00:00", "mobile=12", "vanNo=a%20b",
        "state=400", "partnerOrderId=a%00b",
    ],
)  # fmt: skip
def test_a_filter_that_is_wrong_or_unknown_is_refused(shop, vijay, query):
    answer = vijay.get(f"orders?{query}")

    assert refusal(answer) == (422, 9011, "VALIDATION_FAILED")
    assert answer.json()["details"][0]["field"] == query.partition("=")[0]


STEPS = {
    PackageStatus.WAITING: "CONFIRMED",
    PackageStatus.PREPARING: "PROCESSING",
    PackageStatus.READY: "PROCESSING",
    PackageStatus.PACKED: "PACKED",
    PackageStatus.SHIPPED: "SHIPPED",
    PackageStatus.DELIVERED: "DELIVERED",
    PackageStatus.RETURNED: "RETURNED",
}
COUNTER = {"PACKED": "READY_FOR_PICKUP", "SHIPPED": "PICKED_UP", "DELIVERED": "PICKED_UP"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("changes", [{}, PICKUP], ids=["delivered", "collected"])
def test_an_order_is_found_by_the_status_that_it_shows_and_by_no_other(shop, vijay, step, changes):
    order = order_of(placed(vijay, **ONE_CABLE | changes))
    walk(order, step)
    word = COUNTER.get(STEPS[step], STEPS[step]) if changes else STEPS[step]

    found = [name for name in words.LABELS if ids(vijay.get(f"orders?status={name}"))]

    assert found == [word]
    (row,) = vijay.get("orders").json()["data"]
    assert row["status"] == word


def walk(order, step):
    package, who = order.packages.get(), {"by": "test", "at": NOON}
    for state, move in [
        (PackageStatus.PREPARING, lambda: packages.start(package.pk, **who)),
        (PackageStatus.READY, lambda: packages.ready(package.pk, **who)),
        (PackageStatus.PACKED, lambda: packages.pack(package.pk, **who)),
        (PackageStatus.SHIPPED, lambda: factories.ship(package)),
        (PackageStatus.DELIVERED, lambda: packages.deliver(package.pk, **who)),
        (PackageStatus.RETURNED, lambda: packages.take_back(package.pk, reason="x", **who)),
    ]:
        if state <= step:
            move()


def test_every_code_of_an_order_has_a_word_and_is_found_by_it(shop):
    vijay = partner_of(shop.channel, configuration={"approve_at_once": False})  # in no package
    order = order_of(placed(vijay, **ONE_CABLE))
    for code in OrderStatus:
        gone = NOON if code == OrderStatus.CANCELLED else None
        order.orderitem_set.update(state=code, cancelled_at=gone)
        Order.objects.update(state=code)
        (row,) = vijay.get("orders").json()["data"]
        assert row["status"] == words.OF_ORDER[code]
        assert ids(vijay.get(f"orders?status={row['status']}")) == ["VS-1"], code


def test_seven_orders_cost_the_statements_of_one(shop, vijay):
    Stock.objects.update(on_hand=50)
    placed(vijay, partnerOrderId="A-1")
    shipped(Order.objects.get())
    vijay.get("orders")
    with CaptureQueriesContext(connection) as one:
        vijay.get("orders")
    for n in range(2, 8):
        order = order_of(placed(vijay, partnerOrderId=f"A-{n}"))
        for step in ((), (packed,), (shipped,))[n % 3]:
            step(order)

    with CaptureQueriesContext(connection) as seven:
        assert len(ids(vijay.get("orders"))) == 7

    assert len(seven) == len(one)


def test_an_index_serves_the_list_of_a_channel(shop, vijay):
    some(vijay, 3)
    with CaptureQueriesContext(connection) as captured:
        vijay.get("orders?limit=2")
    (pick,) = [q["sql"] for q in captured if "ORDER BY" in q["sql"] and "LIMIT 2" in q["sql"]]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {pick}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "order_by_channel_and_day" in plan
    assert "Sort" not in plan


def test_a_cancelled_order_stays_in_the_list(shop, vijay):
    some(vijay, 2)
    vijay.post("orders/VS-1/cancel", CANCEL)

    assert ids(vijay.get("orders?status=CANCELLED")) == ["VS-1"]
    assert ids(vijay.get("orders")) == ["VS-2", "VS-1"]
