"""Comparing with the hub day by day: what is found, what is repaired, and what is kept of it."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from integrations.models import ReconciledDay, Reconciliation
from integrations.omnitron import pull, reconcile
from orders.models import Order

NIGHT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)  # the hub's orders are of the second of November
BY = {"days": 7, "by": "test", "now": NIGHT}
TODAY = date(2026, 11, 2)


@pytest.fixture
def numbers(hub):
    """The ten orders of the week, the oldest change first."""
    rows = sorted(hub.world.rows("orders"), key=lambda row: row["modified_date"])
    return [row["number"] for row in rows[2:]]


def counts():
    return list(ReconciledDay.objects.values_list("day", "remote", "ours", "differing", "repaired"))


def test_two_sides_that_agree_are_counted_and_nothing_is_pulled(channel, pulled):
    pulled()

    run = reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(TODAY, 10, 10, 0, 0)]
    assert (run.channel, run.by, run.error) == (channel, "test", "")
    assert run.since == NIGHT - timedelta(days=7)
    assert NIGHT <= run.finished_at < NIGHT + timedelta(hours=1)


def test_what_is_missing_or_other_here_is_pulled_through_the_ordinary_intake(
    channel, pulled, hub, numbers
):
    pulled()
    (fresh,) = hub.grow(1)
    hub.amend(numbers[3], notes="Ring twice")

    reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(TODAY, 11, 10, 2, 2)]
    told = sorted([[fresh, "missing", "new"], [numbers[3], "other", "changed"]])
    assert ReconciledDay.objects.get().orders == told
    assert Order.objects.get(number=numbers[3]).notes == "Ring twice"
    assert Order.objects.filter(number=fresh).exists()


def test_the_older_stamp_that_we_hold_is_found_although_no_pull_would_ask_for_it(
    channel, pulled, hub, numbers
):
    pulled()
    order = next(row for row in hub.world.rows("orders") if row["number"] == numbers[0])
    stamp = datetime.fromisoformat(order["modified_date"]) + timedelta(microseconds=1)
    late = stamp.isoformat().replace("+00:00", "Z")
    order.update(notes="Committed late", modified_date=late)
    pulled()
    assert Order.objects.get(number=numbers[0]).notes is None

    reconcile.reconcile(channel.pk, **BY)

    assert Order.objects.get(number=numbers[0]).notes == "Committed late"


def test_an_order_that_cannot_be_taken_differs_still(channel, pulled, told):
    told(6)["amount"] = "twelve"
    pulled()

    reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(TODAY, 10, 9, 1, 0)]
    assert ReconciledDay.objects.get().orders == [[told(6)["number"], "missing", "quarantined"]]


def test_an_order_that_the_hub_no_longer_lists_is_told_and_left_alone(
    channel, pulled, hub, numbers
):
    pulled()
    key = Order.objects.get(number=numbers[4]).omnitron_id
    del hub.world.tables["orders"][key]

    reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(TODAY, 9, 10, 1, 0)]
    assert ReconciledDay.objects.get().orders == [[numbers[4], "unlisted", "gone"]]
    assert Order.objects.get(number=numbers[4]).state != 100


def test_orders_that_settings_keep_out_are_nobodys_difference(channel, pulled, settings, told):
    settings.MIN_ORDER_OMNITRON_ID = told(7)["pk"]
    pulled()

    reconcile.reconcile(channel.pk, **BY)

    ((_day, remote, ours, differing, _repaired),) = counts()
    assert (remote, ours, differing) == (Order.objects.count(), Order.objects.count(), 0)
    assert 0 < remote < 10


@pytest.mark.parametrize("habit", [{"dates": "ignored"}, {"lists": "bare"}, {"statuses": "name"}])
def test_the_hubs_habits_change_no_count(habit, channel, pulled, hub, settings):
    settings.PULL_PAGE_SIZE = 3
    pulled()
    hub.speak(**habit)

    reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(TODAY, 10, 10, 0, 0)]


def test_days_are_those_of_the_channel(channel, pulled):
    channel.time_zone = "Pacific/Pago_Pago"
    channel.save()
    pulled()

    reconcile.reconcile(channel.pk, **BY)

    assert counts() == [(date(2026, 11, 1), 10, 10, 0, 0)]


def test_a_run_that_breaks_off_is_kept_with_its_reason(channel, hub):
    hub.behave("omnitron", "status", status=503, path="orders/")

    with pytest.raises(pull.PullFailed, match="HTTP 503"):
        reconcile.reconcile(channel.pk, **BY)

    run = Reconciliation.objects.get()
    assert (run.finished_at, run.error) == (None, "Omnitron cannot answer now (HTTP 503).")


def test_the_night_has_come_at_two_where_the_channel_is_and_once_only(channel, pulled, hub):
    channel.time_zone = "Asia/Kolkata"
    channel.save()
    night = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)  # two in the morning there
    reconcile.nightly(channel.pk, now=night - timedelta(hours=1))

    assert reconcile.due(now=night - timedelta(minutes=1)) == []
    assert reconcile.due(now=night) == [channel.pk]
    reconcile.nightly(channel.pk, now=night)
    assert reconcile.due(now=night + timedelta(hours=23)) == []


def test_a_night_that_failed_is_tried_again_and_one_by_hand_does_not_count(channel, hub):
    hub.behave("omnitron", "status", status=503, path="orders/", calls=1)
    reconcile.nightly(channel.pk, now=NIGHT)
    reconcile.reconcile(channel.pk, **BY)

    assert reconcile.due(now=NIGHT + timedelta(hours=1)) == [channel.pk]


def run(*words):
    out = io.StringIO()
    call_command("reconcile", *words, stdout=out)
    return out.getvalue().splitlines()


@time_machine.travel(NIGHT)
def test_the_command_tells_each_day_and_each_order_that_differed(channel, pulled, hub):
    pulled()
    hub.amend("2291090711512921", notes="Ring twice")
    day = hub.world.clock.date()

    (head, order) = run("--channel", "1", "--days", "30")[-2:]

    assert head == f"Shop {day}: 11 there, 10 here, 1 differed, 1 repaired"
    assert order == "  2291090711512921 other: changed"


@time_machine.travel(NIGHT)
def test_the_command_fails_where_orders_differ_still_or_the_hub_does_not_answer(
    channel, pulled, hub, told
):
    told(6)["amount"] = "twelve"
    with pytest.raises(CommandError, match="Shop: 1 orders differ still"):
        run("--days", "30")

    hub.behave("omnitron", "status", status=500)
    with pytest.raises(CommandError, match="Shop: Omnitron cannot answer now"):
        run()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--channel", "9"], r"No active channel 9\. Channels: 1\."),
        (["--days", "0"], "--days is 1 to 365"),
        (["--days", "366"], "--days is 1 to 365"),
    ],
)
def test_what_cannot_be_reconciled_is_told(words, said, channel):
    with pytest.raises(CommandError, match=said):
        run(*words)
