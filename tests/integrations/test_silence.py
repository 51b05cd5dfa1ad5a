"""Connected, and nothing comes: what is said when complete pulls bring no order."""

from datetime import timedelta

import pytest

from integrations import checks
from integrations.models import PullCursor
from orders.models import Order
from tests import factories
from tests.factories import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def shop(db):
    shop = factories.channel(name="Shop", omnitron_id=7, username="oms")
    type(shop).objects.update(created_date=NOON - 30 * DAY)
    PullCursor.objects.create(channel=shop, completed_at=NOON, watermark=NOON)
    return shop


def said(now=NOON):
    PullCursor.objects.update(completed_at=now)
    (check,) = [check for check in checks.pulls(now) if check.name == "silence:7"]
    return check.ok, check.detail, check.theirs


def found(**result):
    PullCursor.objects.update(last_result=result)


def sold(shop, at, n=1):
    """Let n orders of the channel have been placed, and have come, at a moment."""
    for _ in range(n):
        order = factories.order(channel=shop)
        Order.objects.filter(pk=order.pk).update(created_date=at, date_placed=at)


@pytest.mark.parametrize(
    ("result", "hint"),
    [
        ({}, "Omnitron answers, and shows none: is the channel open there, is 7 its key, and may"
             " oms see it?"),
        ({"elsewhere": 12}, "Omnitron showed 12 orders of other channels: is 7 the key of this"
                            " channel there?"),
        ({"refused": 3}, "The last 3 were refused: see MIN_ORDER_OMNITRON_ID and"
                         " ALLOWED_CHANNEL_IDS; a dry run says why."),
        ({"quarantined": 2}, "The last 2 went into quarantine."),
    ],
)  # fmt: skip
def test_a_channel_that_never_brought_an_order_says_so_and_where_to_look(shop, result, hint):
    found(**result)

    expected = f"The pulls of Shop are complete, and no order has come yet. {hint}"
    assert said() == (False, expected, True)


def test_a_new_channel_is_given_an_hour(shop):
    type(shop).objects.update(created_date=NOON - HOUR)
    assert said()[0] is True


@pytest.mark.parametrize(("quiet", "ok"), [(timedelta(), True), (2 * HOUR, False)])
def test_a_silence_is_news_where_the_same_hours_were_busy_before(shop, quiet, ok):
    for days in (1, 2, 7):
        sold(shop, NOON - days * DAY + HOUR, n=5)
    sold(shop, NOON)

    assert said(NOON + quiet)[0] is ok


@pytest.mark.parametrize("calm", [1, 2, 7])
def test_nights_and_days_of_rest_are_no_news(shop, calm):
    sold(shop, NOON - calm * DAY + HOUR, n=4)
    for days in {1, 2, 7} - {calm}:
        sold(shop, NOON - days * DAY + HOUR, n=5)
    sold(shop, NOON)

    assert said(NOON + 2 * HOUR)[0] is True


def test_settings_that_let_nothing_in_are_said_at_once(shop, settings):
    sold(shop, NOON)
    newest = Order.objects.get().omnitron_id
    settings.MIN_ORDER_OMNITRON_ID = newest
    assert said()[0] is True

    settings.MIN_ORDER_OMNITRON_ID = newest + 1
    ok, detail, _theirs = said()
    assert (ok, detail.startswith(f"MIN_ORDER_OMNITRON_ID is {newest + 1}, above")) == (False, True)

    settings.ALLOWED_CHANNEL_IDS = [8]
    assert said()[1] == "ALLOWED_CHANNEL_IDS does not name 7: Shop gets no order."


@pytest.mark.parametrize(("ahead", "ok"), [(300, True), (301, False)])
def test_a_mark_that_has_not_come_yet_tells_of_a_wrong_clock(shop, ahead, ok):
    sold(shop, NOON)
    PullCursor.objects.update(watermark=NOON + timedelta(seconds=ahead))
    assert said()[0] is ok


def test_stamps_of_the_future_tell_of_the_hubs_clock(shop):
    sold(shop, NOON)
    found(unchanged=1, ahead=1)
    assert said()[1] == (
        "Omnitron stamps changes of Shop in the future: compare its clock with ours."
    )
