"""Nobody reaches further through other people, or through an address, than she sees herself."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests import factories
from tests.admin.conftest import person
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db

ADD = "/admin/webhooks/webhook/add/"
RIGHTS = ["webhooks.view_webhook", "webhooks.add_webhook", "webhooks.change_webhook"]


def address(**typed):
    """Return what the form of a new address sends."""
    owner = User.objects.get_or_create(username="owner")[0]
    told = {"target": "standard", "event_type": "order.created", "owner": owner.pk}
    place = {"target_url": "https://erp.example.com/hooks", "is_active": "on"}
    return told | place | {"config": "{}", "retry_countdown_config": "null", **typed}


def test_who_sees_one_channel_cannot_have_an_address_told_of_all():
    mine = factories.channel()
    manager = person("m", permissions=RIGHTS, channels=[mine], every_location=True)

    refused = manager.post(ADD, address())
    assert "This field is required." in refused.content.decode()
    assert not Webhook.objects.exists()

    manager.post(ADD, address(channel=mine.pk))
    assert Webhook.objects.get().channel == mine


def test_who_sees_everything_may_have_an_address_told_of_all():
    manager = person("m", permissions=RIGHTS, every_channel=True, every_location=True)

    manager.post(ADD, address())

    assert Webhook.objects.get().channel is None


def test_who_sees_one_store_adds_and_changes_no_address():
    here = factories.location()
    manager = person("m", permissions=RIGHTS, every_channel=True, locations=[here])
    told = Webhook.objects.create(
        owner=User.objects.create_user("owner"),
        target_url="https://erp.example.com/hooks",
        event_type="order.created",
    )

    page = reverse("admin:webhooks_webhook_change", args=[told.pk])
    answers = [manager.post(ADD, address()), manager.post(page, address(target_url="https://x.y"))]

    assert [answer.status_code for answer in answers] == [403, 403]
    told.refresh_from_db()
    assert (told.target_url, Webhook.objects.count()) == ("https://erp.example.com/hooks", 1)


def test_who_sees_one_channel_cannot_become_somebody_who_sees_all():
    rights = ["auth.view_user", "auth.change_user"]
    manager = person("m", permissions=rights, channels=[factories.channel()], every_location=True)
    other = User.objects.create_user("other", password="the-old-one-9", is_staff=True)

    page = reverse("admin:auth_user_password_change", args=[other.pk])
    refused = manager.post(page, {"password1": "a-new-one-9", "password2": "a-new-one-9"})

    other.refresh_from_db()
    assert (refused.status_code, other.check_password("the-old-one-9")) == (403, True)
