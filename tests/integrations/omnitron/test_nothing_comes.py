"""Clocks that were wrong, lists that hide their rows, locks: the pull says so, and gets well."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from integrations.models import PullCursor
from integrations.omnitron import pull
from integrations.sandbox.world import wire_time
from orders.commands import intake
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import NOW

HOUR = timedelta(hours=1)


def cursor():
    return PullCursor.objects.get()


@pytest.fixture
def late_hub(hub):
    """A hub whose last change is as young as a change can be."""
    hub.world.clock = NOW
    return hub


def test_a_mark_in_the_future_hides_nothing_and_is_taken_back(pulled, late_hub):
    pulled()
    PullCursor.objects.update(watermark=NOW + 3 * HOUR)
    (number,) = late_hub.grow(1)

    assert pulled() == {"new": 1}

    assert Order.objects.filter(number=number).exists()
    assert late_hub.order(number)["modified_date"] > wire_time(NOW)
    assert cursor().watermark == NOW  # no mark runs ahead of our clock


def test_moments_of_a_clock_that_was_wrong_keep_no_channel_waiting(pulled, channel):
    pulled()
    later = NOW + 24 * HOUR
    PullCursor.objects.update(started_at=later, next_attempt_at=later, leased_until=later)

    assert pull.due(now=NOW) == [channel.pk]
    assert sum(pulled().values()) > 0
    assert cursor().next_attempt_at < NOW + HOUR


def test_stamps_ahead_of_our_clock_are_counted(pulled, late_hub):
    late_hub.world.clock = NOW + HOUR
    late_hub.grow(2)
    pulled()
    assert cursor().last_result["ahead"] == 2


def test_orders_of_other_channels_are_counted_where_the_hub_ignores_the_filter(pulled, hub):
    Channel.objects.update(omnitron_id=2)
    hub.speak(filters="ignored")

    assert pulled() == {}

    assert cursor().last_result == {"elsewhere": 12}


def test_what_came_last_is_remembered_while_nothing_comes(pulled, hub):
    assert pulled() == {"new": 12}
    hub.speak(orders="hidden")

    assert pulled() == {}

    assert (cursor().last_error, cursor().last_result) == ("", {"new": 12})


def test_a_list_that_counts_rows_and_shows_none_is_no_answer(pulled, hub):
    hub.behave("omnitron", "hollow", path="orders/")

    with pytest.raises(pull.PullFailed, match=r"It counts 12 orders/ and shows none\."):
        pulled()

    hub.behave_well()
    assert pulled() == {"new": 12}


def test_a_dry_run_without_a_token_writes_nothing_at_all(channel):
    with CaptureQueriesContext(connection) as asked:
        pages = list(pull.preview_channel(channel.pk, now=NOW))

    assert sum(len(page.outcomes) for page in pages) == 12
    assert {query["sql"].split()[0] for query in asked} <= {"SELECT", "DECLARE", "FETCH"}
    assert not any("nextval" in query["sql"] for query in asked)
    channel.refresh_from_db()
    assert (channel.auth_token, PullCursor.objects.count()) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_nobody_gives_back_breaks_the_pull_off_and_is_said(
    channel, pulled, monkeypatch
):
    monkeypatch.setattr(intake, "PATIENCE", "300ms")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as session:
            lock = [intake.ADVISORY_CLASS, channel.pk]
            session.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock)
            held.set()
            done.wait()
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    try:
        with pytest.raises(OperationalError):
            pulled()
    finally:
        done.set()
        holder.join()

    expected = "The pull broke off: our database did not let us write (LockNotAvailable)."
    assert (cursor().last_error, cursor().leased_until) == (expected, None)
    assert pulled() == {"new": 12}
