"""Partners and what they hold: nobody sees, touches or gives more than she sees herself."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from integrations import auth, credentials
from integrations.models import AccessToken, Credential, Partner, RefreshToken
from orders.scope import EVERYTHING
from tests import factories
from tests.admin.arranged import act, list_of, page_of
from tests.admin.conftest import person
from tests.admin.partnering import RIGHTS, added, manager, typed
from tests.integrations.partners import add_partner, by_secret

pytestmark = pytest.mark.django_db

MODELS = [Partner, Credential, AccessToken, RefreshToken]


@pytest.fixture
def shop():
    return factories.channel()


@pytest.fixture
def three(shop):
    """A partner of the manager's channel, one of two channels, one of all."""
    foreign = factories.channel()
    mine, theirs = (str(row.omnitron_id) for row in (shop, foreign))
    words = {"mine": ["--channel", mine], "both": ["--channel", mine, "--channel", theirs]}
    for name in ("mine", "both", "all"):
        partner, _told = add_partner(name, "uniware", *words.get(name, []))
        now = timezone.now()
        refresh, _text = credentials.refreshable(partner, at=now)
        auth.grant(partner, rights=["read"], life=credentials.OVERLAP, at=now, refresh=refresh)
    return {partner.name: partner for partner in Partner.objects.all()}


@pytest.mark.parametrize("model", MODELS)
def test_a_manager_sees_only_partners_that_see_no_more_than_she(shop, three, model):
    client = manager(channels=[shop])

    listed = client.get(list_of(model)).context["cl"].result_list
    names = {row.name if model is Partner else row.partner.name for row in listed}

    assert names == {"mine"}
    for name, partner in three.items():
        row = partner if model is Partner else model.objects.get(partner=partner)
        assert client.get(page_of(row)).status_code == (200 if name == "mine" else 302)


@pytest.mark.parametrize(
    ("sees", "names"),
    [
        ({"every_channel": True}, {"mine", "both", "all"}),
        ({"every_channel": True, "every_location": False}, set()),
        ({"channels": []}, set()),
    ],
)
def test_who_sees_all_sees_every_partner_and_who_sees_nothing_none(three, sees, names):
    listed = manager(**sees).get(list_of(Partner)).context["cl"].result_list

    assert {row.name for row in listed} == names


def test_a_partner_of_one_store_is_for_who_sees_that_store():
    here, there = factories.location(), factories.location()
    add_partner("here", "uniware", "--facility", here.erp_code)
    add_partner("there", "uniware", "--facility", there.erp_code)
    client = manager(every_channel=True, every_location=False, locations=[here])

    listed = client.get(list_of(Partner)).context["cl"].result_list

    assert [row.name for row in listed] == ["here"]


def test_no_button_reaches_a_partner_beyond_ones_sight(shop, three):
    client = manager(channels=[shop])
    log = LogEntry.objects.count()

    for name in ("both", "all"):
        partner = three[name]
        issue = reverse("admin:integrations_partner_issue", args=[partner.pk])
        answers = [
            act(client, partner, "new-secret"),
            act(client, partner, "revoke-everything"),
            act(client, Credential.objects.get(partner=partner), "revoke"),
            act(client, AccessToken.objects.get(partner=partner), "revoke"),
            act(client, RefreshToken.objects.get(partner=partner), "revoke"),
            client.post(issue, {"rights": ["read"], "days": "7"}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6
        chosen = {"action": "revoke_many", "_selected_action": [partner.tokens.get().pk]}
        client.post(list_of(AccessToken), chosen | {"select_across": "1"})
        assert partner.tokens.get().revoked_at is None

    assert Credential.objects.count() == 3
    pressed = LogEntry.objects.order_by("pk")[log:].values_list("object_repr", flat=True)
    assert list(pressed) == [str(three["mine"].tokens.get())] * 2  # "select across": of her own


def test_a_manager_gives_a_partner_no_more_than_she_sees(shop):
    foreign = factories.channel()
    client = manager(channels=[shop])

    refused = added(client, channels=[foreign.pk], every_location="on")
    assert "channels" in refused.context["adminform"].form.errors
    assert not Partner.objects.exists()

    added(client, channels=[shop.pk], every_channel="on", every_location="on")
    partner = Partner.objects.get()
    assert (partner.channels, partner.locations) == ([shop.pk], None)

    sent = typed(client, partner)
    client.post(page_of(partner), sent | {"every_channel": "on", "channels": [shop.pk]})
    client.post(page_of(partner), sent | {"channels": [shop.pk, foreign.pk]})
    partner.refresh_from_db()
    assert partner.channels == [shop.pk]


def test_a_token_is_issued_with_the_rights_of_the_dialect_and_the_sight_of_the_partner(boss, shop):
    foreign = factories.channel()
    partner, _told = add_partner("ERP", "xstak", "--channel", str(shop.omnitron_id))
    address = reverse("admin:integrations_partner_issue", args=[partner.pk])

    for wrong in ({"rights": ["command"]}, {"rights": ["read"], "channels": [foreign.pk]}):
        boss.post(address, {"days": "7"} | wrong)
    assert not AccessToken.objects.exists()
    boss.post(address, {"rights": ["read"], "days": "7"})

    assert AccessToken.objects.get().channels == [shop.pk]


@pytest.mark.parametrize("missing", ["add_credential", "change_credential", "add_accesstoken"])
def test_each_button_asks_for_its_own_permission(shop, missing):
    partner, told = add_partner("mine", "uniware", "--channel", str(shop.omnitron_id))
    kept = [right for right in RIGHTS if not right.endswith(missing)]
    client = person("m", permissions=kept, channels=[shop], every_location=True)
    issue = reverse("admin:integrations_partner_issue", args=[partner.pk])

    answers = {
        "add_credential": act(client, partner, "new-secret").status_code,
        "add_accesstoken": client.post(issue, {"rights": ["read"], "days": "7"}).status_code,
        "change_credential": act(client, partner, "revoke-everything").status_code,
    }

    allowed = {"add_credential": 200, "add_accesstoken": 200, "change_credential": 302}
    assert answers == allowed | {missing: 403}
    if missing == "change_credential":
        now = timezone.now()
        assert by_secret("mine", told["password"], dialect="uniware", at=now)


def test_who_may_only_look_reads_a_partner_with_the_names_of_what_it_sees(shop):
    partner, _told = add_partner("mine", "uniware", "--channel", str(shop.omnitron_id))
    client = person(
        "c", permissions=["integrations.view_partner"], channels=[shop], every_location=True
    )

    html = client.get(page_of(partner)).content.decode()

    assert shop.name in html
    assert "New secret" not in html
    assert client.post(page_of(partner), {"name": "x"}).status_code == 403


def test_who_has_no_membership_sees_not_even_a_partner_that_sees_nothing():
    partner, _told = add_partner("blind", "uniware")
    Partner.objects.filter(pk=partner.pk).update(channels=[], locations=[])

    listed = manager(every_location=False).get(list_of(Partner)).context["cl"].result_list

    assert list(listed) == []
    assert list(Partner.objects.visible_to(EVERYTHING)) == [partner]
