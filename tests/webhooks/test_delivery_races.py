"""Two senders at once: collisions arranged on purpose, on connections of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orders.models import OrderEvent
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery, fanout
from webhooks.models import WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def httpserver():
    """Receive on threads: here a second request comes in while the first is being answered."""
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def message(webhook, told):
    webhook()
    factories.package(state=PackageStatus.SHIPPED)
    (only,) = told()
    return only


def _elsewhere(function, *args, **kwargs):
    """Run on a thread, and so on a connection, of its own."""

    def run():
        try:
            return function(*args, **kwargs)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=30)


def test_a_second_sender_arriving_mid_send_finds_nothing_to_do(message, httpserver):
    found = []

    def answer(request):
        found.append(_elsewhere(delivery.deliver, message.pk, now=message.next_attempt_at))
        return Response(status=200)

    httpserver.expect_request("/hook").respond_with_handler(answer)

    delivery.deliver(message.pk, now=message.next_attempt_at)

    assert (found, len(httpserver.log)) == ([None], 1)


def test_a_sender_whose_lease_ran_out_settles_nothing(message, httpserver):
    now, verdicts = message.next_attempt_at, []

    def slowly(request):
        verdicts.append(_elsewhere(delivery.deliver, message.pk, now=now + delivery.LEASE))
        return Response(status=500)

    httpserver.expect_oneshot_request("/hook").respond_with_handler(slowly)
    httpserver.expect_request("/hook").respond_with_data(status=200)

    assert delivery.deliver(message.pk, now=now) == "retry"

    message.refresh_from_db()
    assert verdicts == ["delivered"]
    assert (message.state, message.response_http_status) == (State.DELIVERED, 200)
    assert (message.attempts, message.next_attempt_at) == (2, None)
    assert sorted(message.ledger.values_list("status", flat=True)) == [200, 500]


def test_two_claims_that_both_found_the_message_due_end_with_one_sender(message):
    now, second = message.next_attempt_at, []

    with transaction.atomic():
        first = delivery._claim(message.pk, now)
        late = threading.Thread(target=lambda: second.append(_elsewhere(_claimed, message, now)))
        late.start()
        _await_a_waiting_claim()
    late.join(timeout=30)

    assert first is not None
    assert second == [False]
    message.refresh_from_db()
    assert message.attempts == 1


def test_no_transaction_is_open_while_the_receiver_is_asked(message, httpserver):
    stranger = []

    def answer(request):
        stranger.append(_elsewhere(_lock_without_waiting, message))
        return Response(status=200)

    httpserver.expect_request("/hook").respond_with_handler(answer)

    delivery.deliver(message.pk, now=message.next_attempt_at)

    assert stranger == [True]


def test_two_relays_at_a_barrier_tell_one_orders_events_in_their_order(
    webhook, httpserver, monkeypatch
):
    webhook("package.status.transitioned")
    httpserver.expect_request("/hook").respond_with_data(status=200)
    factories.package(state=PackageStatus.PACKED)
    meeting, shown = threading.Barrier(2), []
    on_order_event = fanout.on_order_event

    def meet(event):
        with suppress(threading.BrokenBarrierError):  # one relay at a time: they never meet
            meeting.wait(timeout=0.5)
        shown.append(event.pk)
        on_order_event(event)

    monkeypatch.setattr("orders.relay._subscribers", lambda paths: [meet])
    with ThreadPoolExecutor(2) as pool:
        relays = [pool.submit(_elsewhere, relay_pending) for _ in range(2)]
        assert sum(relay.result() for relay in relays) == OrderEvent.objects.count()
    assert shown == list(OrderEvent.objects.order_by("pk").values_list("pk", flat=True))

    messages = list(WebhookEvent.objects.order_by("order_event", "n"))
    due = max(message.next_attempt_at for message in messages)
    for message in [*reversed(messages), *reversed(messages), *reversed(messages)]:
        delivery.deliver(message.pk, now=due)

    assert [request.data for request, _ in httpserver.log] == [bytes(m.body) for m in messages]
    assert len(messages) == 3


def _claimed(message, now):
    return delivery._claim(message.pk, now) is not None


def _lock_without_waiting(message):
    with transaction.atomic():
        rows = WebhookEvent.objects.select_for_update(nowait=True)
        return rows.filter(pk=message.pk).exists()


def _await_a_waiting_claim():
    """Return once another connection waits for our row."""
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("The other claim never came.")
