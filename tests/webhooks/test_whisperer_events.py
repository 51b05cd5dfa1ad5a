"""Messages over the API: looked at, tried again, sent again, told on request."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from orders.feed.numbering import number
from orders.workflow import PackageStatus
from tests import factories
from tests.webhooks.asking import Integrator
from webhooks import delivery
from webhooks.models import WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db

EVENTS = "/whisperer/hook_events/"
PUBLISH = "/api/v1/oms/oms_hook_events/publish-event/"
RESEND = "/api/v1/oms/oms_hook_events/resend-event/"


@pytest.fixture
def ada(client):
    return Integrator(client)


@pytest.fixture
def message(webhook, told):
    """A message to Ada about a shipped package, not yet sent."""
    webhook(owner="ada")
    factories.package(state=PackageStatus.SHIPPED)
    (only,) = told()
    return only


def _deliver(message):
    message.refresh_from_db()
    delivery.deliver(message.pk, now=message.next_attempt_at)
    message.refresh_from_db()
    return message


def _retry(who, message, **body):
    return who.send("post", f"{EVENTS}{message.pk}/retry/", body)


def test_messages_are_shown_to_the_owner_of_their_webhook_alone(client, ada, message):
    bob = Integrator(client, "bob")

    (shown,) = ada.get(EVENTS).json()["results"]

    assert shown == ada.get(f"{EVENTS}{message.pk}/").json()
    assert shown["uuid"] == str(message.uuid)
    assert shown["request_payload"] == json.loads(bytes(message.body))
    assert bob.get(EVENTS).json()["count"] == 0
    missing = bob.get(f"{EVENTS}987654/")
    assert bob.get(f"{EVENTS}{message.pk}/").content == missing.content
    assert _retry(bob, message, force=True).status_code == 404
    assert bob.send("post", RESEND, {"event": str(message.uuid)}).status_code == 404
    message.refresh_from_db()
    assert (message.attempts, message.ledger.count()) == (0, 0)


def test_a_token_of_another_channel_sees_no_message_of_the_same_owner(client, message):
    message.webhook.channel = message.order.channel
    message.webhook.save()
    other = Integrator(client, channels=[factories.channel().pk])
    same = Integrator(client, channels=[message.order.channel_id])

    assert (other.get(EVENTS).json()["count"], same.get(EVENTS).json()["count"]) == (0, 1)


def test_filters_of_messages(ada, message, answers):
    answers(200)
    stamp = message.created_date.isoformat()
    later = (message.created_date + timedelta(seconds=1)).isoformat()

    def count(**query):
        return ada.get(EVENTS, **query).json()["count"]

    assert (count(delivered="true"), count(delivered="false")) == (0, 1)
    _deliver(message)
    assert (count(delivered="true"), count(delivered="false")) == (1, 0)
    assert (count(uuid=str(message.uuid)), count(uuid=message.uuid.hex)) == (1, 1)
    assert (count(response_http_status="200"), count(response_http_status="500")) == (1, 0)
    assert (count(object_id=message.object_id), count(object_id="0")) == (1, 0)
    assert (count(webhook=message.webhook_id), count(webhook="0")) == (1, 0)
    assert (count(content_type=message.content_type_id), count(content_type="0")) == (1, 0)
    assert (count(event_type=message.event_type), count(event_type="order.created")) == (1, 0)
    assert (count(created_date=stamp), count(created_date=later)) == (1, 0)
    assert (count(created_date__gte=stamp), count(created_date__lt=stamp)) == (1, 0)
    for query in ({"uuid": "x"}, {"delivered": "yes"}, {"retry": "1"}):
        assert ada.get(EVENTS, **query).status_code == 400


def test_a_retry_makes_one_attempt_and_says_what_came_of_it(ada, message, answers, seen):
    answers(500, 200, response_data="taken")
    _deliver(message)

    answer = _retry(ada, message, force=True)

    message.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json() == {
        "detail": "The message was delivered.",
        "response_status": 200,
        "response_content": "taken",
        "response_time": str(message.response_time).zfill(15),
        "delivered": True,
    }
    first, second = seen()
    assert (first.data, first.headers["webhook-id"]) == (second.data, second.headers["webhook-id"])
    assert list(message.ledger.order_by("pk").values_list("by", "status")) == [
        ("", 500),
        ("token:ada", None),
        ("", 200),
    ]


def test_what_cannot_be_retried_is_406_and_not_sent(ada, message, answers, seen):
    answers(500, 500, 200)
    _deliver(message)

    waiting = _retry(ada, message)
    assert (waiting.status_code, waiting.json()["code"]) == (406, "event_retrying")
    assert len(seen()) == 1

    failed = _retry(ada, message, force=True)
    assert failed.status_code == 406
    assert failed.json() == {
        "detail": "The retry failed: HTTP 500.",
        "code": "event_retry_failed",
    }
    assert len(seen()) == 2

    WebhookEvent.objects.filter(pk=message.pk).update(state=State.DEAD, next_attempt_at=None)
    assert _retry(ada, message).status_code == 200
    again = _retry(ada, message, force=True)
    assert (again.status_code, again.json()["code"]) == (406, "event_100_3")
    assert len(seen()) == 3


def test_a_retry_does_not_overtake_its_lane(ada, webhook, told, answers, seen):
    webhook("package.status.transitioned", owner="ada")
    factories.package(state=PackageStatus.READY)
    _first, second = told()
    answers(200)

    answer = _retry(ada, second, force=True)

    assert (answer.status_code, answer.json()["code"]) == (406, "event_waiting")
    assert seen() == []


@pytest.mark.parametrize("body", [{"force": "?"}, {"forced": True}, [], None])
def test_a_retry_that_cannot_be_read_is_400(ada, message, seen, body):
    answer = ada.send("post", f"{EVENTS}{message.pk}/retry/", body)

    assert answer.status_code == (406 if body is None else 400)
    assert seen() == []


def test_queues_show_what_nobody_has_tried_to_send(ada, message, answers):
    answers(500)

    (row,) = ada.get("/whisperer/event_queues/").json()["results"]

    assert row == {
        "uuid": str(message.uuid),
        "hook_id": message.webhook_id,
        "event_type": "package.status.shipped",
        "app_label": "orders",
        "model_name": "package",
        "object_id": message.object_id,
        "instance_dict": json.loads(bytes(message.body))["payload"],
    }
    _deliver(message)
    assert ada.get("/whisperer/event_queues/").json()["count"] == 0


def test_a_message_is_sent_again_by_its_uuid(ada, message, answers, seen):
    answers(200)
    _deliver(message)

    answer = ada.send("post", RESEND, {"event": str(message.uuid)})

    assert (answer.status_code, answer.content) == (202, b"")
    _deliver(message)
    first, second = seen()
    assert first.data == second.data
    assert ada.send("post", RESEND, {"event": "x"}).status_code == 400


def test_a_webhook_is_told_of_an_object_as_it_is_now_behind_its_lane(ada, webhook, told, answers):
    package = factories.package(state=PackageStatus.SHIPPED)
    told()
    hook = webhook("package.status.packed", owner="ada")
    body = {"hook": hook.pk, "instance": {"pk": package.pk, "model": "package"}}

    assert ada.send("post", PUBLISH, body).content == b""
    assert ada.send("post", PUBLISH, body).status_code == 202

    first, second = told(hook)
    sent = json.loads(bytes(first.body))
    assert sent["event"] == {"type": "package.status.packed", "uuid": first.uuid.hex}
    assert sent["payload"]["id"] == package.pk
    assert sent["payload"]["state"]["enum_value"] == str(PackageStatus.SHIPPED.value)
    assert (first.order_event, first.n, second.n) == (second.order_event, 0, 1)
    assert first.uuid != second.uuid
    assert delivery.deliver(second.pk, now=timezone.now()) is None
    assert [attempt.by for attempt in first.ledger.all()] == ["token:ada"]


def test_what_is_published_takes_no_place_of_an_event_that_is_still_to_be_shown(ada, webhook, told):
    hook = webhook("order.created", owner="ada")
    order = factories.order()
    number()
    body = {"hook": hook.pk, "instance": {"pk": order.pk, "model": "order"}}

    assert ada.send("post", PUBLISH, body).status_code == 406  # nothing has been shown of it yet

    assert [message.order_id for message in told(hook)] == [order.pk]
    assert ada.send("post", PUBLISH, body).status_code == 202


def test_what_cannot_be_published_is_not(client, ada, webhook, told):
    package = factories.package(state=PackageStatus.SHIPPED)
    told()
    here, off = webhook(owner="ada"), webhook("package.created", owner="ada", is_active=False)
    theirs, order_hook = webhook(owner="bob"), webhook("order.created", owner="ada")
    elsewhere = webhook("package.created", owner="ada", channel=factories.channel())
    before = WebhookEvent.objects.count()

    def status(hook, pk=package.pk, model="package", who=ada):
        body = {"hook": hook.pk, "instance": {"pk": pk, "model": model}}
        return who.send("post", PUBLISH, body).status_code

    assert status(theirs) == status(here, pk=987654) == 404
    assert status(off) == status(order_hook) == status(elsewhere) == 406
    assert status(here, model="user") == status(here, pk="1e3") == 400
    here.channel = factories.channel()
    here.save()
    limited = Integrator(client, channels=[here.channel.pk])
    assert status(here, who=limited) == 404
    assert WebhookEvent.objects.count() == before
