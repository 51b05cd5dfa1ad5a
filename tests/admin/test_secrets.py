"""Secrets go into the forms and come out nowhere; forms refuse what could stop the house."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core import serializers

from integrations import auth
from integrations.models import Partner, PullCursor
from orders.models import Channel, Order
from tests import factories
from tests.admin.arranged import (
    CANARY,
    act,
    filled,
    list_of,
    message,
    page_of,
    said,
    told_channel,
    told_webhook,
)
from tests.admin.conftest import person
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db


def test_no_page_ever_shows_a_secret(boss):
    rows = [message(), told_channel(), Webhook.objects.get()]
    partner = Partner.objects.create(name="p", dialect="akinon", user=rows[2].owner)
    token, text = auth.issue(
        partner, rights=["read"], channels=None, locations=None, days=7, at=factories.NOON
    )
    rows += [partner, token, PullCursor.objects.create(channel=rows[1]), Order.objects.get()]
    pages = [page_of(row) for row in rows] + [list_of(type(row)) for row in rows] + ["/admin/"]
    pages += [page.replace("change/", "history/") for page in pages if "change/" in page]

    shown = "".join(boss.get(page, follow=True).content.decode() for page in pages)

    assert len(pages) == 22
    assert CANARY not in shown
    assert token.digest not in shown
    assert text not in shown


@pytest.mark.parametrize("make", [told_channel, told_webhook])
def test_who_may_only_look_sees_the_row_and_none_of_its_secrets(make):
    row = make()
    rights = [f"{row._meta.app_label}.view_{row._meta.model_name}"]
    clerk = person("clerk", permissions=rights, every_channel=True, every_location=True)

    answer = clerk.get(page_of(row))

    assert answer.status_code == 200
    assert (row.server if make is told_channel else row.target_url) in answer.content.decode()
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("row", [told_channel, told_webhook])
def test_a_secret_is_kept_when_its_input_is_left_empty_and_replaced_when_it_is_filled(boss, row):
    row = row()
    secret = "password"
    kept = getattr(row, secret)

    assert boss.post(page_of(row), filled(boss, row)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, secret) == kept

    assert boss.post(page_of(row), filled(boss, row) | {secret: "new one"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, secret) == "new one"


def test_a_form_that_is_wrong_does_not_repeat_the_secret_that_was_typed(boss):
    shop = told_channel()
    sent = filled(boss, shop) | {"password": "typed-just-now", "time_zone": "Mars"}

    response = boss.post(page_of(shop), sent)

    assert response.status_code == 200
    assert "typed-just-now" not in response.content.decode()
    shop.refresh_from_db()
    assert shop.password == f"{CANARY}-a"


def test_the_form_says_which_secrets_are_set(boss):
    html = boss.get(page_of(factories.channel())).content.decode()
    assert html.count("Set. Leave this empty to keep it.") == 1
    assert html.count("Not set.") == 2


def test_no_log_of_changes_holds_a_secret(boss):
    shop = told_channel()
    boss.post(page_of(shop), filled(boss, shop) | {"password": f"{CANARY}-new"})

    kept = [*LogEntry.objects.all(), *Channel.history.all()]

    assert len(kept) == 3
    assert CANARY not in serializers.serialize("json", kept)


def test_a_new_secret_of_a_webhook_leaves_the_old_one_for_its_day(boss):
    hook = told_webhook()
    boss.post(page_of(hook), filled(boss, hook) | {"secret_key": "fresh"})
    hook.refresh_from_db()
    assert (hook.secret_key, hook.previous_secret_key) == ("fresh", f"{CANARY}-d")
    assert hook.secret_rotated_at is not None


def test_a_switch_says_whether_an_address_hears_of_old_orders(boss):
    hook = told_webhook()
    hook.config = {"payload": "thin"}
    hook.save()
    boss.post(page_of(hook), filled(boss, hook) | {"backfill": "on"})
    hook.refresh_from_db()
    assert hook.config == {"payload": "thin", "backfill": True}
    sent = filled(boss, hook)
    assert sent.pop("backfill")
    boss.post(page_of(hook), sent)
    hook.refresh_from_db()
    assert hook.config == {"payload": "thin", "backfill": False}


@pytest.mark.parametrize("typed", ["[]", "{", '{"X": 1}', "words"])
def test_headers_that_are_no_object_of_texts_are_refused(boss, typed):
    hook = told_webhook()
    response = boss.post(page_of(hook), filled(boss, hook) | {"additional_headers": typed})
    assert response.status_code == 200
    hook.refresh_from_db()
    assert CANARY in hook.additional_headers


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("target_url", "ftp://erp.example.com"),
        ("target_url", "https://"),
        ("target_url", "https://[x"),
        ("target_url", "https://127.0.0.1:9000/hooks"),
        ("target_url", "https://erp.internal/hooks"),
        ("target_url", "https://user:word@erp.example.com/hooks"),
        ("target_url", "https://erp.example.com:0/hooks"),
        ("config", "[]"),
        ("retry_countdown_config", '{"choice": "never"}'),
        ("retry_countdown_config", "7"),
        ("target", "carrier pigeon"),
        ("event_type", "order.invented"),
    ],
)
def test_an_address_that_could_stop_the_relay_is_refused(boss, field, typed):
    hook = told_webhook()
    response = boss.post(page_of(hook), filled(boss, hook) | {field: typed})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    kept = getattr(Webhook.objects.get(pk=hook.pk), field)
    assert kept == getattr(hook, field)


def test_an_old_address_that_nobody_calls_can_still_be_switched_off(boss):
    hook = told_webhook()
    Webhook.objects.filter(pk=hook.pk).update(target_url="https://10.0.0.7/hooks")
    form = filled(boss, hook) | {"target_url": "https://10.0.0.7/hooks"}
    form.pop("is_active", None)

    assert boss.post(page_of(hook), form).status_code == 302
    assert not Webhook.objects.get(pk=hook.pk).is_active


def test_a_connection_that_fails_is_told_in_a_sentence_without_the_password(boss):
    shop = told_channel()
    (sentence,) = said(act(boss, shop, "test-connection"))
    assert shop.server in sentence
    assert CANARY not in sentence


def test_a_channel_of_another_hub_is_refused(boss):
    factories.channel(server="https://one.example.com/api/v1")
    other = factories.channel(server="https://one.example.com/api/i1")

    for server, status in (("https://two.example.com/api/v1", 200), ("ftp://one.example.com", 200)):
        answer = boss.post(page_of(other), filled(boss, other) | {"server": server})
        assert answer.status_code == status
    other.refresh_from_db()
    assert other.server == "https://one.example.com/api/i1"


def test_a_token_of_another_login_is_forgotten(boss):
    shop = told_channel()
    boss.post(page_of(shop), filled(boss, shop) | {"username": "somebody-else"})
    shop.refresh_from_db()
    assert shop.auth_token == ""
    assert shop.hook_secret == f"{CANARY}-c"


@pytest.mark.parametrize(
    ("make", "address"),
    [(told_channel, "server"), (told_webhook, "target_url")],
)
def test_a_secret_does_not_follow_an_address_that_leads_to_another_host(boss, make, address):
    row = make()
    before = getattr(row, address)

    answer = boss.post(page_of(row), filled(boss, row) | {address: "https://evil.example.net/x"})

    row.refresh_from_db()
    assert answer.status_code == 200
    assert "leads to another host: type this again" in answer.content.decode()
    assert (getattr(row, address), row.password) == (
        before,
        f"{CANARY}-{'a' if make is told_channel else 'f'}",
    )


def test_a_channel_that_is_saved_is_written_back_to(boss):
    channel = told_channel()

    boss.post(page_of(channel), filled(boss, channel) | {"name": "Renamed"})

    told = Webhook.objects.get(target="omnitron", channel=channel)
    assert (told.event_type, told.is_active) == ("*", True)
