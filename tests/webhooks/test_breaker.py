"""The breaker: few calls to one address at once, and none for a while when it fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Response

from oms import addresses, http
from tests import factories
from webhooks import breaker, checks, delivery, turns
from webhooks.models import Address, WebhookEvent

State = WebhookEvent.State


@pytest.fixture
def messages(webhook, told, settings):
    """Return a maker of messages to one address, about as many orders; all are due."""
    settings.PUSHES_AT_ONCE = 100

    def make(count):
        webhook("order.created")
        for _ in range(count):
            factories.order(status=100)
        return told()

    return make


@pytest.mark.django_db
def test_no_more_than_the_setting_says_are_under_way_to_one_address(messages, settings):
    settings.PUSHES_AT_ONCE = 2
    first, second, third = messages(3)
    now = third.next_attempt_at

    assert delivery._claim(first.pk, now)
    assert delivery._claim(second.pk, now)
    assert delivery._claim(third.pk, now) is None

    third.refresh_from_db()
    assert third.attempts == 0
    assert delivery._claim(third.pk, now + delivery.LEASE)  # the others died


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_do_not_both_take_the_last_place(messages, settings):
    settings.PUSHES_AT_ONCE = 1
    first, second = messages(2)
    now = second.next_attempt_at
    with transaction.atomic():  # else the second waits for the first to make it
        breaker.locked(first.webhook.target_url)
    looked, go_on = Event(), Event()

    def has_room(address, moment, has_room=breaker.has_room):
        answer = has_room(address, moment)
        looked.set()
        go_on.wait(0.5)  # with the address locked the other one cannot even look
        return answer

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(breaker, "has_room", has_room)
        claims = [pool.submit(_elsewhere, delivery._claim, first.pk, now)]
        assert looked.wait(60)
        claims.append(pool.submit(_elsewhere, delivery._claim, second.pk, now))
        taken = [bool(claim.result(timeout=30)) for claim in claims]

    assert taken == [True, False]


@pytest.mark.django_db
def test_after_twenty_failures_an_address_is_left_alone_but_for_probes(messages, answers, seen):
    answers(*[500] * 21, 200)
    sent = messages(23)
    now = sent[-1].next_attempt_at

    for message in sent:
        delivery.deliver(message.pk, now=now)

    assert len(seen()) == 20
    (address,) = Address.objects.all()
    assert (address.calls, address.failures) == (20, 20)
    assert [check.name for check in checks.pushes(now) if not check.ok] == [
        f"push:address:{address.pk}"
    ]
    assert turns.heads(now, each=99) == []
    assert sum(WebhookEvent.objects.values_list("attempts", flat=True)) == 20

    probe = address.probe_at
    assert timedelta(minutes=2) <= probe - now < timedelta(minutes=2, seconds=20)
    assert delivery._claim(sent[20].pk, probe)
    assert delivery._claim(sent[21].pk, probe) is None  # one probe at a time
    WebhookEvent.objects.filter(pk=sent[20].pk).update(lease_token=None, next_attempt_at=probe)

    later = probe + breaker.PROBE
    assert delivery.deliver(sent[21].pk, now=later) == "retry"
    assert delivery.deliver(sent[22].pk, now=later) is None
    assert delivery.deliver(sent[22].pk, now=later + 2 * breaker.PROBE) == "delivered"
    address.refresh_from_db()
    assert (address.opened_at, address.probe_at, address.failures) == (None, None, 0)
    assert delivery.deliver(sent[20].pk, now=later + 2 * breaker.PROBE) == "delivered"


@pytest.mark.django_db
def test_an_address_that_takes_more_than_half_stays_open_to_all():
    address = breaker.locked("https://hooks.example.com/")
    start = factories.NOON

    for n in range(100):
        moment = start + timedelta(seconds=n)
        breaker.record(address, failed=n % 5 < 2, began=moment, at=moment)

    assert (address.calls, address.failures, address.opened_at) == (100, 40, None)


@pytest.mark.django_db
def test_failures_of_another_window_do_not_count():
    address = breaker.locked("https://hooks.example.com/")

    for n in range(40):
        moment = factories.NOON + timedelta(seconds=20 * n)
        breaker.record(address, failed=True, began=moment, at=moment)
        assert address.failures <= 16

    assert address.opened_at is None


@pytest.mark.django_db
def test_a_success_that_began_before_the_breaker_opened_does_not_close_it():
    address = breaker.locked("https://hooks.example.com/")
    start = factories.NOON
    for n in range(20):
        moment = start + timedelta(seconds=n)
        breaker.record(address, failed=True, began=moment, at=moment)
    assert address.opened_at is not None

    late = start + timedelta(seconds=25)
    breaker.record(address, failed=False, began=start, at=late)
    assert address.opened_at is not None
    breaker.record(address, failed=False, began=late, at=late)
    assert address.opened_at is None


@pytest.mark.django_db
def test_addresses_take_turns_and_none_more_than_its_share(webhook, told):
    busy = webhook("order.created", target_url="https://busy.example.com/")
    for _ in range(3):
        factories.order(status=100)
    first, second, _third = told(busy)
    quiet = webhook("order.created", target_url="https://quiet.example.com/")
    factories.order(status=100)
    (only,) = told(quiet)
    now = only.next_attempt_at

    assert turns.heads(now, each=2) == [first.pk, only.pk, second.pk]
    assert turns.heads(now, each=1) == [first.pk, only.pk]
    assert turns.heads(now, each=2, limit=1) == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_one_hanging_address_of_twenty_delays_no_message_of_the_others(
    webhook, told, settings, monkeypatch
):
    monkeypatch.setattr(http, "send", partial(http.send, timeout=100))  # it hangs for as long
    monkeypatch.setattr(addresses, "READ", 100)
    settings.PUSHES_AT_ONCE = 2
    arrived, all_arrived, returned_early = [], Event(), []

    def answer(request):
        if request.path == "/hanging":
            if not all_arrived.wait(90):
                returned_early.append(len(arrived))
        else:
            arrived.append(request.path)
            if len(arrived) == 19 * 2:
                all_arrived.set()
        return Response(status=200)

    with HTTPServer(threaded=True) as server:
        paths = ["/hanging", *(f"/well{n}" for n in range(19))]
        for path in paths:
            server.expect_request(path).respond_with_handler(answer)
        webhook("order.created", target_url=server.url_for("/hanging"))
        for _ in range(4):  # as many as there are workers, and due before all others
            factories.order(status=100)
        assert len(told()) == 4
        for path in paths[1:]:
            webhook("order.created", target_url=server.url_for(path))
        for _ in range(2):
            factories.order(status=100)
        assert len(told()) == 4 + 2 * 20
        with ThreadPoolExecutor(4) as workers:
            _work_off(workers)

    assert returned_early == []
    assert sorted(arrived) == sorted(paths[1:] * 2)
    assert not WebhookEvent.objects.exclude(state=State.DELIVERED).exists()


@pytest.mark.django_db
def test_a_sender_goes_on_with_its_address_until_another_has_its_turn(
    messages, answers, seen, monkeypatch
):
    answers(200)
    first, *others = messages(4)

    monkeypatch.setattr(delivery, "ROUND", -1)
    following = delivery.deliver_on(first.pk)
    assert following in [message.pk for message in others]
    assert len(seen()) == 1

    monkeypatch.setattr(delivery, "ROUND", 60)
    assert delivery.deliver_on(following) is None
    assert len(seen()) == 4
    assert delivery.deliver_on(first.pk) is None


def _work_off(workers):
    """Hand out what is due, as the beat does, until all of it has been delivered."""
    waiting = []
    while WebhookEvent.objects.filter(state=State.PENDING).exists():
        if len(waiting) < 8:
            heads = turns.heads(timezone.now(), each=2)
            waiting += [workers.submit(_elsewhere, delivery.deliver_on, pk) for pk in heads]
        Event().wait(0.02)
        for one in [one for one in waiting if one.done()]:
            waiting.remove(one)
            one.result()


def _elsewhere(function, *args):
    """Run on a thread's own connection."""
    try:
        return function(*args)
    finally:
        connection.close()
