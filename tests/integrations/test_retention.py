"""What partners and the hub left with us goes when its days are over, and nothing else."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.utils import timezone

from integrations import auth, credentials, retention
from integrations.models import (
    AccessToken,
    IdempotencyRecord,
    InboundEvent,
    ReconciledDay,
    Reconciliation,
    RefreshToken,
)
from oms.celery import app
from tests import factories
from tests.factories import NOON
from tests.integrations.partners import add_partner
from webhooks import retention as batches

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
NOTHING = {"tokens": 0, "answers": 0, "hooks": 0, "compared": 0}


@pytest.fixture
def partner():
    return add_partner("ERP", "uniware")[0]


def token(partner, *, ends, refresh=None):
    return auth.grant(partner, rights=["read"], life=DAY, at=ends - DAY, refresh=refresh)[0]


def test_tokens_go_thirty_days_after_their_end(partner):
    token(partner, ends=NOON - 30 * DAY - TICK)
    kept = [token(partner, ends=NOON - 30 * DAY), token(partner, ends=NOON + DAY)]
    credentials.refreshable(partner, at=NOON - 60 * DAY - TICK)
    young, _text = credentials.refreshable(partner, at=NOON - 60 * DAY)

    assert retention.forget(NOON) == NOTHING | {"tokens": 2}

    assert list(AccessToken.objects.order_by("pk")) == kept
    assert list(RefreshToken.objects.all()) == [young]


def test_a_refresh_token_stays_as_long_as_a_token_that_it_gave(partner):
    refresh, _text = credentials.refreshable(partner, at=NOON - 90 * DAY)
    alive = token(partner, ends=NOON + DAY, refresh=refresh)

    assert retention.forget(NOON) == NOTHING

    assert list(AccessToken.objects.all()) == [alive]


def test_a_months_tokens_of_a_partner_that_logs_in_each_five_minutes_go_in_batches(
    partner, monkeypatch
):
    monkeypatch.setattr(batches, "BATCH", 7)
    for n in range(20):
        token(partner, ends=NOON - 31 * DAY - n * DAY)

    assert retention.forget(NOON) == NOTHING | {"tokens": 20}
    assert not AccessToken.objects.exists()


def test_an_answer_goes_when_it_has_expired_and_never_if_it_says_so(partner):
    for key, ends in (("old", NOON - TICK), ("young", NOON), ("for ever", None)):
        IdempotencyRecord.objects.create(
            partner=partner, scope="x", key=key, request_hash="", created_date=NOON, expires_at=ends
        )

    assert retention.forget(NOON) == NOTHING | {"answers": 1}

    assert set(IdempotencyRecord.objects.values_list("key", flat=True)) == {"young", "for ever"}


def test_hooks_go_twelve_weeks_after_they_were_handled_or_given_up_and_those_that_wait_stay(db):
    old, long_ago = NOON - 84 * DAY, NOON - 400 * DAY
    for uuid, handled, due in (
        ("old", old - TICK, None),
        ("young", old, None),
        ("given up", None, None),
        ("waits", None, NOON),
    ):
        InboundEvent.objects.create(
            uuid=uuid,
            event_type="x",
            body="{}",
            received_at=long_ago,
            handled_at=handled,
            next_attempt_at=due,
        )

    assert retention.forget(NOON) == NOTHING | {"hooks": 2}

    assert set(InboundEvent.objects.values_list("uuid", flat=True)) == {"young", "waits"}


def test_comparisons_go_after_twelve_weeks_with_their_days(db):
    shop = factories.channel()
    for began in (NOON - 84 * DAY - TICK, NOON - 84 * DAY):
        run = Reconciliation.objects.create(channel=shop, since=began, by="", started_at=began)
        ReconciledDay.objects.create(
            reconciliation=run, day=began.date(), remote=0, ours=0, differing=0, repaired=0
        )

    assert retention.forget(NOON) == NOTHING | {"compared": 1}

    assert (list(Reconciliation.objects.all()), ReconciledDay.objects.count()) == ([run], 1)


def test_settings_say_how_long(partner, settings):
    settings.KEPT_DAYS = settings.KEPT_DAYS | {"tokens": 1}
    token(partner, ends=NOON - 2 * DAY)

    assert retention.forget(NOON) == NOTHING | {"tokens": 1}


@pytest.mark.parametrize("forget", ["webhooks.tasks.forget", "integrations.tasks.forget"])
def test_a_beat_that_is_restarted_each_hour_still_rings_for_it_and_it_is_done_once_a_day(
    forget, monkeypatch
):
    done = []
    retention_of = import_module(forget.replace(".tasks.forget", ".retention"))
    monkeypatch.setattr(retention_of, "forget", done.append)
    (row,) = [row for row in app.conf.beat_schedule.values() if row["task"] == forget]
    started = datetime(2026, 11, 30, 0, 55, tzinfo=UTC)

    with time_machine.travel(started, tick=False) as clock:
        for _hour in range(48):
            begun = timezone.now()  # a beat of the base scheduler knows nothing of the one before
            for _minute in range(60):
                clock.shift(60)
                if row["schedule"].is_due(begun).is_due:
                    begun = timezone.now()
                    app.tasks[forget]()

    assert len(done) == 3  # at first sight, and once in each of two days
