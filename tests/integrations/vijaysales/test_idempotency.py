"""A write that is repeated acts once and gets the first answer, byte for byte."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from integrations.idempotency import fingerprint
from integrations.models import IdempotencyRecord
from integrations.retention import forget
from orders.models import Stock, StockNotification
from tests import factories
from tests.integrations.vijaysales.conftest import an_order, partner_of
from tests.integrations.vijaysales.every_call import NOTICE
from tests.integrations.vijaysales.refusal import refusal

KEY = "Idempotency-Key"
REUSED = (422, 9026, "IDEMPOTENCY_KEY_REUSED")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", [KEY, "X-Parse-Request-Id"])
def test_a_repeat_gets_the_first_answer_byte_for_byte(vijay, header):
    first = vijay.post("notify-me", NOTICE, **{header: "cart-1"})
    StockNotification.objects.update(status="NOTIFIED")  # now the wish itself would be a new one

    again = vijay.post("notify-me", NOTICE, **{header: "cart-1"})

    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert again["Content-Type"] == "application/json"
    assert again["Cache-Control"] == "no-store"
    assert StockNotification.objects.count() == 1


def test_order_spelling_and_blanks_of_a_body_do_not_matter(vijay):
    body = b'{"vanNo":245179,"mobile":"9820012345","consent":true}'
    same = b'{ "consent": true, "mobile": "+91 98200 12345", "vanNo": "245179", "new": 1 }'

    first = vijay.post("notify-me", body, **{KEY: "k"})

    assert vijay.post("notify-me", same, **{KEY: "k"}).content == first.content


def test_the_key_of_another_request_is_refused_and_nothing_is_done(vijay):
    vijay.post("notify-me", NOTICE, **{KEY: "k"})

    answer = vijay.post("notify-me", NOTICE | {"vanNo": "C-1"}, **{KEY: "k"})

    assert refusal(answer) == REUSED
    assert StockNotification.objects.count() == 1


def test_an_error_is_not_kept_so_the_key_may_be_tried_again(vijay):
    bad = vijay.post("notify-me", NOTICE | {"vanNo": "777"}, **{KEY: "k"})
    assert bad.status_code == 422
    assert not IdempotencyRecord.objects.exists()

    answer = vijay.post("notify-me", NOTICE, **{KEY: "k"})

    assert answer.status_code == 200
    assert "Idempotent-Replayed" not in answer


def test_after_restocking_the_same_order_with_the_same_key_goes_through(shop, vijay):
    Stock.objects.filter(product=shop.phone).update(on_hand=0)
    assert refusal(vijay.post("orders", an_order(), **{KEY: "k"}))[2] == "INSUFFICIENT_STOCK"
    assert not IdempotencyRecord.objects.exists()
    Stock.objects.filter(product=shop.phone).update(on_hand=2)

    assert vijay.post("orders", an_order(), **{KEY: "k"}).status_code == 200


def test_keys_of_partners_and_of_routes_are_apart(vijay):
    other = partner_of(factories.channel(), name="Other")
    cable = NOTICE | {"vanNo": "C-1"}
    first = vijay.post("notify-me", NOTICE, **{KEY: "k"})
    theirs = other.post("notify-me", cable, **{KEY: "k"})
    order = vijay.post("orders", an_order(), **{KEY: "k"})

    assert (theirs.status_code, order.status_code) == (200, 200)
    assert "Idempotent-Replayed" not in theirs
    assert "Idempotent-Replayed" not in order
    assert other.post("notify-me", cable, **{KEY: "k"}).content == theirs.content
    assert vijay.post("notify-me", NOTICE, **{KEY: "k"}).content == first.content


@pytest.mark.parametrize("key", ["x" * 256, "ключ", "a\tb"])
def test_a_key_that_is_none_is_refused(vijay, key):
    assert refusal(vijay.post("notify-me", NOTICE, **{KEY: key})) == (
        422,
        9011,
        "VALIDATION_FAILED",
    )
    assert not StockNotification.objects.exists()


def test_a_key_may_have_255_letters(vijay):
    assert vijay.post("notify-me", NOTICE, **{KEY: "~ " + "x" * 253}).status_code == 200
    assert len(IdempotencyRecord.objects.get().key) == 255


def test_from_the_second_that_an_answer_expires_the_key_is_free(vijay):
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        vijay.post("notify-me", NOTICE, **{KEY: "k"})
        clock.shift(timedelta(days=7, seconds=-1))
        forget(timezone.now())
        assert refusal(vijay.post("notify-me", NOTICE | {"vanNo": "C-1"}, **{KEY: "k"})) == REUSED
        clock.shift(1)  # no sweep comes by
        answer = vijay.post("notify-me", NOTICE | {"vanNo": "C-1"}, **{KEY: "k"})
        again = vijay.post("notify-me", NOTICE | {"vanNo": "C-1"}, **{KEY: "k"})

    assert answer.status_code == 200
    assert "Idempotent-Replayed" not in answer
    assert (again.content, again["Idempotent-Replayed"]) == (answer.content, "true")
    record = IdempotencyRecord.objects.get()
    assert record.expires_at - record.created_date == timedelta(days=7)


def test_a_number_of_any_size_and_an_amount_have_a_fingerprint():
    asked = {"b": Decimal("1.50"), "a": {"n": 10**40, "at": timezone.now()}}

    assert fingerprint(asked) == fingerprint(dict(reversed(asked.items())))
    assert fingerprint(asked) != fingerprint(asked | {"b": Decimal("1.51")})
