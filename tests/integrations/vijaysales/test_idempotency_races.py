"""One key in many hands: the work is done once, and everybody gets its answer."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from integrations import idempotency
from integrations.idempotency import Answer
from integrations.models import IdempotencyRecord
from orders.models import Order, Stock
from tests.integrations.vijaysales.conftest import an_order
from tests.oms.test_throttling import at_once

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "Idempotency-Key"


def in_a_thread(work):
    """Return `work` with its connection closed behind it."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    return run


def once(partner, work, *, key="k", request=1):
    return idempotency.once(
        partner, scope="test", key=key, request=request, at=timezone.now(), work=work
    )


def test_twenty_identical_orders_at_once_are_one_and_get_twenty_equal_answers(shop, vijay):
    answers = at_once(20, in_a_thread(lambda: vijay.post("orders", an_order(), **{KEY: "k"})))

    assert [answer.status_code for answer in answers] == [200] * 20
    assert len({answer.content for answer in answers}) == 1
    assert sorted("Idempotent-Replayed" in answer for answer in answers) == [False] + [True] * 19
    assert Order.objects.count() == 1
    assert Stock.objects.get(product=shop.phone).reserved == 2


def test_twenty_at_once_with_no_other_safeguard_act_once(shop, vijay):
    stock = Stock.objects.get(product=shop.cable)

    def work():
        Stock.objects.filter(pk=stock.pk).update(on_hand=F("on_hand") + 1)
        return Answer(str(threading.get_ident()).encode())

    answers = at_once(20, in_a_thread(lambda: once(vijay.partner, work)))

    assert len({answer.body for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    stock.refresh_from_db()
    assert stock.on_hand == 11


def test_when_the_first_is_rolled_back_the_one_that_waited_does_the_work(vijay):
    begun, failing, told = threading.Event(), threading.Event(), []

    def fails():
        begun.set()
        failing.wait(60)
        raise LookupError

    def first():
        with pytest.raises(LookupError):
            once(vijay.partner, fails)

    def second():
        told.append(once(vijay.partner, lambda: Answer(b"second")))

    one, two = (threading.Thread(target=in_a_thread(work)) for work in (first, second))
    one.start()
    assert begun.wait(60)
    two.start()
    wait_for_a_lock()
    assert told == []
    failing.set()
    one.join(), two.join()

    assert told == [Answer(b"second")]
    assert bytes(IdempotencyRecord.objects.get().response_body) == b"second"


def wait_for_a_lock():
    """Return once some statement waits for another transaction."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = 'transactionid'"
    )
    for _try in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)
    raise AssertionError("Nothing waited.")


def test_of_twins_with_a_key_that_has_expired_one_acts_and_the_others_get_its_answer(shop, vijay):
    shelf = Stock.objects.get(product=shop.cable)
    once(vijay.partner, lambda: Answer(b"last week's"))
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    def work():
        Stock.objects.filter(pk=shelf.pk).update(on_hand=F("on_hand") + 1)
        return Answer(str(threading.get_ident()).encode())

    answers = at_once(20, in_a_thread(lambda: once(vijay.partner, work)))

    assert len({answer.body for answer in answers} - {b"last week's"}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    shelf.refresh_from_db()
    assert (shelf.on_hand, IdempotencyRecord.objects.count()) == (11, 1)


def test_a_record_that_is_forgotten_while_a_repeat_reads_it_does_not_stand_in_its_way(
    vijay, monkeypatch
):
    once(vijay.partner, lambda: Answer(b"first"))
    really, seen = idempotency._standing, []

    def standing(**named):
        if not seen:
            IdempotencyRecord.objects.all().delete()
        seen.append(named["key"])
        return really(**named)

    monkeypatch.setattr(idempotency, "_standing", standing)

    assert once(vijay.partner, lambda: Answer(b"second")) == Answer(b"second")
    assert bytes(IdempotencyRecord.objects.get().response_body) == b"second"
