"""`Idempotency-Key`: every native write acts once for a key of a token, and says the same again."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from integrations import idempotency
from integrations.models import IdempotencyRecord
from integrations.omnitron import views
from integrations.schemas import Native
from orders.api import stocks
from orders.models import OrderEvent, Package, Stock
from orders.workflow import PackageStatus
from tests import factories
from tests.oms.test_throttling import at_once
from tests.orders.stock import shelves
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db

STOCKS = "/api/v1/oms/stocks/"
HOOKS = "/whisperer/hooks/"
PULL = "/api/v1/oms/orders/pull_from_omnitron/"
HOOK = {"target_url": "https://hooks.example.com/oms", "event_type": "package.status.shipped"}


@pytest.fixture
def client(api):
    return api(rights=["read", "command", "pull", "hooks"])


def send(client, path, body, key="key-1", method="post"):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return getattr(client, method)(path, body, content_type="application/json", headers=headers)


def one_more(row, change=1):
    return {"rows": [{"location": row.location.erp_code, "sku": row.product.sku, "change": change}]}


def on_hand(row):
    return Stock.objects.get(pk=row.pk).on_hand


def test_twenty_equal_changes_of_stock_under_one_key_are_one(client):
    row = shelves.shelf(5)

    answers = [send(client, STOCKS, one_more(row)) for _ in range(20)]

    assert on_hand(row) == 6
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (200, answers[0].content)
    }
    assert answers[0].json()["results"][0]["on_hand"] == 6
    assert ["Idempotent-Replayed" in answer for answer in answers] == [False] + [True] * 19
    assert {answer["Content-Type"] for answer in answers} == {"application/json"}


def test_without_a_key_and_under_other_keys_each_counts(client):
    row = shelves.shelf(5)

    for key in (None, None, "a", "b"):
        send(client, STOCKS, one_more(row), key)

    assert on_hand(row) == 9


def test_one_key_for_another_body_or_address_is_422_and_does_nothing(client):
    row, (first, package) = shelves.shelf(5), (factories.package() for _ in range(2))
    send(client, STOCKS, one_more(row))
    send(client, f"/api/v1/oms/packages/{first.pk}/command/", {"slug": "start"}, key="key-2")

    other = send(client, STOCKS, one_more(row, change=2))
    path = f"/api/v1/oms/packages/{package.pk}/command/"
    elsewhere = send(client, path, {"slug": "start"}, key="key-2")

    assert [other.status_code, elsewhere.status_code] == [422, 422]
    assert other.json()["code"] == "idempotency_key_reused"
    assert (on_hand(row), Package.objects.get(pk=package.pk).state) == (6, PackageStatus.WAITING)


def test_keys_are_a_tokens_own(client, api):
    row = shelves.shelf(5)

    for each in (client, api(rights=["command"])):
        send(each, STOCKS, one_more(row))

    assert on_hand(row) == 7


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "schlüssel"])
def test_a_key_that_is_none_is_refused(client, key):
    row = shelves.shelf(5)

    answer = send(client, STOCKS, one_more(row), key)

    assert (answer.status_code, list(answer.json())) == (400, ["Idempotency-Key", "code"])
    assert on_hand(row) == 5


def test_a_command_is_given_once_and_its_empty_answer_is_repeated(client):
    package = factories.package()
    path = f"/api/v1/oms/packages/{package.pk}/command/"
    events = OrderEvent.objects.filter(package=package)
    before = events.count()

    answers = [send(client, path, {"slug": "start"}) for _ in range(3)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 3
    assert events.count() == before + 1
    assert Package.objects.get(pk=package.pk).state == PackageStatus.PREPARING
    assert send(client, path, {"slug": "start"}, key="key-2").status_code == 400


def test_what_was_refused_may_be_tried_again_under_its_key(client):
    standing = send(client, HOOKS, HOOK, key=None).json()["id"]

    refused = send(client, HOOKS, HOOK)
    send(client, f"{HOOKS}{standing}/", {}, key=None, method="delete")

    assert refused.status_code == 406
    assert send(client, HOOKS, HOOK).status_code == 201


def test_a_webhook_is_registered_changed_and_retired_once(client):
    made = [send(client, HOOKS, HOOK) for _ in range(2)]
    hook = f"{HOOKS}{made[0].json()['id']}/"
    gone = [send(client, hook, {}, key="key-2", method="delete") for _ in range(2)]

    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].content == made[1].content
    assert [answer.status_code for answer in gone] == [204, 204]
    assert Webhook.objects.count() == 1


def test_after_a_day_a_key_is_as_good_as_new(client, monkeypatch):
    row = shelves.shelf(5)
    send(client, STOCKS, one_more(row))
    for hours, expected in ((23, 6), (25, 7)):
        later = timezone.now() + timedelta(hours=hours)
        with monkeypatch.context() as patch:
            patch.setattr(idempotency.timezone, "now", lambda later=later: later)
            send(client, STOCKS, one_more(row))
        assert on_hand(row) == expected


def test_who_dies_between_effect_and_answer_has_had_no_effect(client, monkeypatch):
    row = shelves.shelf(5)

    def dies(view, request, response):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("oms.once_only._rendered", dies)
        with pytest.raises(SystemExit):
            send(client, STOCKS, one_more(row))
    assert (on_hand(row), IdempotencyRecord.objects.count()) == (5, 0)

    assert send(client, STOCKS, one_more(row)).status_code == 200
    assert on_hand(row) == 6


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_comes_meanwhile_is_409_and_the_next_gets_the_answer(client, monkeypatch):
    row, inside, go_on, first = shelves.shelf(5), threading.Event(), threading.Event(), []
    counted = stocks.told

    def slowly(*args, **more):
        inside.set()
        go_on.wait(timeout=30)
        return counted(*args, **more)

    monkeypatch.setattr(stocks, "told", slowly)
    worker = threading.Thread(
        target=lambda: (first.append(send(client, STOCKS, one_more(row))), connections.close_all())
    )
    worker.start()
    inside.wait(timeout=30)
    twin = send(client, STOCKS, one_more(row))
    go_on.set()
    worker.join()

    assert (twin.status_code, twin["Retry-After"]) == (409, "1")
    assert twin.json()["code"] == "idempotency_key_in_flight"
    assert send(client, STOCKS, one_more(row)).content == first[0].content
    assert on_hand(row) == 6


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_has_an_effect(client):
    row = shelves.shelf(5)

    def one():
        try:
            return send(client, STOCKS, one_more(row)).status_code
        finally:
            connections.close_all()

    codes = at_once(20, one)

    assert set(codes) <= {200, 409}
    assert 200 in codes
    assert on_hand(row) == 6


@pytest.mark.django_db(transaction=True)
def test_a_pull_runs_in_no_transaction_once_and_a_lease_that_nobody_ends_is_over(
    client, monkeypatch
):
    held = []

    def pull(channels, numbers, *, by, now):
        held.append(connection.in_atomic_block)
        if len(held) == 1:
            assert send(client, PULL, wanted).status_code == 409
        return []

    monkeypatch.setattr(views, "pull_numbers", pull)
    wanted = {"order_numbers": ["1"]}
    answers = [send(client, PULL, wanted) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"[]")] * 2
    assert held == [False]

    IdempotencyRecord.objects.update(  # as who was killed has left it
        status_code=None, response_body=None, created_date=timezone.now() - idempotency.LEASE
    )
    assert send(client, PULL, wanted).status_code == 200
    assert held == [False, False]


def test_a_pull_that_failed_may_be_tried_again(client, monkeypatch):
    def fails(*args, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "pull_numbers", fails)
    assert send(client, PULL, {"order_numbers": ["1"]}).status_code == 500
    assert not IdempotencyRecord.objects.exists()


def test_every_native_write_says_in_openapi_that_it_takes_a_key(db):
    schema = Native().get_schema(request=None, public=True)
    without = [
        (path, method)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if method != "get"
        and "Idempotency-Key" not in [one["name"] for one in operation.get("parameters", [])]
    ]

    assert without == []
