"""Credentials: good to the second, rotated with an overlap, ended at once, kept as digests."""

from datetime import timedelta

import pytest

from integrations import auth, credentials
from integrations.models import Credential, RefreshToken
from tests.factories import NOON
from tests.integrations.partners import add_partner, by_secret, every_word, found, token_of

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def partner(db):
    return add_partner("ERP", "uniware")[0]


@pytest.fixture
def secret(partner):
    """A secret of the partner, made at noon."""
    Credential.objects.all().delete()
    return credentials.give(partner, "secret", at=NOON)


def login(text, *, username="erp", dialect="uniware", at=NOON):
    return by_secret(username, text, dialect=dialect, at=at)


def test_a_login_is_of_one_username_one_secret_and_one_dialect(partner, secret):
    _row, text = secret
    other, told = add_partner("Other", "uniware")

    assert login(text) == partner
    assert login(told["password"], username="other", at=NOON) == other
    for wrong in (
        {"username": "other"},
        {"username": ""},
        {"username": "er\0p"},
        {"dialect": "xstak"},
        {"at": None},
    ):
        asked = {key: value for key, value in wrong.items() if value is not None}
        assert (login(text, **asked) is None) is bool(asked)
    assert login(told["password"]) is None
    assert login(text[:-1]) is None
    assert login("\ud800") is None


@pytest.mark.parametrize("kind", ["key", "application"])
def test_a_credential_of_one_kind_is_none_of_another(partner, kind):
    _row, text = credentials.give(partner, kind, at=NOON, identifier="app")
    at = {"dialect": "uniware", "at": NOON}

    assert login(text) is None
    assert (credentials.by_key(text, **at) == partner) is (kind == "key")
    assert (credentials.by_application("app", text, **at) == partner) is (kind == "application")
    assert credentials.by_application("ap\0p", text, **at) is None


def test_a_rotated_secret_overlaps_for_a_day_to_the_tick(partner, secret):
    old, first = secret
    _new, second = credentials.rotate(old, at=NOON)

    assert [login(text, at=NOON + DAY - TICK) for text in (first, second)] == [partner, partner]
    assert [login(text, at=NOON + DAY) for text in (first, second)] == [None, partner]


def test_a_rotation_makes_nothing_live_longer(partner, secret):
    row, _text = secret
    Credential.objects.filter(pk=row.pk).update(expires_at=NOON + HOUR)

    credentials.renew(partner, "secret", at=NOON)
    credentials.renew(partner, "secret", at=NOON + HOUR)

    ends = Credential.objects.order_by("pk").values_list("expires_at", flat=True)
    assert list(ends) == [NOON + HOUR, NOON + HOUR, NOON + 2 * HOUR]


def test_a_successor_lives_as_long_as_what_it_renews_was_given_for(partner):
    month = 30 * DAY
    first, _text = credentials.give(partner, "key", at=NOON, expires_at=NOON + month)

    second, _text = credentials.renew(partner, "key", at=NOON + 20 * DAY)
    third, _text = credentials.renew(partner, "key", at=NOON + 45 * DAY)

    first.refresh_from_db()
    second.refresh_from_db()
    ends = [row.expires_at - NOON for row in (first, second, third)]
    assert ends == [21 * DAY, 46 * DAY, 75 * DAY]


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_refresh_token_ends_with_the_secret_that_it_was_given_for(partner, secret, end):
    row, _text = secret
    other, _text = credentials.give(partner, "secret", at=NOON)
    texts = [
        credentials.refreshable(partner, at=NOON, credential=given)[1]
        for given in (row, other, None)
    ]
    column = {"expired": "expires_at", "revoked": "revoked_at"}[end]
    Credential.objects.filter(pk=row.pk).update(**{column: NOON + HOUR})

    def good(at):
        return [bool(credentials.find_refresh(text, dialect="uniware", at=at)) for text in texts]

    assert good(NOON + HOUR) == [False, True, True]
    assert good(NOON + HOUR - TICK) == [end == "expired", True, True]


def test_an_application_keeps_its_identifier_when_its_key_is_renewed(partner):
    credentials.give(partner, "application", at=NOON, identifier="app")

    new, text = credentials.renew(partner, "application", at=NOON)

    assert new.identifier == "app"
    assert credentials.by_application("app", text, dialect="uniware", at=NOON) == partner


def test_a_secret_that_is_revoked_ends_at_once_with_the_tokens_that_it_gave(partner, secret):
    row, text = secret
    _token, access = token_of(partner)
    _refresh, renewal = credentials.refreshable(partner, at=NOON)

    credentials.revoke(row, at=NOON)

    assert login(text) is None
    assert found(access) is None
    assert credentials.find_refresh(renewal, dialect="uniware", at=NOON) is None


def test_revoking_keeps_the_moment_of_the_first_time(partner, secret):
    row, _text = secret
    credentials.revoke(row, at=NOON)
    credentials.revoke(row, at=NOON + HOUR)

    row.refresh_from_db()
    assert row.revoked_at == NOON


def test_everything_of_one_partner_is_revoked_and_nothing_of_another(partner, secret):
    _row, text = secret
    other, told = add_partner("Other", "uniware")
    _token, access = token_of(partner)
    _token, others = token_of(other)

    credentials.revoke_everything(partner, at=NOON)

    assert (login(text), found(access)) == (None, None)
    assert found(others).partner == other
    assert login(told["password"], username="other") == other


@pytest.mark.parametrize("who", ["partner", "user"])
def test_who_is_switched_off_is_out_at_the_next_request(partner, secret, who):
    now = NOON
    _token, access = token_of(partner, at=now)
    _refresh, renewal = credentials.refreshable(partner, at=now)
    _row, key = credentials.give(partner, "key", at=now)
    switched = partner if who == "partner" else partner.user
    switched.is_active = False
    switched.save(update_fields=["is_active"])

    assert found(access) is None
    assert login(secret[1]) is None
    assert credentials.by_key(key, dialect="uniware", at=now) is None
    assert credentials.find_refresh(renewal, dialect="uniware", at=now) is None


def test_the_last_use_of_a_credential_is_written_at_most_once_a_minute(partner):
    row, text = credentials.give(partner, "key", at=NOON)
    uses = []
    for seconds in (0, 59, 60):
        credentials.by_key(text, dialect="uniware", at=NOON + timedelta(seconds=seconds))
        row.refresh_from_db()
        uses.append(row.last_used_at - NOON)

    assert uses == [timedelta(0), timedelta(0), timedelta(minutes=1)]


def test_no_login_leaves_its_words_in_the_database(partner, secret):
    row, text = secret
    login(text)
    refresh, renewal = credentials.refreshable(partner, at=NOON)
    _token, access = token_of(partner, refresh=refresh)
    _token, chosen = token_of(partner, text="11111111-2222-4333-8444-555555555555")
    _new, rotated = credentials.rotate(row, at=NOON)
    found(access)

    kept = every_word()

    assert RefreshToken.objects.get().digest in kept
    assert [t for t in (text, renewal, access, chosen, rotated) if t in kept] == []


def test_no_secret_begins_like_an_option_of_a_command(monkeypatch):
    texts = iter(["-first", "-second", "_third"])
    monkeypatch.setattr(auth.secrets, "token_urlsafe", lambda size: next(texts))

    assert auth.fresh() == "_third"
