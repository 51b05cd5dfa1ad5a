"""How a partner stands, and what it holds: said on its page and in the lists."""

import re

import pytest
from django.utils import timezone

from integrations import auth, credentials
from integrations.models import AccessToken, Credential, Partner, RefreshToken
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.partnering import added
from tests.integrations.partners import add_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


SEES = [
    ({}, "Our ERP sees no channel and no location: it sees nothing at all until some are chosen."),
    ({"every_channel": "on"}, "Our ERP sees no location: it sees nothing at all until some are"),
    ({"every_channel": "on", "every_location": "on"}, None),
]


@pytest.mark.parametrize(("chosen", "warning"), SEES)
def test_who_sees_nothing_is_said_to_when_it_is_made_on_its_page_and_in_the_list(
    boss, chosen, warning
):
    answers = [added(boss, **chosen), boss.get(page_of(Partner.objects.get()))]

    for answer in answers:
        shown_to_her = re.findall(r'<div class="oms-warning">([^<]+)', answer.content.decode())
        assert [text[: len(warning or "")] for text in shown_to_her] == ([warning] * bool(warning))
    told = "nothing" if "every_channel" not in chosen else "all"
    html = boss.get(list_of(Partner)).content.decode()
    assert re.findall(r"field-channels_seen[^>]*>([^<]+)<", html) == [told]


def test_the_list_names_what_a_partner_sees(boss, shop):
    here = factories.location(name="Delhi")
    second = factories.channel(name="Second")
    words = ["--channel", str(second.omnitron_id), "--facility", here.erp_code]
    add_partner("a", "uniware", *words)
    add_partner("b", "uniware", "--channel", str(shop.omnitron_id), *words[:2])
    add_partner("c", "uniware")

    html = boss.get(list_of(Partner)).content.decode()

    channels = re.findall(r"field-channels_seen[^>]*>([^<]+)<", html)
    assert channels == ["Second", f"{shop}, Second", "all"]
    assert re.findall(r"field-locations_seen[^>]*>([^<]+)<", html) == [str(here), "all", "all"]


def test_a_refresh_token_is_told_to_have_ended_with_its_secret(boss):
    partner, _told = add_partner("ERP", "uniware")
    now = timezone.now()
    secret = partner.credentials.get()
    refresh, _text = credentials.refreshable(partner, at=now, credential=secret)
    assert ">good<" in boss.get(page_of(refresh)).content.decode()

    Credential.objects.update(expires_at=now)

    assert ">expired<" in boss.get(page_of(refresh)).content.decode()
    assert ">expired<" in boss.get(list_of(RefreshToken)).content.decode()


def test_the_state_of_a_token_is_told_with_its_partners(boss):
    partner, _told = add_partner("ERP", "uniware")
    now = timezone.now()
    hour = credentials.OVERLAP / 24
    for begun, life in ((0, 1), (0.9, 1), (2, 1), (0, 100)):
        auth.grant(partner, rights=["read"], life=hour * life, at=now - hour * begun)

    def states():
        html = boss.get(list_of(AccessToken)).content.decode()
        return re.findall(r'oms-badge oms-\w+">([^<]+)<', html)

    assert states() == ["good", "expired", "expiring", "good"]
    partner.is_active = False
    partner.save()
    assert states() == ["partner is off", "expired", "partner is off", "partner is off"]
