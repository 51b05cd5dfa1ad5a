"""A list that is followed by `modified_date` ends below what is still being written."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from orders import clock, tasks
from orders.commands import intake, orders, packages
from orders.feed import horizon
from orders.models import Order, OrderEvent, OrderItem, Package, ReadHorizon
from tests import factories
from tests.factories import NOON
from tests.orders.feed.meanwhile import held

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ["orders/list-simple/", "orders/short/", "orders/", "order_items/", "packages/"]


def rows(client, path, query="sort=modified_date"):
    answer = client.get(f"/api/v1/oms/{path}?{query}")
    assert answer.status_code == 200
    return [row["id"] for row in answer.json()["results"]], answer.headers.get("Complete-Until")


def start(package):
    packages.start(package.pk, by="test", at=NOON)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", ["sort=modified_date", "modified_date__gt=2026-01-01T00:00:00Z"])
def test_a_later_change_is_not_read_before_one_that_is_still_open(client, path, query):
    slow, quick = factories.package(), factories.package()
    before = rows(client, path)[0]
    with held(lambda: start(slow)):
        start(quick)
        meanwhile, until = rows(client, path, query)

        stamp = OrderEvent.objects.get(kind="package.started", package=quick).recorded_at
        assert sorted(meanwhile) == before[:1]  # as it was before both; of `quick` nothing
        assert parse_datetime(until) < stamp
        assert len(rows(client, path, "sort=-modified_date")[0]) == len(before)

    after, until = rows(client, path)
    assert after == before
    assert parse_datetime(until) > stamp


def test_the_line_is_read_by_a_statement_before_the_page(client):
    factories.order()
    with CaptureQueriesContext(connection) as log:
        rows(client, "orders/list-simple/")

    said = [query["sql"] for query in log]
    line = next(n for n, sql in enumerate(said) if "pg_stat_activity" in sql)
    page = next(n for n, sql in enumerate(said) if 'FROM "orders_order"' in sql)
    assert line < page


def test_the_count_and_a_list_of_the_newest_know_no_line(client):
    slow, quick = factories.package(), factories.package()
    with held(lambda: start(slow)):
        start(quick)
        newest = client.get("/api/v1/oms/orders/?sort=-modified_date")
        increment = client.get("/api/v1/oms/orders/?sort=modified_date").json()

    assert newest.json()["results"][0]["id"] == quick.order_id
    assert "Complete-Until" not in newest.headers
    assert (increment["count"], increment["next"]) == (2, None)


def test_a_host_whose_clock_is_slow_writes_no_earlier_stamp():
    package = factories.package()
    before = clock.now()

    with time_machine.travel(timezone.now() - timedelta(seconds=3), tick=True):
        slow = timezone.now()
        packages.start(package.pk, by="test", at=slow)

    order, event = Order.objects.get(), OrderEvent.objects.get(kind="package.started")
    stamps = {order.modified_date, Package.objects.get().modified_date, event.recorded_at}
    assert stamps == {OrderItem.objects.get().modified_date}
    assert min(stamps) > before
    assert event.occurred_at == slow


def test_every_row_that_a_command_writes_has_the_stamp_of_its_transaction(monkeypatch):
    monkeypatch.setattr(clock, "stamp", lambda: factories.LATER)
    shop = factories.channel()
    first = factories.draft(channel=shop)
    factories.receive(first, channel=shop)
    more = factories.draft(
        channel=shop, omnitron_id=first.omnitron_id, number=first.number,
        items=[*first.items, factories.item()], remote_modified=factories.LATER,
    )  # fmt: skip
    factories.receive(more, channel=shop, at=NOON)

    for model in (Order, OrderItem, Package):
        found = set(model.objects.values_list("modified_date", "created_date"))
        assert found == {(factories.LATER, NOON)}
    assert OrderItem.objects.count() == 2
    assert set(OrderEvent.objects.values_list("recorded_at", flat=True)) == {factories.LATER}


def test_a_new_order_that_is_still_open_holds_the_line():
    shop = factories.channel()
    draft = factories.draft(channel=shop)
    with held(lambda: factories.receive(draft, channel=shop)):
        line = horizon.complete_until()

    assert line <= Order.objects.get().modified_date


def test_a_dump_that_only_reads_does_not_hold_the_line():
    factories.order()

    def read():
        with connection.cursor() as cursor:  # as pg_dump does
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT count(*) FROM orders_order")

    with held(read):
        now = clock.now()
        assert horizon.complete_until() > now


@pytest.fixture
def ordinary():
    """Ask as a role that owns nothing and is a member of nothing."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ordinary_reader")
        cursor.execute("SET ROLE ordinary_reader")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("DROP ROLE ordinary_reader")


def test_a_role_without_rank_finds_who_writes_all_the_same(request):
    package = factories.package()
    with held(lambda: start(package)):
        request.getfixturevalue("ordinary")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(backend_xid), count(xact_start) FROM pg_stat_activity"
                " WHERE backend_xid IS NOT NULL"
                " AND datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone() == (1, 0)  # when it began is not for everybody
        line = horizon.complete_until()
        assert clock.now() > line

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert line <= Order.objects.get().modified_date


def test_whoever_writes_past_our_commands_holds_the_line_too():
    order = factories.order()
    raw = "UPDATE orders_order SET modified_date = clock_timestamp()"
    with held(lambda: connection.cursor().execute(raw)):
        line = horizon.complete_until()

    order.refresh_from_db()
    assert line < order.modified_date


def test_within_a_transaction_the_line_does_not_stand_still():
    package = factories.package()
    with transaction.atomic():
        horizon.complete_until()
        with held(lambda: start(package)):
            line = horizon.complete_until()
    assert line <= Order.objects.get().modified_date


def test_a_replica_reads_the_line_that_the_primary_wrote(monkeypatch):
    factories.order()
    tasks.relay()
    written = ReadHorizon.objects.get().complete_until
    monkeypatch.setattr(horizon, "_OPEN", horizon._OPEN.replace("pg_is_in_recovery()", "true"))

    assert horizon.complete_until() == written
    ReadHorizon.objects.all().delete()
    assert horizon.complete_until() == clock.LONG_AGO


def test_a_page_refused_and_taken_order_by_order_is_stamped_too(monkeypatch):
    shop = factories.channel()
    outcomes = intake.receive_page(
        shop.pk, [factories.draft(channel=shop) for _ in range(2)], by="omnitron", at=NOON
    )
    orders.hold(outcomes[0].order_id, reason="x", by="test", at=NOON)
    stamps = Order.objects.order_by("pk").values_list("modified_date", flat=True)
    assert stamps[0] > stamps[1] > NOON
