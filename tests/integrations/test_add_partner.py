"""add_partner: who may come in, told once; whatever is not known makes nobody."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations import auth, credentials, enrolment
from integrations.models import AccessToken, Credential, Partner
from orders.scope import Scope
from tests import factories
from tests.integrations.partners import TOLD, add_partner, by_secret, every_word

pytestmark = pytest.mark.django_db

SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@pytest.fixture
def shop():
    return factories.channel(omnitron_id=7)


@pytest.mark.parametrize("dialect", TOLD)
def test_a_partner_is_told_what_its_dialect_asks_for_once_and_in_its_words(dialect, shop):
    partner, told = add_partner("Our ERP", dialect, "--channel", "7")

    assert list(told) == TOLD[dialect]
    assert all(SAFE.fullmatch(text) for text in told.values())
    assert (partner.dialect, partner.channels, partner.locations) == (dialect, [shop.pk], None)
    assert partner.username == next(iter(told.values())) == "our-erp"
    assert not partner.user.has_usable_password()
    assert not partner.user.is_staff


def test_each_login_works_in_its_own_words(shop):
    now = timezone.now()
    uniware, first = add_partner("one", "uniware")
    xstak, second = add_partner("two", "xstak")
    vs, third = add_partner("three", "vijaysales", "--channel", "7")

    def login(told, dialect):
        name, secret = list(told.values())[:2]
        return by_secret(name, secret, dialect=dialect, at=now)

    assert login(first, "uniware") == uniware
    assert login(second, "xstak") == xstak
    assert login(third, "vijaysales") == vs
    assert re.fullmatch(r"[0-9a-f]{16}", second["companyCode"])
    assert xstak.company_code == second["companyCode"]
    assert credentials.by_key(third["partnerKey"], dialect="vijaysales", at=now) == vs
    application = third["applicationId"], third["restApiKey"]
    assert credentials.by_application(*application, dialect="vijaysales", at=now) == vs


def test_channels_and_facilities_are_named_as_people_name_them(shop):
    pune = factories.location(erp_code="PUNE")
    factories.location(erp_code="DELHI")
    factories.channel()

    partner, _told = add_partner("one", "uniware", "--channel", "7", "--facility", "PUNE")

    assert partner.scope == Scope(frozenset({shop.pk}), frozenset({pune.pk}))


def test_nothing_of_what_was_told_is_kept(shop):
    said = [add_partner(dialect, dialect, "--channel", "7")[1] for dialect in TOLD]

    kept = every_word()

    names = {"username", "clientId", "companyCode", "applicationId"}
    secrets = [text for told in said for name, text in told.items() if name not in names]
    assert len(secrets) == 5
    assert [text for text in secrets if text in kept] == []
    assert said[1]["companyCode"] in kept  # the words do come from the tables


def test_credentials_may_be_given_for_some_days(shop):
    _partner, told = add_partner("one", "uniware", "--days", "30")
    (made,) = Credential.objects.all()

    assert made.expires_at - made.created_date == timedelta(days=30)
    for at, found in (
        (made.expires_at - timedelta(microseconds=1), True),
        (made.expires_at, False),
    ):
        login = by_secret("one", told["password"], dialect="uniware", at=at)
        assert (login is not None) is found


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Büro Köln & Co.", "buro-koln-co"), ("ローマ", "partner"), ("x" * 128, "x" * 100)],
)
def test_a_username_is_safe_whatever_the_name_is(name, handle):
    assert add_partner(name, "uniware")[1]["username"] == handle


def test_a_username_that_somebody_has_is_not_taken_over():
    get_user_model().objects.create_superuser("erp")
    Partner.objects.create(
        name="other", dialect="xstak", user=get_user_model().objects.create(), username="erp-2"
    )

    partner, told = add_partner("ERP", "uniware")

    assert (told["username"], partner.user.username) == ("erp-3", "erp-3")
    assert not partner.user.is_superuser


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("x", ["uniware", "--channel", "5"], r"^No channel 5\. Channels: 7\.$"),
        ("x", ["uniware", "--facility", "GOA"], r"^No facility GOA\. Facilities: S\d+\.$"),
        ("x", ["klingon"], r"^No dialect klingon\. Dialects: akinon, uniware, xstak, vijaysales"),
        ("x", ["akinon"], r"^A partner that speaks akinon has tokens only: issue_token makes one"),
        ("x", ["vijaysales"], "needs a channel to order on"),
        ("x", ["uniware", "--days", "366"], "1 to 365 days"),
        ("x", ["uniware", "--days", "0"], "1 to 365 days"),
        ("taken", ["uniware"], r"^There is a partner taken already\.$"),
        ("a\nb", ["uniware"], "A name has 1 to 128 letters"),
        (" x", ["uniware"], "no space around them"),
        ("", ["uniware"], "A name has 1 to 128 letters"),
        ("x" * 129, ["uniware"], "A name has 1 to 128 letters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_makes_nobody(name, words, sentence, shop):
    add_partner("taken", "xstak")

    with pytest.raises(CommandError, match=sentence):
        call_command("add_partner", name, "--dialect", *words)

    assert [partner.name for partner in Partner.objects.all()] == ["taken"]
    assert (Credential.objects.count(), get_user_model().objects.count()) == (1, 1)


def test_a_token_of_a_partner_has_a_right_of_its_dialect_only(shop):
    partner, _told = add_partner("one", "xstak")

    with pytest.raises(CommandError, match=r"No right command\. Rights: read\."):
        call_command("issue_token", "one", "--dialect", "xstak", "--right", "command")

    assert not AccessToken.objects.filter(partner=partner).exists()


def test_issue_token_makes_no_partner_that_could_not_log_in(db):
    with pytest.raises(CommandError, match="add_partner makes one"):
        call_command("issue_token", "new", "--dialect", "uniware")

    assert not Partner.objects.exists()


def test_issue_token_takes_facilities_too():
    pune = factories.location(erp_code="PUNE")

    call_command("issue_token", "bi", "--dialect", auth.AKINON, "--facility", "PUNE")

    assert AccessToken.objects.get().locations == [pune.pk]


def test_two_who_take_the_same_name_at_once_are_told_apart_in_a_sentence(monkeypatch):
    add_partner("ERP", "uniware")
    monkeypatch.setattr(enrolment, "_is_taken", lambda handle: False)  # both look, then both write

    with pytest.raises(CommandError, match=r"^erp was made by somebody else at the same moment\.$"):
        call_command("add_partner", "erp", "--dialect", "uniware")

    assert (Partner.objects.count(), Credential.objects.count()) == (1, 1)
