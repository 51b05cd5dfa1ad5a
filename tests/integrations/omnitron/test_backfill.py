"""A first pull of any length ends: window by window, with the day going on beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from integrations import checks
from integrations.models import PullCursor
from integrations.omnitron import backfill, pull
from integrations.omnitron.client import Client
from oms.http import Unwell
from oms.jobs import work
from oms.jobs.models import Job, JobPart
from orders.models import Order, OrderEvent
from tests.integrations.omnitron.conftest import NOW

pytestmark = pytest.mark.django_db

ALL, FIRST = 60, 9  # the second page begins with the last row of the first
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _small(settings, monkeypatch):
    """Windows of two pages with five orders each, so that sixty orders are a long past."""
    settings.PULL_PAGE_SIZE = 5
    monkeypatch.setattr(backfill, "PAGES", 2)
    monkeypatch.setattr(backfill, "FINEST", timedelta(seconds=1))


@pytest.fixture
def past(hub, channel):
    """A hub with sixty orders, a quarter of an hour between them."""
    hub.grow(ALL - len(list(hub.world.rows("orders"))))
    for n, row in enumerate(sorted(hub.world.rows("orders"), key=lambda row: row["pk"])):
        row["modified_date"] = stamp(NOW - timedelta(days=30) + timedelta(minutes=15 * n))
    return hub


def stamp(moment):
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@pytest.fixture
def asked(monkeypatch):
    """Note each page of orders that is asked for."""
    pages = []
    for name in ("changed_orders", "orders_by_key", "newest_orders"):
        ask = getattr(Client, name)

        def noted(self, *, ask=ask, name=name, **words):
            pages.append((name, words.get("since"), words["page"]))
            return ask(self, **words)

        monkeypatch.setattr(Client, name, noted)
    return pages


def work_off(now=LATER):
    """Do what the workers do, until none of the windows is due."""
    for job in work.open_jobs("backfill"):
        while backfill.take_window(job.pk, now=now):
            pass


def test_a_short_past_is_read_at_once_and_leaves_no_job(hub, pulled, settings):
    settings.PULL_PAGE_SIZE = 100

    pulled()

    assert not Job.objects.exists()
    assert PullCursor.objects.get().watermark is not None


def test_a_long_past_becomes_windows_that_workers_read_to_the_end(past, pulled):
    assert pulled() == {"new": FIRST}
    job = Job.objects.get()
    assert (PullCursor.objects.get().last_error, job.finished_at) == ("", None)

    work_off()

    job.refresh_from_db()
    assert Order.objects.count() == ALL
    assert job.finished_at is not None
    assert work.progress(job).counts["new"] == ALL - FIRST
    newest = max(row["modified_date"] for row in past.world.rows("orders"))
    assert PullCursor.objects.get().watermark == datetime.fromisoformat(newest)


def test_what_a_back_fill_brings_is_marked_and_what_the_day_brings_is_not(past, pulled):
    pulled()
    work_off()
    number = past.grow(1)[0]
    past.world.rows("orders")
    row = next(row for row in past.world.rows("orders") if row["number"] == number)
    row["modified_date"] = stamp(NOW)
    pulled()

    received = OrderEvent.objects.filter(kind="order.received")
    assert received.filter(backfill=True).count() == ALL - FIRST
    assert not received.get(order__number=number).backfill


def test_changes_of_the_day_are_pulled_beside_it_and_the_past_is_not_read_for_them(
    past, pulled, asked
):
    pulled()
    asked.clear()
    number = past.grow(1)[0]
    row = next(row for row in past.world.rows("orders") if row["number"] == number)
    row["modified_date"] = stamp(NOW)

    counts = pulled()

    assert counts == {"new": 1}
    ((_name, since, page),) = asked
    assert (since - NOW + backfill.MARGIN < timedelta(minutes=1), page) == (True, 1)
    assert Job.objects.get().finished_at is None


def test_a_killed_worker_costs_its_open_window_and_no_finished_one_is_read_twice(
    past, pulled, asked
):
    pulled()
    job, clock = Job.objects.get(), LATER
    for _kill in range(5):
        backfill.take_window(job.pk, now=clock)
        lease = work.claim(job, now=clock)
        reading = backfill._read(job, lease)
        next(reading)  # a page is taken in, then the worker is gone without a word
        lease.fail = lambda *_, **__: None
        reading.close()
        clock += 2 * work.LEASE
    work_off(clock)

    job.refresh_from_db()
    assert job.finished_at is not None
    assert Order.objects.count() == ALL
    once = JobPart.objects.filter(attempts=1).count()
    again = JobPart.objects.filter(attempts__gt=1).count()
    assert (once + again, again <= 5) == (JobPart.objects.count(), True)


def test_workers_share_the_windows(past, pulled, settings):
    settings.BACKFILLS_AT_ONCE = 3
    pulled()
    job = Job.objects.get()

    taken = [work.claim(job, now=LATER) for _ in range(3)]

    assert len({lease.part.number for lease in taken}) == 3
    assert backfill.take_window(job.pk, now=LATER) is False  # as many as may be are at it
    assert backfill.due(now=LATER) == []
    assert backfill.due(now=LATER + 2 * work.LEASE) == [(job.pk, 3)]  # their leases are over


def test_any_number_of_orders_under_one_stamp_end_too(past, pulled):
    for row in past.world.rows("orders"):
        row["modified_date"] = stamp(NOW - timedelta(days=30))
    pulled()

    work_off()

    assert Order.objects.count() == ALL
    assert Job.objects.get().finished_at is not None
    assert JobPart.objects.count() >= ALL / 10 - 1  # each of two pages, from a kept place


def test_a_hub_that_ignores_dates_is_read_by_its_keys(past, pulled, asked):
    past.speak(dates="ignored")
    for row in past.world.rows("orders"):  # and its own order is none of the stamps
        row["modified_date"] = stamp(NOW - timedelta(minutes=row["pk"]))
    pulled()
    asked.clear()
    work_off()

    assert Order.objects.count() == ALL
    assert {name for name, _since, _page in asked} == {"orders_by_key"}
    assert sorted(page for _name, _since, page in asked) == list(range(1, ALL // 5 + 1))


def test_a_window_that_fails_says_why_and_is_read_again_after_a_pause(past, pulled, monkeypatch):
    pulled()
    job = Job.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(Client, "changed_orders", _unwell)
        assert backfill.take_window(job.pk, now=LATER) is False
    part = JobPart.objects.order_by("number").first()
    assert part.error == "Omnitron cannot answer now (HTTP 503)."
    assert part.next_attempt_at - LATER >= work.PAUSE
    assert Order.objects.count() == FIRST

    work_off(LATER + timedelta(minutes=2))

    assert Order.objects.count() == ALL


def _unwell(self, **words):
    raise Unwell("503", status=503)


def test_a_stopped_one_stands_still_and_goes_on_where_it_was(past, pulled):
    pulled()
    job = Job.objects.get()
    assert work.stop(job.pk, by="staff:ada", at=NOW) is True
    assert work.stop(job.pk, by="staff:ada", at=NOW) is False

    work_off()
    assert (backfill.due(now=LATER), Order.objects.count()) == ([], FIRST)

    work.go_on(job.pk)
    work_off()
    assert Order.objects.count() == ALL


def test_the_checks_tell_how_far_it_is_and_when_nobody_goes_on(past, pulled, channel):
    pulled()
    job = Job.objects.get()
    parts = job.parts.count()
    (well,) = _said(channel, LATER)
    (ill,) = _said(channel, NOW + timedelta(minutes=20))
    assert (well.ok, well.detail) == (
        True,
        f"Earlier orders of Shop: 0 of {parts} parts are read, 0 came in.",
    )
    assert (ill.ok, ill.detail.endswith("is there a worker for the queue “pull”, and a beat?")) == (
        False,
        True,
    )
    work_off()
    assert _said(channel, NOW) == []


def _said(channel, now):
    return [check for check in checks.describe(channel, now) if check.name.startswith("backfill")]


def test_the_command_line_reads_it_to_the_end_by_itself(past, channel, capsys):
    call_command("pull_orders")

    assert Order.objects.count() == ALL
    assert f"{ALL} new" in capsys.readouterr().out
    assert pull.backfill.of(channel) is None
