"""What a search costs among many orders: the rows that it finds, and never the table."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oms import pagination
from orders.models import Customer, Order, Package
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware.arranged import copy

pytestmark = pytest.mark.django_db
ORDERS, PACKAGES = "/oms/saleOrder/search", "/oms/shippingPackage/search"
LONG_AGO = NOON - timedelta(days=900)
HELPED = [
    (ORDERS, {"displayOrderCode": "N7"}, "order_by_number"),
    (ORDERS, {"fromDate": "2026-11-20", "toDate": "2026-11-22"}, "order_by_created"),
    (ORDERS, {"updatedSinceInMinutes": 4320}, "order_by_modified"),
    (ORDERS, {"customerEmailOrMobile": "+917"}, "customer_by_phone"),
    (ORDERS, {"customerEmailOrMobile": "+91 98000-00007"}, "customer_by_mobile"),
    (ORDERS, {"customerEmailOrMobile": "Person7@Example.com"}, "customer_by_email"),
    (PACKAGES, {"updatedSinceInMinutes": 4320}, "package_by_modified"),
]


@pytest.fixture
def crowd(db):
    """Write 2,000 orders, each of another customer, the newest last, with a package each."""
    first = factories.package()
    order, number = first.order, 2000
    when = [NOON - timedelta(hours=number - n) for n in range(number)]
    dates = [{"created_date": at, "modified_date": at} for at in when]
    customers = Customer.objects.bulk_create(
        copy(
            order.customer,
            content_hash=f"{n}",
            phone_number=f"+91 98000-{n:05}",
            email=f"person{n}@example.com",
        )
        for n in range(number)
    )
    orders = Order.objects.bulk_create(
        copy(order, number=f"N{n}", code=f"N{n}", customer=customers[n], **dates[n])
        for n in range(number)
    )
    Package.objects.bulk_create(
        copy(first, order=orders[n], number=f"N{n}P1", **dates[n]) for n in range(number)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def search(api):
    """Search, and return what was answered and the statements that it took."""
    client = api()
    client.ask(ORDERS, {"onHold": True})  # the first use of a token is written down

    def asked(path, body, **options):
        with CaptureQueriesContext(connection) as log:
            said = client.ask(path, body | {"searchOptions": options})
        return said, [query["sql"] for query in log]

    return asked


def plan(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row for (row,) in cursor.fetchall())


def looked_up(statements):
    """Return the statement that looks for the page."""
    return next(each for each in statements if each.startswith('SELECT "orders_'))


@pytest.mark.usefixtures("crowd")
def test_the_page_of_a_search_among_many_is_found_by_an_index(search):
    for path, body, index in HELPED:
        _said, statements = search(path, body)
        how = plan(looked_up(statements))
        assert index in how, f"{body}: {how}"


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("path", [ORDERS, PACKAGES])
def test_rows_before_a_page_are_counted_off_by_their_keys_alone(search, path):
    said, statements = search(path, {"onHold": False}, displayStart=1500, displayLength=5)

    codes = [one["code"].removesuffix("P1") for one in said["elements"]]
    assert codes == [f"N{n}" for n in range(1499, 1504)]
    table = "orders_order" if path == ORDERS else "orders_package"
    assert looked_up(statements).startswith(f'SELECT "{table}"."id" AS "pk" FROM')


@pytest.mark.usefixtures("crowd")
def test_only_a_full_page_has_its_total_counted(search):
    for body, options in (({"displayOrderCode": "N7"}, {}), ({"displayOrderCode": "none"}, {})):
        _said, statements = search(ORDERS, body, **options)
        assert not [each for each in statements if "COUNT" in each]
    said, statements = search(ORDERS, {"onHold": False}, displayStart=1990, displayLength=11)
    assert (said["totalRecords"], len(said["elements"])) == (2001, 11)
    assert not [each for each in statements if "COUNT" in each]


@pytest.mark.usefixtures("crowd")
def test_a_large_total_is_counted_once_in_a_while_and_never_less_than_is_shown(search, monkeypatch):
    monkeypatch.setattr(pagination, "EXACT_UP_TO", 100)
    monkeypatch.setattr(pagination, "_counts", {})
    window, totals = {"fromDate": "2026-11-01", "toDate": "2026-11-30"}, []
    for start in (0, 5):
        said, statements = search(ORDERS, window, displayStart=start, displayLength=5)
        totals.append((said["totalRecords"], sum("SELECT COUNT(*) AS" in s for s in statements)))
        factories.order()
    total = totals[0][0]
    assert totals == [(total, 1), (total, 0)]

    for start, length, found in ((total, 1, (total + 2, 1)), (total - 1, 5, (total + 2, 3))):
        said, _ = search(ORDERS, window, displayStart=start, displayLength=length)
        assert (said["totalRecords"], len(said["elements"])) == found
    Order.objects.filter(created_date__gte=NOON - timedelta(hours=9)).update(created_date=LONG_AGO)
    said, _ = search(ORDERS, window, displayStart=total - 2, displayLength=5)
    assert (said["totalRecords"], said["elements"]) == (total - 2, [])
