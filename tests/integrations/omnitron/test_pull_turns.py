"""Logins and turns: shared, limited, taken over, and never two at once."""

import threading
from datetime import timedelta

import pytest

from integrations.models import PullCursor
from integrations.omnitron import cursor, pull
from orders.models import Channel, Order
from tests.integrations.omnitron.conftest import NOW


def logins(hub):
    return sum(request.path.endswith("/auth/login/") for request in hub.requests)


def test_a_forgotten_token_costs_one_login_and_one_repeat(pulled, hub, channel):
    pulled()
    hub.omnitron.expire_tokens()
    hub.forget_requests()

    pulled()

    paths = [request.path.removeprefix("/api/v1/") for request in hub.requests]
    assert paths == ["cargos/", "auth/login/", "cargos/", "retail_stores/", "orders/"]


def test_a_hub_that_forgets_every_token_is_asked_twice_and_no_more(pulled, hub):
    pulled()
    hub.behave("omnitron", "status", status=401)
    hub.forget_requests()

    with pytest.raises(pull.PullFailed, match="HTTP 401"):
        pulled()

    assert len(hub.requests) == 3


def test_a_token_that_another_worker_got_is_used_instead_of_a_login(pulled, hub, channel):
    pulled()
    channel.refresh_from_db()
    good = channel.auth_token
    stale = Channel.objects.get(pk=channel.pk)
    stale.auth_token = "stale"
    hub.forget_requests()

    client = pull.Receiver(stale, by="omnitron").client
    assert len(list(client.cargo_companies())) == 5

    assert logins(hub) == 0
    channel.refresh_from_db()
    assert channel.auth_token == good


def test_wrong_credentials_are_told_in_one_sentence(pulled, channel, hub):
    Channel.objects.update(username="somebody")

    with pytest.raises(
        pull.PullFailed,
        match=r"Omnitron refuses the user name and password of channel Shop\.",
    ):
        pulled()

    assert logins(hub) == 1
    assert not Order.objects.exists()


def test_a_fourth_login_within_six_minutes_is_not_even_tried(pulled, hub, channel):
    Channel.objects.update(username="somebody")

    for _ in range(5):
        with pytest.raises(pull.PullFailed):
            pulled()

    assert logins(hub) == 3
    row = PullCursor.objects.get()
    assert row.last_error.startswith("There were 3 logins to Omnitron within 6 minutes")
    assert row.next_attempt_at > NOW + timedelta(minutes=5)


def test_a_login_is_allowed_again_when_the_first_of_three_is_six_minutes_old(channel):
    for minute in (0, 1, 2):
        cursor.count_login(channel, now=NOW + timedelta(minutes=minute))
    with pytest.raises(cursor.TooManyLogins) as refusal:
        cursor.count_login(channel, now=NOW + timedelta(minutes=5))
    assert refusal.value.retry_after == 61

    cursor.count_login(channel, now=NOW + timedelta(minutes=6))


@pytest.mark.django_db(transaction=True)
def test_of_two_pullers_one_gets_the_turn(channel):
    cursor.of(channel)
    start, turns, refusals = threading.Barrier(2), [], []

    def take():
        start.wait(timeout=60)
        try:
            turns.append(cursor.claim(channel, now=NOW))
        except cursor.AlreadyPulling as error:
            refusals.append(str(error))
        finally:
            cursor.transaction.get_connection().close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(turns), refusals) == (1, ["Channel Shop is being pulled right now."])


def test_a_dead_pullers_turn_is_taken_over_after_a_minute(channel, pulled):
    dead = cursor.claim(channel, now=NOW)
    with pytest.raises(cursor.AlreadyPulling):
        pulled(now=NOW + timedelta(seconds=59))

    assert pulled(now=NOW + timedelta(seconds=60)) == {"new": 12}

    with pytest.raises(cursor.LostTurn):
        dead.complete(watermark=NOW, result={})
    assert PullCursor.objects.get().watermark < NOW


def test_a_pull_that_is_broken_off_gives_its_turn_back(channel, pulled, settings):
    settings.PULL_PAGE_SIZE = 5
    pages = pull.pull_channel(channel.pk, now=NOW)
    next(pages)
    pages.close()

    row = PullCursor.objects.get()
    assert (row.lease_token, row.last_error) == (None, "The pull broke off.")
    assert pulled() == {"new": 7, "unchanged": 5}


def test_a_puller_that_was_overtaken_says_so_and_leaves_the_cursor_alone(channel, settings):
    settings.PULL_PAGE_SIZE = 5
    slow = pull.pull_channel(channel.pk, now=NOW)
    next(slow)
    quick = cursor.claim(channel, now=NOW + timedelta(minutes=2))

    with pytest.raises(pull.PullFailed, match="Another worker pulls Shop now"):
        list(slow)

    row = PullCursor.objects.get()
    assert (row.lease_token, row.failures_in_a_row) == (quick.token, 0)
    assert row.watermark is None
