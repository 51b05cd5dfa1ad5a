"""Webhooks over the API: registered, changed, retired, and never told on."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from tests import factories
from tests.webhooks.asking import Integrator
from webhooks import targets
from webhooks.event_types import REGISTRY
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db

HOOKS = "/whisperer/hooks/"
URL = "https://hooks.example.com/oms"
HOOK = {"target_url": URL, "event_type": "package.status.shipped"}


@pytest.fixture
def ada(client):
    return Integrator(client)


def test_a_webhook_is_registered_and_shown_without_its_secrets(ada):
    plan = {"choice": "linear", "kwargs": {"base": 30, "limit": 600}}
    login = {"auth_type": "basic", "username": "oms", "password": "canary-1"}
    answer = ada.send("post", HOOKS, HOOK | {
        "secret_key": "canary-2",
        "retry_countdown_config": plan,
        "additional_headers": {"X-Key": "canary-3"},
        "config": {"auth": login, "payload": "thin"},
    })  # fmt: skip

    shown, webhook = answer.json(), Webhook.objects.get()
    assert answer.status_code == 201
    dates = {shown.pop(name)[-1] for name in ("created_date", "modified_date")}
    assert dates == {"Z"}
    assert shown == HOOK | {
        "id": webhook.pk,
        "target": "standard",
        "is_active": True,
        "retry_countdown_config": plan,
        "config": {"auth": login | {"password": "********"}, "payload": "thin"},
        "additional_headers": {"X-Key": "********"},
    }
    assert (webhook.owner, webhook.secret_key, webhook.channel) == (ada.user, "canary-2", None)
    assert (webhook.username, webhook.password) == ("oms", "canary-1")
    assert targets.additional_headers(webhook) == {"X-Key": "canary-3"}
    assert "canary" not in json.dumps(webhook.config)
    for answer in (ada.get(HOOKS), ada.get(f"{HOOKS}{webhook.pk}/")):
        assert b"canary" not in answer.content


def test_a_login_that_stands_in_the_config_of_a_row_is_not_shown(ada):
    login = {"username": "u", "password": "canary"}
    Webhook.objects.create(owner=ada.user, **HOOK, config={"auth": login, "payload": "full"})

    (shown,) = ada.get(HOOKS).json()["results"]

    assert shown["config"] == {"payload": "full"}


def test_what_was_shown_can_be_sent_back_and_changes_no_secret(ada):
    login = {"auth_type": "basic", "username": "oms", "password": "p"}
    body = HOOK | {"additional_headers": {"X-Key": "k"}, "config": {"auth": login}}
    shown = ada.send("post", HOOKS, body | {"secret_key": "s"}).json()

    answer = ada.send("put", f"{HOOKS}{shown['id']}/", shown)

    webhook = Webhook.objects.get()
    assert answer.status_code == 200
    assert (webhook.secret_key, webhook.username, webhook.password) == ("s", "oms", "p")
    assert targets.additional_headers(webhook) == {"X-Key": "k"}
    assert webhook.previous_secret_key == ""


def test_the_same_url_and_type_is_406_until_it_is_retired(ada):
    first = ada.send("post", HOOKS, HOOK).json()

    again = ada.send("post", HOOKS, HOOK)
    assert again.status_code == 406
    assert again.json()["code"] == "webhook_100_2"
    assert Webhook.objects.count() == 1

    assert ada.send("delete", f"{HOOKS}{first['id']}/").status_code == 204
    assert ada.send("post", HOOKS, HOOK).status_code == 201
    on = Webhook.objects.order_by("pk").values_list("is_active", flat=True)
    assert list(on) == [False, True]
    assert ada.send("patch", f"{HOOKS}{first['id']}/", {"is_active": True}).status_code == 406


def test_a_new_secret_leaves_the_old_one_valid_for_its_day(ada):
    pk = ada.send("post", HOOKS, HOOK | {"secret_key": "old"}).json()["id"]

    answer = ada.send("patch", f"{HOOKS}{pk}/", {"secret_key": "new"})

    webhook = Webhook.objects.get()
    assert answer.status_code == 200
    assert (webhook.secret_key, webhook.previous_secret_key) == ("new", "old")
    assert webhook.modified_date - webhook.secret_rotated_at < timedelta(minutes=1)
    ada.send("patch", f"{HOOKS}{pk}/", {"secret_key": None})
    webhook.refresh_from_db()
    assert (webhook.secret_key, webhook.previous_secret_key) == ("", "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"callback": "os.system"}, "callback"),
        ({"target": "pos"}, "target"),
        ({"target_url": "http://hooks.example.com/"}, "target_url"),
        ({"target_url": "https://127.1/"}, "target_url"),
        ({"target_url": 7}, "target_url"),
        ({"event_type": "*"}, "event_type"),
        ({"event_type": ["order.created"]}, "event_type"),
        ({"secret_key": "a" * 125}, "secret_key"),
        ({"is_active": None}, "is_active"),
        ({"retry_countdown_config": []}, "retry_countdown_config"),
        ({"retry_countdown_config": {"choice": "never", "kwargs": {}}}, "retry_countdown_config"),
        ({"retry_countdown_config": {"choice": ["fixed"], "kwargs": {}}}, "retry_countdown_config"),
        ({"additional_headers": {"Host": "a.example"}}, "additional_headers"),
        ({"additional_headers": {"X": "a\r\nY: b"}}, "additional_headers"),
        ({"additional_headers": {"X": 1}}, "additional_headers"),
        ({"additional_headers": {"X": "1", "x": "2"}}, "additional_headers"),
        ({"additional_headers": [1]}, "additional_headers"),
        ({"config": {"chanel": 1}}, "config"),
        ({"config": {"channel": "1"}}, "config"),
        ({"config": {"channel": True}}, "config"),
        ({"config": {"channel": 1.5}}, "config"),
        ({"config": {"payload": "fat"}}, "config"),
        ({"config": {"backfill": "yes"}}, "config"),
        ({"config": {"auth": {"auth_type": "basic", "username": "u"}}}, "config"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_named_and_nothing_is_stored(ada, wrong, field):
    answer = ada.send("post", HOOKS, HOOK | wrong)

    assert answer.status_code == 400
    assert set(answer.json()) == {field, "code"}
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("choice", "kwargs", "fit"),
    [
        ("fixed", {"seconds": 60}, True),
        ("fixed", {"seconds": 0}, False),
        ("fixed", {"seconds": 1.5}, False),
        ("fixed", {"seconds": True}, False),
        ("fixed", {}, False),
        ("linear", {"base": 5}, True),
        ("linear", {"base": 5, "limit": 60}, True),
        ("linear", {"base": 5, "factor": 2}, False),
        ("exponential", {"base": 2, "factor": 3, "limit": 60}, True),
        ("exponential", {"limit": 60}, False),
        ("random", {"min_value": 1, "max_value": 2}, True),
        ("random", {"min_value": 2, "max_value": 2}, False),
    ],
)
def test_a_plan_has_the_numbers_of_its_choice(ada, choice, kwargs, fit):
    plan = {"choice": choice, "kwargs": kwargs}

    answer = ada.send("post", HOOKS, HOOK | {"retry_countdown_config": plan})

    assert answer.status_code == (201 if fit else 400)


def test_an_owner_sees_only_their_own_and_a_superuser_all(client, ada):
    mine = ada.send("post", HOOKS, HOOK).json()["id"]
    bob = Integrator(client, "bob")
    theirs = bob.send("post", HOOKS, HOOK).json()["id"]

    assert [row["id"] for row in ada.get(HOOKS).json()["results"]] == [mine]
    foreign, missing = ada.get(f"{HOOKS}{theirs}/"), ada.get(f"{HOOKS}987654/")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    for method in ("put", "patch", "delete"):
        assert ada.send(method, f"{HOOKS}{theirs}/", HOOK).status_code == 404
    assert Webhook.objects.get(pk=theirs).is_active

    get_user_model().objects.filter(username="bob").update(is_superuser=True)
    assert bob.get(HOOKS).json()["count"] == 2


def test_a_token_of_one_channel_is_told_of_that_one_only(client):
    shop, other = factories.channel(), factories.channel()
    ada = Integrator(client, channels=[shop.pk])

    pk = ada.send("post", HOOKS, HOOK).json()["id"]

    assert Webhook.objects.get(pk=pk).channel == shop
    foreign = {"config": {"channel": other.omnitron_id}}
    assert ada.send("patch", f"{HOOKS}{pk}/", foreign).status_code == 400
    assert Webhook.objects.get(pk=pk).config == {}
    assert Integrator(client, channels=[other.pk]).get(HOOKS).json()["count"] == 0


def test_a_token_of_two_channels_says_which(client):
    shop, other = factories.channel(), factories.channel()
    ada = Integrator(client, channels=[shop.pk, other.pk])

    assert set(ada.send("post", HOOKS, HOOK).json()) == {"config", "code"}
    body = HOOK | {"config": {"channel": other.omnitron_id}}
    assert ada.send("post", HOOKS, body).status_code == 201

    assert Webhook.objects.get().channel == other


def test_a_token_of_some_locations_registers_nothing(client):
    here = factories.location()
    ada = Integrator(client, locations=[here.pk])

    assert ada.send("post", HOOKS, HOOK).status_code == 403
    assert not Webhook.objects.exists()


def test_filters_registry_and_unknown_paths_speak_json(client, ada):
    pk = ada.send("post", HOOKS, HOOK).json()["id"]
    ada.send("post", HOOKS, HOOK | {"event_type": "order.created", "is_active": False})

    def found(**query):
        return [row["id"] for row in ada.get(HOOKS, **query).json()["results"]]

    assert found(is_active="true") == found(event_type=HOOK["event_type"]) == [pk]
    assert len(found(target_url=URL)) == 2
    for query in ({"is_active": "maybe"}, {"urls": "1"}, {"limit": "0"}):
        assert ada.get(HOOKS, **query).status_code == 400
    assert ada.get(f"{HOOKS}registry/").json() == list(REGISTRY)
    assert ada.get("/whisperer/nothing/").json() == {"detail": "Not found.", "code": "not_found"}
    assert client.get(HOOKS).status_code == 401


def test_only_the_right_to_hooks_opens_the_door(client):
    reader = Integrator(client, rights=["read", "command", "pull"])

    for path in (HOOKS, f"{HOOKS}registry/", "/whisperer/hook_events/"):
        assert reader.get(path).status_code == 403
    assert reader.send("post", HOOKS, HOOK).status_code == 403
    assert not Webhook.objects.exists()
