"""Whose turn it is: a look costs what it finds, however much waits behind it."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import NOON
from webhooks import checks, delivery, replays, turns
from webhooks.models import Webhook, WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DECIDED = {"by": "staff:ada", "reason": "mended", "at": NOON}


def written(hook: Webhook, *lanes: str, due=NOON, **columns) -> list[WebhookEvent]:
    """Write one message for each lane that is named, in this order, due a second apart."""
    rows = [
        WebhookEvent(
            webhook=hook,
            event_type=hook.event_type,
            object_id="1",
            url=hook.target_url,
            body=b"{}",
            lane=f"{hook.pk}:{lane}",
            created_date=NOON,
            modified_date=NOON,
            **{"next_attempt_at": due - HOUR + timedelta(seconds=n)} | columns,
        )
        for n, lane in enumerate(lanes)
    ]
    return WebhookEvent.objects.bulk_create(rows)


def due_dates(messages):
    rows = WebhookEvent.objects.in_bulk([message.pk for message in messages])
    return [rows[message.pk].next_attempt_at for message in messages]


def rows_read(look) -> int:
    """Return how many messages the database touches during a look."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE webhooks_webhookevent")
        before = _touched(cursor)
        look()
        return _touched(cursor) - before


def _touched(cursor):
    cursor.execute(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
        " WHERE relname = 'webhooks_webhookevent'"
    )
    return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "look",
    [
        lambda first: turns.heads(NOON, each=2),
        lambda first: turns.beside(first, NOON),
        lambda first: checks.pushes(NOON),
    ],
    ids=["heads", "beside", "health"],
)
def test_a_look_reads_no_more_of_a_long_queue_than_of_a_short_one(webhook, look):
    busy, quiet = (webhook("*", target_url=f"https://{n}.example.com/") for n in "ab")
    first, *_ = written(busy, *(str(lane) for lane in range(3_000)))
    written(quiet, *(str(lane) for lane in range(3)))

    assert rows_read(lambda: look(first.pk)) < 100


def test_a_look_asks_twice_however_many_addresses_there_are(webhook, django_assert_num_queries):
    for n in range(12):
        written(webhook("*", target_url=f"https://{n}.example.com/"), "a", "b")

    with django_assert_num_queries(2):
        assert len(turns.heads(NOON, each=2)) == 24


def test_webhooks_of_one_address_share_its_turns(webhook):
    one, other = webhook("order.created"), webhook("order.updated")
    first, third = written(one, "a", "b", due=NOON)
    (second,) = written(other, "c", due=NOON + timedelta(milliseconds=500))

    assert turns.heads(NOON, each=2) == [first.pk, second.pk]
    assert turns.heads(NOON, each=3) == [first.pk, second.pk, third.pk]
    assert turns.beside(first.pk, NOON) in {second.pk, third.pk}


@pytest.fixture
def many(monkeypatch):
    """Take two messages for many."""
    monkeypatch.setattr(turns, "FRONT", 2)


@pytest.mark.parametrize("later", [timedelta(minutes=29), turns.ASIDE, 9 * HOUR])
def test_what_waits_behind_a_delayed_message_is_due_with_it_or_looked_at_after_half_an_hour(
    webhook, many, later
):
    hook = webhook("*")
    (head,) = written(hook, "a", due=NOON + HOUR + later)
    behind = written(hook, "a", "a")
    free = written(hook, "b", "c", due=NOON + timedelta(minutes=1))

    assert turns.set_aside(NOON) == 2
    assert due_dates(behind) == [NOON + min(later, turns.ASIDE)] * 2
    assert due_dates([head]) == [NOON + later]
    assert turns.heads(NOON, each=9) == [message.pk for message in free]
    assert turns.set_aside(NOON) == 0


def test_nothing_is_put_off_whose_turn_is_near(webhook, monkeypatch):
    monkeypatch.setattr(turns, "FRONT", 6)
    hook, off = webhook("*"), webhook("order.created", is_active=False)
    written(hook, "a", due=NOON + HOUR + turns.SOON)
    written(hook, "b")  # due, as what stands behind it will be
    written(hook, "c", due=NOON + 2 * HOUR, lease_token="0" * 32)  # under way
    (nobodys,) = written(off, "e", due=NOON + 9 * HOUR)
    WebhookEvent.objects.filter(pk=nobodys.pk).update(lane=f"{hook.pk}:e")
    behind = written(hook, "a", "b", "c", "d", "e")
    before = due_dates(behind)

    assert turns.set_aside(NOON) == 0
    assert due_dates(behind) == before


def test_what_has_a_time_of_its_own_keeps_it(webhook, many):
    hook = webhook("*")
    written(hook, "a", due=NOON + 9 * HOUR)
    tried = written(hook, "a", attempts=1)
    sent = written(hook, "a", lease_token="0" * 32)
    aside = written(hook, "a", "a")
    before = due_dates(tried + sent)

    assert turns.set_aside(NOON) == 2
    assert due_dates(tried + sent) == before
    turns.recall([aside[0].lane], NOON)
    assert due_dates(tried + sent + aside) == [*before, NOON, NOON]


def test_where_few_wait_nobody_is_put_off(webhook):
    hook = webhook("*")
    written(hook, "a", due=NOON + 9 * HOUR)
    written(hook, *"a" * (turns.FRONT - 1))

    assert turns.set_aside(NOON) == 0


@pytest.mark.parametrize("state", [State.REFUSED, State.DEAD])
@pytest.mark.parametrize(
    "decide",
    [
        lambda head: delivery.replay(head.pk, **DECIDED),
        lambda head: delivery.skip(head.pk, **DECIDED),
        lambda head: (
            replays.replay_many({"ids": [head.pk]}, **DECIDED) and replays.work_off(at=NOON)
        ),
    ],
    ids=["send again", "skip", "send many again"],
)
def test_a_decision_about_the_first_lets_what_was_put_off_behind_it_go_on(
    webhook, many, state, decide
):
    hook = webhook("*", target="pos")
    (head,) = written(hook, "a", state=state, next_attempt_at=None)
    behind = written(hook, "a", "a")
    (other,) = written(hook, "b")

    assert turns.set_aside(NOON) == 2
    assert due_dates(behind) == [NOON + turns.ASIDE] * 2
    assert turns.heads(NOON, each=9) == [other.pk]

    decide(head)

    assert due_dates(behind) == [NOON] * 2
    first = head if WebhookEvent.objects.get(pk=head.pk).state == State.PENDING else behind[0]
    assert set(turns.heads(NOON, each=9)) == {first.pk, other.pk}


def test_a_webhook_that_goes_on_without_what_was_given_up_puts_nothing_off(webhook, many):
    hook = webhook("*")
    written(hook, "a", state=State.DEAD, next_attempt_at=None)
    behind = written(hook, "a", "a")

    assert turns.set_aside(NOON) == 0
    assert turns.heads(NOON, each=9) == [behind[0].pk]


def test_what_waits_for_longest_of_what_may_be_sent_is_the_oldest(webhook):
    hook, off = webhook("*"), webhook("*", owner="another", is_active=False)
    written(off, "a", due=NOON - 2 * HOUR)
    written(hook, "a", due=NOON + 9 * HOUR)
    written(hook, "a", due=NOON - HOUR)
    (free,) = written(hook, "b")

    assert turns.oldest(NOON) == free.next_attempt_at
    assert turns.oldest(NOON - 3 * HOUR) is None


def test_what_waited_behind_a_message_that_was_tried_again_is_not_late_itself(webhook, answers):
    hook = webhook("*")
    (head,) = written(hook, "a", due=NOON + HOUR, attempts=3)
    behind = written(hook, "a", "a")
    other = written(hook, "b")
    before = due_dates(other)
    answers(200)

    delivery.deliver(head.pk, now=NOON)

    assert due_dates(behind) == [NOON] * 2
    assert due_dates(other) == before
