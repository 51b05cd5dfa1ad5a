"""Partners in the back office: made, shown once, renewed and revoked at once."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from integrations import auth, credentials
from integrations.models import Credential, Partner
from tests import factories
from tests.admin.arranged import act, list_of, page_of, said
from tests.admin.partnering import added, shown, typed
from tests.integrations.partners import TOLD, add_partner, by_secret, every_word

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


@pytest.mark.parametrize("dialect", TOLD)
def test_a_partner_is_made_and_told_once_what_it_logs_in_with(boss, shop, dialect):
    answer = added(boss, dialect=dialect, channels=[shop.pk], every_location="on")

    told = shown(answer)
    partner = Partner.objects.get()
    assert list(told) == TOLD[dialect]
    assert (partner.channels, partner.locations) == ([shop.pk], None)
    name, secret = list(told.values())[:2]
    assert by_secret(name, secret, dialect=dialect, at=timezone.now()) == partner
    assert "no-store" in answer["Cache-Control"]
    assert secret not in boss.get(page_of(partner)).content.decode()


def test_a_partner_of_the_native_api_is_made_with_nothing_to_tell_and_then_has_tokens(boss):
    assert added(boss, name="BI", dialect="akinon", every_channel="on").status_code == 302

    partner = Partner.objects.get()
    assert (partner.channels, partner.locations, partner.username) == (None, [], None)
    address = reverse("admin:integrations_partner_issue", args=[partner.pk])
    told = shown(boss.post(address, {"rights": ["pull"], "days": "7"}))
    token = auth.find(told["token"], dialect=auth.AKINON, at=timezone.now())
    assert (token.rights, token.scope) == (["pull"], partner.scope)


def test_neither_making_nor_renewing_leaves_a_secret_behind(boss, shop):
    texts = list(shown(added(boss, dialect="vijaysales", channels=[shop.pk])).items())
    partner = Partner.objects.get()
    for kind in ("secret", "key", "application"):
        texts += shown(act(boss, partner, f"new-{kind}")).items()
    address = reverse("admin:integrations_partner_issue", args=[partner.pk])
    texts += shown(boss.post(address, {"rights": ["read"], "days": "7"})).items()

    kept = every_word()
    pages = [page_of(partner), page_of(partner).replace("change/", "history/")]
    pages += [page_of(row) for row in Credential.objects.all()] + [list_of(Credential)]
    read = "".join(boss.get(page).content.decode() for page in pages)
    session = Session.objects.get().get_decoded()

    secrets = [text for name, text in texts if name not in ("username", "applicationId")]
    assert len(secrets) == 7
    assert [text for text in secrets if text in kept + read + str(session)] == []


def test_a_new_secret_is_shown_in_the_words_of_the_dialect_and_the_old_one_lives_a_day(boss):
    partner, told = add_partner("ERP", "xstak")

    answer = act(boss, partner, "new-secret")

    new = shown(answer)
    assert list(new) == ["clientSecret"]
    now = timezone.now()
    for text in (told["clientSecret"], new["clientSecret"]):
        assert by_secret("erp", text, dialect="xstak", at=now) == partner
    page = boss.get(page_of(partner)).content.decode()
    assert page.count(">expiring<") == 1
    assert page.count(">good<") == 1


def test_a_dialect_offers_and_takes_only_what_it_knows(boss):
    partner, _told = add_partner("ERP", "xstak")

    page = boss.get(page_of(partner)).content.decode()

    titles = re.findall("<h2>([A-Za-z ]+), the latest", page)
    assert titles == ["Credentials", "Tokens"]  # and no refresh tokens, which it has never had
    assert re.findall(r'data-act="([a-z-]+)"', page) == ["new-secret", "revoke-everything"]
    assert re.findall(r'<details class="oms-aside oms-apart" data-act="([a-z-]+)"', page) == [
        "revoke-everything"
    ]
    (warned,) = re.findall(r'<p class="oms-error">([^<]+)</p>', page)
    assert warned == "It is locked out at its next request, and so is every client that it runs."
    assert act(boss, partner, "new-key").status_code == 404
    assert Credential.objects.count() == 1


def test_revoking_everything_locks_a_partner_out_at_the_next_request(boss):
    partner, told = add_partner("ERP", "uniware")
    now = timezone.now()
    refresh, renewal = credentials.refreshable(partner, at=now)
    _token, text = auth.grant(
        partner, rights=["read"], life=credentials.OVERLAP, at=now, refresh=refresh
    )
    assert auth.find(text, dialect="uniware", at=now)

    act(boss, partner, "revoke-everything")

    assert auth.find(text, dialect="uniware", at=now) is None
    assert credentials.find_refresh(renewal, dialect="uniware", at=now) is None
    assert by_secret("erp", told["password"], dialect="uniware", at=now) is None


def test_a_new_secret_says_whether_an_older_one_is_still_good(boss):
    partner, _told = add_partner("ERP", "uniware")

    assert act(boss, partner, "new-secret").context["title"] == (
        "New for ERP, the old one is good for a day at most"
    )
    revoked = act(boss, partner, "revoke-everything")
    assert said(revoked) == [
        "ERP is locked out: nothing that it holds is good. What is new from now on lets it in."
    ]
    assert act(boss, partner, "new-secret").context["title"] == (
        "New for ERP, and nothing older is good"
    )


def test_each_of_a_partners_things_is_revoked_by_its_own_button(boss):
    partner, told = add_partner("ERP", "uniware")
    now = timezone.now()
    refresh, _text = credentials.refreshable(partner, at=now)
    life = credentials.OVERLAP
    token, _t = auth.grant(partner, rights=["read"], life=life, at=now, refresh=refresh)
    alone, text = auth.grant(partner, rights=["read"], life=life, at=now)

    act(boss, refresh, "revoke")
    assert ">revoked<" in boss.get(page_of(token)).content.decode()
    assert ">good<" in boss.get(page_of(alone)).content.decode()
    act(boss, Credential.objects.get(), "revoke")

    assert auth.find(text, dialect="uniware", at=now) is None
    assert ">revoked<" in boss.get(list_of(Credential)).content.decode()


def test_a_partner_is_edited_and_keeps_what_was_given_at_the_beginning(boss, shop):
    partner, _told = add_partner("ERP", "xstak")
    sent = typed(boss, partner)
    changed = {
        "channels": [shop.pk], "routes_off": "orders\r\nstock orders",
        "requests_per_minute": "60", "time_zone": "Asia/Karachi", "dialect": "uniware",
        "username": "other", "company_code": "other",
    }  # fmt: skip
    del sent["every_channel"]

    assert boss.post(page_of(partner), sent | changed).status_code == 302

    was = (partner.username, partner.company_code, partner.user)
    partner.refresh_from_db()
    assert (partner.channels, partner.locations) == ([shop.pk], None)
    assert (partner.routes_off, partner.requests_per_minute) == (["orders", "stock"], 60)
    assert (partner.time_zone, partner.dialect) == ("Asia/Karachi", "xstak")
    assert (partner.username, partner.company_code, partner.user) == was


def test_saving_a_partner_unchanged_changes_nothing(boss, shop):
    here = factories.location()
    words = ["--channel", str(shop.omnitron_id), "--facility", here.erp_code]
    for partner in (add_partner("a", "uniware")[0], add_partner("b", "uniware", *words)[0]):
        before = Partner.objects.filter(pk=partner.pk).values().get()
        assert boss.post(page_of(partner), typed(boss, partner)).status_code == 302
        after = Partner.objects.filter(pk=partner.pk).values().get()
        assert after | {"modified_date": None} == before | {"modified_date": None}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"dialect": "klingon"}, "dialect"),
        ({"dialect": "vijaysales", "every_channel": "on"}, "channels"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"requests_per_minute": "0"}, "requests_per_minute"),
        ({"name": ""}, "name"),
        ({"name": "taken"}, "name"),
        ({"channels": ["999999"]}, "channels"),
    ],
)
def test_what_makes_no_partner_is_said_on_the_form_and_nothing_is_made(boss, sent, field):
    add_partner("taken", "uniware")

    answer = added(boss, **sent)

    assert field in answer.context["adminform"].form.errors
    assert Partner.objects.count() == Credential.objects.count() == 1
