"""What the health page is told of pulls and quarantine."""

from datetime import timedelta

import pytest

from integrations import checks
from integrations.models import PullCursor, Quarantined
from tests import factories
from tests.factories import NOON

MINUTES = timedelta(minutes=1)


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
    assert told()["pull:7"] == (ok, expected, minutes * 60)


def test_the_last_error_is_told_of_a_late_channel_only(shop):
    cursor = PullCursor.objects.create(
        channel=shop, completed_at=NOON, last_error="Omnitron cannot answer now (HTTP 503)."
    )
    assert "HTTP 503" not in told()["pull:7"][1]

    later = NOON + 11 * MINUTES
    assert told(later)["pull:7"][1].endswith("660 seconds ago. " + cursor.last_error)


@pytest.mark.parametrize(("failures", "ok"), [(2, True), (3, False)])
def test_the_third_failure_in_a_row_is_not_well_however_fresh_the_last_pull(shop, failures, ok):
    PullCursor.objects.create(channel=shop, completed_at=NOON, failures_in_a_row=failures)

    assert told()["pull:7"][0] is ok


def test_a_channel_that_was_never_pulled_is_late_from_its_creation_on(shop):
    ok, detail, seconds = told()["pull:7"]
    assert (ok, detail, seconds) == (False, "No pull of Shop has been complete yet.", 86400)

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

    assert set(told()) == {"pull:7", "quarantine:7"}


def test_a_quarantine_that_grows_is_news_for_an_hour(shop):
    def wait(n, at, **columns):
        moments = {"created_date": at, "modified_date": at}
        Quarantined.objects.create(channel=shop, number=f"{n}", **moments, **columns)

    assert told()["quarantine:7"][0]
    wait(1, NOON - timedelta(hours=2))
    wait(2, NOON, resolved_at=NOON)
    assert told()["quarantine:7"][0]

    wait(3, NOON - 5 * MINUTES)

    expected = "2 rows of Shop wait in quarantine, 1 of them since an hour."
    assert told()["quarantine:7"] == (False, expected, None)
    assert told(NOON + timedelta(hours=1))["quarantine:7"][0]
