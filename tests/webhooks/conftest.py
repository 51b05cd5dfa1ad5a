"""Addresses to tell, a receiver on a real socket, and a walk from an order to its messages."""

import pytest
from django.contrib.auth import get_user_model

from orders.relay import relay_pending
from webhooks import targets
from webhooks.models import Webhook, WebhookEvent

PATH = "/hook"


@pytest.fixture(autouse=True)
def _loopback_is_open(monkeypatch):
    """Let Standard reach our receiver: in the house no setting opens a private address to it."""
    monkeypatch.setattr(targets.Standard, "networks", lambda self: ("127.0.0.1/32",))


@pytest.fixture
def webhook(httpserver):
    """Return a maker of addresses; all lead to the receiver unless told otherwise."""

    def make(event_type="package.status.shipped", *, owner="partner", **columns):
        user, _ = get_user_model().objects.get_or_create(username=owner)
        columns = {"target_url": httpserver.url_for(PATH)} | columns
        return Webhook.objects.create(owner=user, event_type=event_type, **columns)

    return make


@pytest.fixture
def told():
    """Relay all that happened, and return the messages to an address, in their lane's order."""

    def messages(webhook=None):
        while relay_pending():
            pass
        mine = WebhookEvent.objects.order_by("order_event", "n")
        return list(mine if webhook is None else mine.filter(webhook=webhook))

    return messages


@pytest.fixture
def answers(httpserver):
    """Give the receiver its answers, one after the other; the last one stays."""

    def expect(*statuses, **more):
        for status in statuses[:-1]:
            httpserver.expect_oneshot_request(PATH).respond_with_data(status=status, **more)
        httpserver.expect_request(PATH).respond_with_data(status=statuses[-1], **more)

    return expect


@pytest.fixture
def seen(httpserver):
    """Return the requests that the receiver got."""
    return lambda: [request for request, _answer in httpserver.log]
