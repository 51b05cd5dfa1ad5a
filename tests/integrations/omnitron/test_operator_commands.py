"""pull_orders and issue_token, the tasks, and what the order's page tells of quarantine."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations import auth, tasks
from integrations.models import AccessToken, Partner, PullCursor, Quarantined
from integrations.panels import pulls
from orders.models import Membership, Order

FIRST = "2291090711512921"


def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_a_pull_ends_with_five_counts(channel):
    assert run("pull_orders") == "12 new, 0 changed, 0 unchanged, 0 refused, 0 quarantined"
    assert Order.objects.count() == 12


def test_a_window_is_pulled_from_one_channel(channel):
    words = ["--since", "2023-01-01T00:00:00+00:00", "--until", "2024-01-01T00:00:00Z"]

    said = run("pull_orders", "--channel", "1", *words)

    assert said == "2 new, 0 changed, 0 unchanged, 0 refused, 0 quarantined"


def test_a_dry_run_tells_each_order_and_writes_none(channel, hub):
    run("pull_orders")
    hub.amend(FIRST, notes="Ring twice")
    hub.grow(1)

    said = run("pull_orders", "--dry-run").splitlines()

    assert f"{FIRST} changed notes: nothing → Ring twice" in said
    assert said[-1] == "1 new, 1 changed, 1 unchanged, 0 refused, 0 quarantined"
    assert Order.objects.count() == 12
    assert Order.objects.get(number=FIRST).notes is None


def test_a_pull_that_is_not_complete_fails_after_the_counts(channel, hub):
    hub.behave("omnitron", "status", path="orders/", status=502)
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"not complete\. Shop: Omnitron cannot answer now"):
        call_command("pull_orders", stdout=out)

    assert out.getvalue().startswith("0 new, 0 changed")


def test_chosen_numbers_are_told_one_by_one(channel):
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 of 2 orders were not taken in"):
        call_command("pull_orders", "--number", FIRST, "--number", "111", stdout=out)

    assert out.getvalue().splitlines() == [
        f"{FIRST} taken in",
        "111 Order not found with Order number:111",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--channel", "5"], r"No active channel 5\. Channels: 1\."),
        (["--since", "2026-11-21T12:00:00"], "the zone is missing"),
        (["--since", "yesterday"], "yesterday is not a moment"),
        (["--number", "1", "--dry-run"], "--number stands alone"),
    ],
)
def test_what_makes_no_sense_is_refused(words, sentence, channel, hub):
    with pytest.raises(CommandError, match=sentence):
        run("pull_orders", *words)

    assert hub.requests == []


def test_a_token_is_printed_alone_and_works(channel):
    text = run(
        "issue_token", "erp", "--dialect", "akinon", "--channel", "1", "--right", "read",
        "--right", "pull", "--days", "30",
    )  # fmt: skip

    token = auth.find(text, dialect=auth.AKINON, at=timezone.now())
    assert token.rights == ["pull", "read"]
    assert token.channels == [channel.pk]
    assert (token.expires_at - token.created_date).days == 30
    assert (token.partner.name, token.partner.dialect) == ("erp", "akinon")
    assert not token.partner.user.has_usable_password()


def test_a_token_reads_every_channel_for_a_week_unless_told_otherwise(db):
    text = run("issue_token", "erp", "--dialect", "akinon")
    token = auth.find(text, dialect=auth.AKINON, at=timezone.now())

    assert (token.rights, token.channels, token.locations) == (["read"], None, None)
    assert (token.expires_at - token.created_date).days == 7


def test_a_second_token_belongs_to_the_same_partner(db):
    run("issue_token", "erp", "--dialect", "akinon")
    run("issue_token", "erp", "--dialect", "akinon")

    assert (Partner.objects.count(), AccessToken.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--right", "fly"], r"No right fly\. Rights: read, command, pull, hooks\."),
        (["--channel", "5"], r"No channel 5\. Channels: 1\."),
        (["--days", "366"], "1 to 365 days"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_nobody_is_made(words, sentence, channel):
    with pytest.raises(CommandError, match=sentence):
        run("issue_token", "erp", "--dialect", "akinon", *words)

    assert (Partner.objects.count(), get_user_model().objects.count()) == (0, 0)


def test_a_name_that_a_person_has_is_not_taken_over(db):
    get_user_model().objects.create_superuser("root")

    with pytest.raises(CommandError, match="There is a user root already"):
        run("issue_token", "root", "--dialect", "akinon")

    assert not AccessToken.objects.exists()


def test_the_tasks_pull_what_is_due_and_keep_quiet_about_a_failure(channel, hub, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.pull_channel, "delay", asked.append)

    tasks.pull_due()
    tasks.pull_channel(channel.pk)
    hub.behave("omnitron", "status", status=503)
    tasks.pull_channel(channel.pk)

    assert asked == [channel.pk]
    assert Order.objects.count() == 12
    assert PullCursor.objects.get().failures_in_a_row == 1


def test_the_orders_page_tells_of_copies_in_quarantine(channel, told, pulled, admin_user, client):
    pulled()
    told(11)["status"] = "teleported"
    pulled()
    order = Order.objects.get(number=told(11)["number"])

    _last_word, entry = pulls(order, admin_user)
    assert (entry.tone, entry.title) == ("bad", "A copy from Omnitron waits in quarantine")
    assert entry.detail == "status is none that we know."
    ((label, address),) = entry.actions
    assert label == "Try again"

    client.force_login(admin_user)
    assert client.post(address).status_code == 302
    assert Quarantined.objects.get().tries == 2

    told(11)["status"] = "400"
    pulled()
    _last_word, entry = pulls(order, admin_user)
    assert (entry.tone, entry.actions) == ("good", ())
    assert entry.at == Quarantined.objects.get().resolved_at


def test_staff_of_one_store_are_told_nothing_of_quarantine(
    channel, told, pulled, django_user_model
):
    pulled()
    told(11)["status"] = "teleported"
    pulled()
    clerk = django_user_model.objects.create_user("clerk")
    Membership.objects.create(user=clerk, every_channel=True)

    said = pulls(Order.objects.get(number=told(11)["number"]), clerk)
    assert [entry.kind for entry in said] == ["pull.last"]
