"""What was told about an order, as the native API shows it."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from integrations import auth
from integrations.models import Partner
from orders.workflow import PackageStatus
from tests import factories
from webhooks import delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Return a maker of GET requests with a token for these channels."""
    user = get_user_model().objects.create(username="bi")
    partner = Partner.objects.create(name="bi", dialect="akinon", user=user)

    def get(path, *, channels=None, locations=None, **query):
        _, text = auth.issue(
            partner,
            rights=["read"],
            channels=channels,
            locations=locations,
            days=7,
            at=timezone.now(),
        )
        header = {"HTTP_AUTHORIZATION": f"Token {text}"}
        return client.get(f"/api/v1/oms/{path}", query, **header)

    return get


@pytest.fixture
def delivered(webhook, told, answers):
    """A message about a shipped package that its receiver has taken."""
    webhook(secret_key="canary-1", password="canary-2", additional_headers='{"X": "canary-3"}')
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()
    answers(200, response_data="taken")
    delivery.deliver(message.pk, now=message.next_attempt_at)
    message.refresh_from_db()
    return message


def _stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_one_message_shows_all_that_was_sent_and_answered(ask, delivered):
    answer = ask(f"orders/{delivered.order_id}/webhook_events/{delivered.pk}/")

    shown, webhook = answer.json(), delivered.webhook
    assert answer.status_code == 200
    assert shown.pop("request_payload") == json.loads(bytes(delivered.body))
    assert shown == {
        "id": delivered.pk,
        "created_date": _stamp(delivered.created_date),
        "modified_date": _stamp(delivered.modified_date),
        "uuid": str(delivered.uuid),
        "webhook": {
            "id": webhook.pk,
            "created_date": _stamp(webhook.created_date),
            "modified_date": _stamp(webhook.modified_date),
            "target": "standard",
            "target_url": webhook.target_url,
            "is_active": True,
            "event_type": "package.status.shipped",
            "retry_countdown_config": None,
            "config": {},
        },
        "event_type": "package.status.shipped",
        "response_http_status": 200,
        "response_time": str(delivered.response_time).zfill(15),
        "delivered": True,
        "request_datetimes": [_stamp(delivered.ledger.get().at)],
        "retry_count": 1,
        "content_type": delivered.content_type_id,
        "object_id": str(delivered.order.packages.get().pk),
        "response_content": "taken",
    }
    assert b"canary" not in answer.content


def test_the_list_is_an_envelope_and_the_short_one_leaves_bodies_and_answers_out(ask, delivered):
    path = f"orders/{delivered.order_id}/webhook_events/"

    whole, short = ask(path).json(), ask(f"{path}short/").json()

    assert {name: whole[name] for name in ("count", "next", "previous")} == {
        "count": 1,
        "next": None,
        "previous": None,
    }
    (one,), (cut,) = whole["results"], short["results"]
    assert one == ask(f"{path}{delivered.pk}/").json()
    assert set(one) - set(cut) == {"request_payload", "response_content"}


def test_numbers_of_a_body_keep_their_digits(ask, delivered):
    delivered.body = b'{"shippingCharges":10.00,"tax":0.10}'
    delivered.save()

    answer = ask(f"orders/{delivered.order_id}/webhook_events/{delivered.pk}/")

    assert b'"request_payload":{"shippingCharges":10.00,"tax":0.10}' in answer.content


@pytest.mark.parametrize("tail", ["", "short/", "{pk}/"])
def test_an_order_out_of_scope_is_as_missing_as_one_that_never_was(ask, delivered, tail):
    tail = tail.format(pk=delivered.pk)
    elsewhere = factories.channel()

    foreign = ask(f"orders/{delivered.order_id}/webhook_events/{tail}", channels=[elsewhere.pk])
    missing = ask(f"orders/999999/webhook_events/{tail}")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content


def test_a_message_of_another_order_is_not_found_under_this_one(ask, delivered):
    other = factories.order()

    assert ask(f"orders/{other.pk}/webhook_events/{delivered.pk}/").status_code == 404
    assert ask(f"orders/{other.pk}/webhook_events/").json()["results"] == []


def test_a_store_sees_what_was_told_of_its_own_packages_only(ask, delivered):
    package = delivered.order.packages.get()
    here, other = package.stock_location, factories.location()
    path = f"orders/{delivered.order_id}/webhook_events/"

    assert ask(path, locations=[here.pk]).json()["count"] == 1
    assert ask(path, locations=[other.pk]).status_code == 404


def test_a_store_does_not_read_the_bodies_about_the_whole_order(ask, webhook, told):
    webhook("order.created")
    order = factories.order()
    told()
    here = order.packages.get().stock_location
    path = f"orders/{order.pk}/webhook_events/"

    assert ask(path).json()["count"] == 1
    assert ask(path, locations=[here.pk]).json()["count"] == 0


def test_what_is_wrong_with_the_question_is_named(ask, delivered):
    path = f"orders/{delivered.order_id}/webhook_events/"

    assert ask(path, delivred="true").status_code == 400
    assert ask(path, limit="0").status_code == 400
    assert ask(path, sort="body").status_code == 400


def test_seven_messages_cost_the_statements_of_one(
    ask, webhook, told, django_assert_num_queries, django_assert_max_num_queries
):
    webhook("package.status.transitioned")
    few = factories.package(state=PackageStatus.PREPARING).order_id
    for n in range(3):
        webhook("package.status.transitioned", owner=f"owner {n}")
    many = factories.package(state=PackageStatus.READY).order_id
    told()
    ask(f"orders/{few}/webhook_events/")

    with django_assert_max_num_queries(100) as one:
        assert ask(f"orders/{few}/webhook_events/").json()["count"] == 4
    with django_assert_num_queries(len(one.captured_queries)):
        assert ask(f"orders/{many}/webhook_events/").json()["count"] == 8


def test_filters_and_order(ask, webhook, told):
    webhook("package.status.transitioned")
    webhook("order.created")
    order_id = factories.package(state=PackageStatus.READY).order_id
    told()
    path = f"orders/{order_id}/webhook_events/short/"

    ids = [row["id"] for row in ask(path).json()["results"]]
    assert ids == sorted(ids, reverse=True)
    created = ask(path, event_type="order.created", sort="id").json()["results"]
    assert [row["event_type"] for row in created] == ["order.created"]
    assert not created[0]["delivered"]
    assert ask(path, created_date__gt=_stamp(timezone.now() + timedelta(1))).json()["count"] == 0
