"""What the health page is told of pulls and quarantine."""

from datetime import timedelta

import pytest

from integrations import checks
from integrations.models import (
    InboundEvent,
    PullCursor,
    Quarantined,
    ReconciledDay,
    Reconciliation,
)
from tests import factories
from tests.factories import NOON

MINUTES = timedelta(minutes=1)
UNTAKEN = " It is due, and nobody does it: is there a worker for the queue “pull”, and a beat?"


@pytest.fixture
def shop(db):
    shop = factories.channel(name="Shop", omnitron_id=7)
    type(shop).objects.update(created_date=NOON - timedelta(days=1))
    return shop


def told(now=NOON):
    return {check.name: (check.ok, check.detail, check.seconds) for check in checks.pulls(now)}


@pytest.mark.parametrize(("minutes", "ok"), [(0, True), (10, True), (11, False)])
def test_a_channel_is_late_ten_minutes_after_its_last_complete_pull(shop, minutes, ok):
    PullCursor.objects.create(channel=shop, completed_at=NOON - minutes * MINUTES)

    expected = f"The last complete pull of Shop was {minutes * 60} seconds ago."
    found, said, age = told()["pull:7"]
    assert (found, said.startswith(expected), age) == (ok, True, minutes * 60)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"next_attempt_at": NOON - 3 * MINUTES}, UNTAKEN),
        ({"next_attempt_at": NOON - MINUTES}, ""),
        (
            {"leased_until": NOON + MINUTES, "started_at": NOON - MINUTES},
            " A worker has been at it since 2026-11-21 11:59 UTC.",
        ),
        (
            {"last_error": "HTTP 503.", "failures_in_a_row": 2, "next_attempt_at": NOON},
            " 2 failures in a row: HTTP 503.",
        ),
        (
            {
                "last_error": "HTTP 429.",
                "failures_in_a_row": 1,
                "next_attempt_at": NOON + 60 * MINUTES,
            },
            " 1 failures in a row: HTTP 429. It is asked again at 2026-11-21 13:00 UTC.",
        ),
    ],
)
def test_a_late_pull_says_what_keeps_it(shop, columns, why):
    PullCursor.objects.create(channel=shop, completed_at=NOON - 11 * MINUTES, **columns)

    assert told()["pull:7"][1] == f"The last complete pull of Shop was 660 seconds ago.{why}"


def test_a_pull_that_was_complete_in_the_future_is_none(shop):
    PullCursor.objects.create(
        channel=shop, completed_at=NOON + 60 * MINUTES, next_attempt_at=NOON + 60 * MINUTES
    )

    assert told()["pull:7"][0] is False


def test_a_channel_that_is_off_is_missed_while_orders_of_it_are_under_way(shop):
    order = factories.order(channel=shop)
    type(shop).objects.update(is_active=False)

    ok, detail, _age = told()["pull:7"]

    assert ok is False
    assert detail.startswith("Shop is switched off and not pulled, but 1 of its orders are under")
    type(order).objects.update(state=500)
    assert told() == {}


def test_hooks_that_cannot_be_worked_off_are_told_for_an_hour(shop):
    InboundEvent.objects.create(
        uuid="1", event_type="x", body="{}", received_at=NOON, last_error="Omnitron has gone."
    )

    expected = "1 hooks of Omnitron wait or were given up within the hour. Omnitron has gone."
    assert told()["hooks"][:2] == (False, f"{expected} Pulls go on.")
    assert "hooks" not in told(NOON + 61 * MINUTES)


def test_the_last_error_is_told_of_a_late_channel_only(shop):
    cursor = PullCursor.objects.create(
        channel=shop, completed_at=NOON, last_error="Omnitron cannot answer now (HTTP 503)."
    )
    assert "HTTP 503" not in told()["pull:7"][1]

    later = NOON + 11 * MINUTES
    said = "660 seconds ago. 0 failures in a row: " + cursor.last_error
    assert told(later)["pull:7"][1].endswith(said)


@pytest.mark.parametrize(("failures", "ok"), [(2, True), (3, False)])
def test_the_third_failure_in_a_row_is_not_well_however_fresh_the_last_pull(shop, failures, ok):
    PullCursor.objects.create(channel=shop, completed_at=NOON, failures_in_a_row=failures)

    assert told()["pull:7"][0] is ok


def test_a_channel_that_was_never_pulled_is_late_from_its_creation_on(shop):
    ok, detail, seconds = told()["pull:7"]
    expected = f"No pull of Shop has been complete yet.{UNTAKEN}"
    assert (ok, detail, seconds) == (False, expected, 86400)

    type(shop).objects.update(created_date=NOON - 9 * MINUTES)
    assert told()["pull:7"][0]


def test_a_channel_that_is_pulled_seldom_is_given_two_turns(shop):
    type(shop).objects.update(pull_interval=3600)
    PullCursor.objects.create(channel=shop, completed_at=NOON - 119 * MINUTES)

    assert told()["pull:7"][0]
    assert not told(NOON + 2 * MINUTES)["pull:7"][0]


def test_channels_that_are_not_pulled_are_not_judged(shop):
    factories.channel(is_active=False)
    factories.channel(server="")
    factories.channel(omnitron_id=None)

    assert set(told()) == {"pull:7", "quarantine:7", "compared:7"}


def test_a_quarantine_that_grows_is_news_for_an_hour(shop):
    def wait(n, at, **columns):
        moments = {"created_date": at, "modified_date": at}
        columns |= {"number": f"{n}", "reason": "Why."}
        Quarantined.objects.create(channel=shop, **moments, **columns)

    assert told()["quarantine:7"][0]
    wait(1, NOON - timedelta(hours=2))
    wait(2, NOON, resolved_at=NOON)
    assert told()["quarantine:7"][0]

    wait(3, NOON - 5 * MINUTES)

    expected = "2 rows of Shop wait in quarantine; 1 came within the hour. The last one: Why."
    assert told()["quarantine:7"] == (False, expected, None)
    assert told(NOON + timedelta(hours=1))["quarantine:7"][0]


def compared(shop, at, *, left=0, error=""):
    run = Reconciliation.objects.create(
        channel=shop, since=NOON, by="system", started_at=at, error=error,
        finished_at=None if error else at,
    )  # fmt: skip
    ReconciledDay.objects.create(
        reconciliation=run, day=at.date(), remote=9, ours=9, differing=5, repaired=5 - left
    )


def test_a_channel_that_was_not_compared_for_two_nights_is_told_of_with_the_reason(shop):
    assert told()["compared:7"][0] is True
    compared(shop, NOON - timedelta(hours=47))
    assert told()["compared:7"][0] is True

    compared(shop, NOON, error="Omnitron does not answer.")
    expected = "Shop was compared with Omnitron on 2026-11-19 13:00 UTC. Omnitron does not answer."
    assert told(NOON + timedelta(hours=1))["compared:7"][:2] == (False, expected)


def test_orders_that_differ_still_after_a_comparison_are_told_of(shop):
    compared(shop, NOON, left=2)
    said = told()["compared:7"]
    assert said[0] is False
    assert said[1].endswith("UTC. 2 orders differ still: its page tells which.")
