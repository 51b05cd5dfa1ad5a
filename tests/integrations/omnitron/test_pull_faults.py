"""What a pull does when an order, an answer or a login is not as it should be."""

import threading
from datetime import timedelta

import pytest

from integrations.models import PullCursor, Quarantined
from integrations.omnitron import cursor, pull
from integrations.omnitron.retrying import retry_quarantined
from orders.models import CargoCompany, Channel, Order
from tests.integrations.omnitron.conftest import NOW


def spoil_item(order, hub, **changes):
    hub.world.get("order_items", order["orderitem_set"][0]).update(changes)


POISON = {
    "a wrong type": lambda order, hub: order.update(has_gift_box="no"),
    "three decimals": lambda order, hub: order.update(amount="12.345"),
    "a NUL": lambda order, hub: order.update(notes="a\x00b"),
    "a huge number": lambda order, hub: order.update(amount=10**70),
    "no key": lambda order, hub: order.update(pk=None),
    "an unknown status": lambda order, hub: order.update(status="teleported"),
    "a stamp without a zone": lambda order, hub: order.update(date_placed="2026-11-02T09:30:00"),
    "a text that is too long": lambda order, hub: order.update(notes="n" * 1025),
    "two pieces in one row": lambda order, hub: spoil_item(order, hub, quantity=2),
    "a price that is none": lambda order, hub: spoil_item(order, hub, price="NaN"),
    "an unknown product": lambda order, hub: spoil_item(order, hub, product=999_999),
    "an unknown carrier": lambda order, hub: order.update(cargo_company=999),
}


@pytest.mark.parametrize("poison", POISON)
def test_one_poisoned_order_of_a_page_goes_to_quarantine_alone(poison, pulled, hub, told):
    order = told(6)
    stamp, number = order["modified_date"], order["number"]
    POISON[poison](order, hub)

    assert pulled() == {"new": 11, "quarantined": 1}

    row = Quarantined.objects.get()
    assert not Order.objects.filter(number=number).exists()
    assert number in row.raw
    assert row.number == number
    assert row.reason
    assert PullCursor.objects.get().watermark.isoformat() > stamp.replace("Z", "+00:00")


def test_ninety_nine_of_a_hundred_are_taken_in(pulled, hub, told):
    hub.grow(88)
    told(50)["amount"] = "twelve"

    assert pulled() == {"new": 99, "quarantined": 1}


@pytest.mark.parametrize("text", ['{"pk": 5, "notes": "\\ud800"}', '{"pk": 5, "notes": "\udcff"}'])
def test_a_text_that_no_column_can_hold_is_quarantined_as_it_came(text, channel):
    (outcome,) = pull.Receiver(channel, by="omnitron").receive([pull.Row.of(text)], at=NOW)

    assert outcome.result == "quarantined"
    row = Quarantined.objects.get()
    assert row.raw == text.replace("\udcff", "\\udcff")
    assert row.remote_id == "5"


def test_an_unknown_carrier_is_told_in_the_published_words(pulled, told):
    told(6)["cargo_company"] = 999

    pulled()

    number = told(6)["number"]
    expected = (
        f"Cargo company:999 provided with order number:{number} does not exists in the system."
    )
    assert Quarantined.objects.get().reason == expected


def test_quarantine_keeps_the_text_as_it_was_received(pulled, hub, told):
    told(6)["amount"] = "1e2.5"

    pulled()

    raw = Quarantined.objects.get().raw
    assert raw.startswith('{"pk": ')
    assert '"amount": "1e2.5", ' in raw


def test_the_same_poison_stands_in_quarantine_once_and_another_updates_it(pulled, told):
    order = told(11)
    order["status"] = "teleported"
    pulled()
    pulled()
    assert Quarantined.objects.get().tries == 1

    order["status"] = "vanished"
    pulled()

    row = Quarantined.objects.get()
    assert (row.tries, '"vanished"' in row.raw) == (2, True)


def test_a_later_success_resolves_what_waited(pulled, hub, told):
    order = told(6)
    order["status"] = "teleported"
    pulled()
    hub.amend(order["number"], status="400")

    assert pulled() == {"unchanged": 1, "new": 1}

    row = Quarantined.objects.get()
    assert (row.resolved_by, row.resolved_at is None) == ("omnitron", False)


def test_an_order_waits_for_its_carrier_and_is_taken_in_with_the_next_sync(pulled, hub, told):
    order = told(3)
    order["cargo_company"] = 77
    pulled()
    hub.world.add("cargos", {"pk": 77, "name": "Late Carrier"})

    pulled()

    taken = Order.objects.get(number=order["number"])
    assert taken.cargo_company.name == "Late Carrier"
    assert Quarantined.objects.get().resolved_at is not None


def test_trying_again_says_why_not_and_then_takes_it_in(pulled, hub, told):
    order = told(3)
    order["cargo_company"] = 77
    pulled()
    row = Quarantined.objects.get()

    again = retry_quarantined(row.pk, by="staff:mina", now=NOW)
    assert (again.tries, again.resolved_at) == (2, None)

    CargoCompany.objects.create(omnitron_id=77, name="By hand", created_date=NOW, modified_date=NOW)
    done = retry_quarantined(row.pk, by="staff:mina", now=NOW)
    assert (done.resolved_at, done.resolved_by, done.tries) == (NOW, "staff:mina", 3)
    assert Order.objects.filter(number=order["number"]).exists()
    assert retry_quarantined(row.pk, by="staff:else", now=NOW).tries == 3


def test_a_carrier_that_is_not_understood_waits_and_the_others_are_there(pulled, hub):
    hub.world.get("cargos", 38)["name"] = None

    pulled()

    assert Quarantined.objects.get(resource="cargos").reason == "name is missing."
    assert CargoCompany.objects.count() == 4
    hub.world.get("cargos", 38)["name"] = "Ecom Express"
    pulled()
    assert Quarantined.objects.get(resource="cargos").resolved_at is not None


@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_failed_page_leaves_the_earlier_ones_and_the_next_run_completes(
    page, pulled, hub, settings
):
    settings.PULL_PAGE_SIZE = 5
    with pytest.raises(pull.PullFailed, match=r"Omnitron cannot answer now \(HTTP 500\)\."):
        _drain(hub, spoil_after=page)

    assert Order.objects.count() == [0, 5, 9][page]
    row = PullCursor.objects.get()
    assert (row.watermark, row.failures_in_a_row) == (None, 1)
    assert row.last_error == "Omnitron cannot answer now (HTTP 500)."
    hub.behave_well()
    pulled()
    row.refresh_from_db()
    assert (Order.objects.count(), row.failures_in_a_row, row.last_error) == (12, 0, "")
    assert row.watermark is not None


def _drain(hub, *, spoil_after):
    """Pull page by page, and break the hub's list after so many pages."""
    pages = pull.pull_channel(Channel.objects.get().pk, now=NOW)
    for _ in range(spoil_after):
        next(pages)
    hub.behave("omnitron", "status", path="orders/", status=500)
    next(pages)


def test_an_answer_that_is_garbage_fails_the_page_in_words(pulled, hub):
    hub.behave("omnitron", "garbage", calls=1, path="orders/")

    with pytest.raises(pull.PullFailed, match="Omnitron's answer cannot be read"):
        pulled()

    assert not Order.objects.exists()


def test_the_third_failure_in_a_row_is_an_error_in_the_log(pulled, hub, caplog):
    hub.behave("omnitron", "status", status=503)

    for _ in range(3):
        with pytest.raises(pull.PullFailed):
            pulled()

    levels = [record.levelname for record in caplog.records if "could not be pulled" in record.msg]
    assert levels == ["WARNING", "WARNING", "ERROR"]
    assert PullCursor.objects.get().failures_in_a_row == 3


def test_retry_after_decides_when_the_channel_is_due_again(pulled, hub, channel):
    hub.behave("omnitron", "status", status=429, headers={"Retry-After": "600"}, path="cargos/")

    with pytest.raises(pull.PullFailed):
        pulled()

    wait = PullCursor.objects.get().next_attempt_at - NOW
    assert timedelta(seconds=600) <= wait < timedelta(seconds=660)
    assert pull.due(now=NOW + timedelta(seconds=600)) == []


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
        start.wait(timeout=5)
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
        thread.join(timeout=10)

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
