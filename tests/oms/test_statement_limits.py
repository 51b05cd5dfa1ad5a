"""Statements that take too long are cut off: a role's limit, and SET LOCAL where another stands."""

import json
import threading
from contextlib import contextmanager
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from integrations import auth
from integrations.models import Partner
from oms import errors
from oms.celery import app
from oms.statement_limits import long_work, statement_limit

pytestmark = pytest.mark.django_db(transaction=True)

LISTED = "/api/v1/oms/orders/"
SCREEN = "/admin/orders/order/"


@pytest.fixture(autouse=True)
def _limited(settings):
    """Give the role limits of this test, and take them back."""
    settings.STATEMENT_SECONDS = {"screens": 1, "api": 2, "jobs": 7, "idle": 60}
    call_command("limit_statements", stdout=StringIO())
    connection.close()  # a role's limits are given to new connections
    yield
    with connection.cursor() as cursor:
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} RESET ALL")
    connection.close()


def limit():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('statement_timeout')")
        return cursor.fetchone()


def sleep():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


def stand_idle():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
        threading.Event().wait(1)
        cursor.execute("SELECT 1")


@contextmanager
def locked(table="orders_order"):
    """Hold a table, so that whoever reads it waits."""
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            held.set()
            let_go.wait(timeout=30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=10)
    try:
        yield
    finally:
        let_go.set()
        holder.join()


@pytest.fixture
def boss():
    user = User.objects.create(username="boss", is_staff=True, is_superuser=True)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def api():
    user = User.objects.create(username="partner")
    partner = Partner.objects.create(name="p", dialect="akinon", user=user)
    _token, text = auth.issue(
        partner, rights=["read"], channels=None, locations=None, days=7, at=timezone.now()
    )
    return Client(raise_request_exception=False, headers={"Authorization": f"Token {text}"})


def test_a_role_has_both_limits_in_this_database_and_no_other_connection_loses_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
    assert limit()[1] == "2s"


def test_an_api_list_is_cut_off_with_too_slow_and_the_next_request_is_answered(api):
    with locked():
        answer = api.get(LISTED)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"detail": errors.TOO_SLOW, "code": "too_slow"}
    assert api.get(LISTED).status_code == 200
    assert limit()[1] == "2s"


def test_a_screen_is_cut_off_sooner_with_a_page_and_its_connection_keeps_the_usual_limit(boss):
    boss.get("/admin/")
    before = limit()
    with locked():
        answer = boss.get(SCREEN)
    after = limit()

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "This takes too long" in answer.content.decode()
    assert "statement timeout" not in answer.content.decode()
    assert before == after
    assert after[1] == "2s"
    assert boss.get(SCREEN).status_code == 200


def test_a_screen_has_its_own_limit_and_work_on_it_may_have_longer(boss, monkeypatch):
    seen = []

    def first_page(request, context):
        seen.append(limit()[1])
        with long_work():
            seen.append(limit()[1])
        seen.append(limit()[1])
        return context

    monkeypatch.setattr("oms.dashboard.first_page", first_page)
    boss.get("/admin/")

    assert seen == ["1s", "7s", "1s"]
    assert limit()[1] == "2s"


def test_a_button_waits_no_longer_than_a_screen_for_a_row_that_another_holds(boss):
    user = User.objects.create(username="held")
    with locked("auth_user_groups"):
        answer = boss.post(f"/admin/auth/user/{user.pk}/change/", {"username": "held"})

    assert answer.status_code == 503


def test_each_transaction_of_long_work_has_its_limit_and_leaves_nothing_behind():
    seen = []
    with long_work():
        for _ in range(2):
            with transaction.atomic(), transaction.atomic():  # a savepoint begins none
                seen.append(limit()[1])
        with statement_limit(0), transaction.atomic():
            seen.append(limit()[1])

    assert seen == ["7s", "7s", "0"]
    with transaction.atomic():
        assert limit()[1] == "2s"


def test_a_limit_ends_with_its_work_also_where_the_transaction_goes_on_or_has_failed():
    with transaction.atomic():
        with long_work():
            assert limit()[1] == "7s"
        assert limit()[1] == "2s"
    with pytest.raises(OperationalError), transaction.atomic(), statement_limit(1):
        sleep()
    assert limit()[1] == "2s"


def test_every_task_is_long_work(monkeypatch):
    seen = []

    @app.task(name="tests.limit")
    def look():
        with transaction.atomic():
            seen.append(limit()[1])

    look()
    app.tasks.pop("tests.limit")

    assert seen == ["7s"]


def test_migrations_have_no_limit(monkeypatch):
    seen = []

    def handle(self, *args, **options):
        with transaction.atomic():
            seen.append(limit()[1])

    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", handle)
    call_command("migrate", stdout=StringIO())

    assert seen == ["0"]


def test_the_role_of_workers_has_the_idle_limit_alone_and_an_unknown_one_is_named():
    call_command("limit_statements", "--idle-only", stdout=StringIO())
    connection.close()
    assert limit()[1] == "0"
    with pytest.raises(CommandError, match='role "nobody" does not exist'):
        call_command("limit_statements", "nobody", stdout=StringIO())


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/oms/orders/", "too_slow"),
        ("/services/rest/v1/oms/saleorder/get", "TOO_SLOW"),
        ("/oauth/token", "too_slow"),
        ("/v1/admin/sales-orders", "too_slow"),
        ("/api/vs/v1/orders", "TOO_SLOW"),
    ],
)
def test_each_dialect_says_so_in_its_own_shape(path, code):
    with pytest.raises(OperationalError) as raised, transaction.atomic(), statement_limit(1):
        sleep()

    answer = errors.answer(errors._problem(raised.value), RequestFactory().get(path))
    body = json.loads(answer.content)
    native = body.get("errorCode") or body.get("code") or body.get("error")
    frame = body["errors"][0]["message"] if "errors" in body else native
    assert (answer.status_code, frame) == (503, code)
    assert int(answer["Retry-After"]) >= 5


def test_a_connection_that_stood_idle_too_long_is_503_and_no_failure_of_ours():
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        stand_idle()

    assert errors._problem(raised.value).code == "unavailable"
