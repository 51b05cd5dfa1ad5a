"""Messages: what was told is shown, and a person decides what becomes of it."""

import pytest
from django.urls import reverse

from orders.models import Order
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import act, list_of, message, page_of, said, told_webhook
from tests.admin.conftest import STORE, person
from webhooks.models import Attempt, Webhook, WebhookEvent

pytestmark = pytest.mark.django_db

State = WebhookEvent.State


def test_a_refused_message_shows_its_errors_and_is_sent_again(boss):
    refused = message()
    page = boss.get(page_of(refused)).content.decode()
    body = bytes(refused.body)

    response = act(boss, refused, "replay")

    refused.refresh_from_db()
    assert "POS-104" in page
    assert "Invoice number already used" in page
    assert "&quot;payload&quot;: {" in page
    assert response.url == page_of(refused)
    assert (refused.state, refused.attempts, bytes(refused.body)) == (State.PENDING, 0, body)
    assert Attempt.objects.get(event=refused).by == "staff:boss"


def test_from_the_page_of_the_order_a_message_is_sent_again_and_the_page_comes_back(boss):
    refused = message()
    order = Order.objects.get()
    html = boss.get(page_of(order)).content.decode()

    response = act(boss, refused, "replay", next=page_of(order))
    elsewhere = act(boss, refused, "replay", next="https://evil.example.com/")

    assert reverse("admin:webhooks_webhookevent_replay", args=[refused.pk]) in html
    assert response.url == page_of(order)
    assert elsewhere.url == page_of(refused)


def test_a_message_is_skipped_only_with_a_reason(boss):
    refused = message()

    act(boss, refused, "skip", said="  ")
    refused.refresh_from_db()
    assert refused.state == State.REFUSED

    act(boss, refused, "skip", said="The receiver has typed it in")
    refused.refresh_from_db()
    assert refused.state == State.SKIPPED
    assert Attempt.objects.get(event=refused).reason == "The receiver has typed it in"


def test_a_delivered_message_is_not_skipped_and_a_sentence_says_so(boss):
    delivered = message(state=State.DELIVERED)
    response = act(boss, delivered, "skip", said="no")
    assert said(response) == ["The message has been delivered. Nothing was done."]
    assert not Attempt.objects.exists()


def test_many_messages_are_sent_again(boss):
    refused = message()
    sent = {"action": "send_many_again", "_selected_action": [refused.pk]}
    assert said(boss.post(list_of(WebhookEvent), sent)) == ["1 messages will be sent again."]
    refused.refresh_from_db()
    assert refused.state == State.PENDING


@pytest.mark.parametrize("name", ["replay", "skip"])
def test_a_decision_about_a_message_needs_its_permission(name):
    refused = message()
    looking = ["webhooks.view_webhookevent"]
    clerk = person("clerk", permissions=looking, every_channel=True, every_location=True)

    assert b"Send again" not in clerk.get(page_of(refused)).content
    assert act(clerk, refused, name, said="why").status_code == 403
    assert clerk.get(page_of(refused).replace("change", name)).status_code == 405
    refused.refresh_from_db()
    assert refused.state == State.REFUSED


@pytest.mark.parametrize("way", ["uuid", "number"])
def test_a_message_is_found_by_its_uuid_and_by_its_order(boss, way):
    made = message()
    term = {"uuid": str(made.uuid), "number": made.order.number}[way]
    assert boss.get(list_of(WebhookEvent), {"q": term}).context["cl"].result_count == 1
    assert boss.get(list_of(WebhookEvent), {"q": term[:-1]}).context["cl"].result_count == 0


def test_a_store_sees_the_messages_about_its_own_packages_only():
    hook = told_webhook()
    Webhook.objects.filter(pk=hook.pk).update(event_type="package.status.shipped")
    mine = factories.package(state=PackageStatus.SHIPPED)
    foreign = factories.package(state=PackageStatus.SHIPPED)
    relay_pending()
    looking = [*STORE, "webhooks.view_webhookevent"]
    places = [mine.stock_location]
    clerk = person("clerk", permissions=looking, every_channel=True, locations=places)

    html = clerk.get(list_of(WebhookEvent)).content.decode()

    assert WebhookEvent.objects.count() == 2
    assert mine.order.code in html
    assert foreign.order.code not in html
    hidden = WebhookEvent.objects.get(order=foreign.order)
    assert clerk.get(page_of(hidden)).status_code == 302
