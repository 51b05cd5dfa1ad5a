"""Partners, tokens and staff: who may let whom in."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from integrations import auth
from integrations.models import AccessToken, Partner
from tests import factories
from tests.admin.arranged import act, page_of
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db


def test_a_token_is_shown_once_works_and_stops_when_it_is_revoked(boss):
    partner = Partner.objects.create(
        name="BI", dialect="akinon", user=User.objects.create_user("bi")
    )
    address = reverse("admin:integrations_partner_issue", args=[partner.pk])
    shop = factories.channel()

    sent = {"rights": ["read", "pull"], "channels": [shop.pk], "days": "30"}
    html = boss.post(address, sent).content.decode()
    text = html.split('id="token">')[1].split("<")[0]
    token = AccessToken.objects.get()

    assert (token.rights, token.channels, token.locations) == (["pull", "read"], [shop.pk], None)
    assert auth.find(text, dialect=auth.AKINON, at=token.created_date) == token
    assert text not in boss.get(page_of(token)).content.decode()
    act(boss, token, "revoke")
    assert auth.find(text, dialect=auth.AKINON, at=token.created_date) is None
    assert [entry.change_message for entry in LogEntry.objects.order_by("-pk")][:2] == [
        "Revoke",
        f"Issued the token {token.prefix}…",
    ]


def test_who_sees_one_channel_cannot_issue_a_token_for_all():
    mine, foreign = factories.channel(), factories.channel()
    partner = Partner.objects.create(
        name="BI", dialect="akinon", user=User.objects.create_user("bi"), channels=[mine.pk]
    )
    rights = ["integrations.add_accesstoken", "integrations.view_partner"]
    manager = person("m", permissions=rights, channels=[mine], every_location=True)
    address = reverse("admin:integrations_partner_issue", args=[partner.pk])

    refused = manager.post(address, {"rights": ["read"], "channels": [foreign.pk], "days": "7"})
    manager.post(address, {"rights": ["read"], "days": "7"})

    assert "is not one of the available choices" in refused.content.decode()
    assert AccessToken.objects.get().channels == [mine.pk]


def test_a_manager_can_neither_make_a_superuser_nor_touch_one(boss):
    rights = ["auth.view_user", "auth.change_user"]
    manager = person("m", permissions=rights, every_channel=True, every_location=True)
    clerk = User.objects.create_user("clerk", is_staff=True)
    chief = User.objects.get(username="boss")

    sent = {"username": "clerk", "first_name": "Ada", "is_active": "on", "is_staff": "on"}
    joined = {"date_joined_0": "2026-11-21", "date_joined_1": "10:00"}
    saved = manager.post(page_of(clerk), sent | joined | {"is_superuser": "on"})
    manager.post(page_of(chief), {"username": "gone"})
    address = reverse("admin:auth_user_password_change", args=[chief.pk])
    refused = manager.post(address, {"password1": "a-new-one-9", "password2": "a-new-one-9"})

    assert refused.status_code == 403
    clerk.refresh_from_db()
    chief.refresh_from_db()
    assert (saved.status_code, clerk.first_name, clerk.is_superuser) == (302, "Ada", False)
    assert chief.username == "boss"
