"""The stand-in POS on its socket, an address for it, and packages that leave for it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from integrations.sandbox import Sandbox
from orders.commands.locking import lock
from orders.models import Package
from orders.relay import relay_pending
from tests import factories
from tests.factories import NOON
from webhooks.models import Webhook, WebhookEvent


@pytest.fixture
def sandbox(settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    with Sandbox(seed=1, every=None, allowed=True) as running:
        yield running


@pytest.fixture
def point_of_sale(sandbox):
    """The address of the stand-in, with the right credentials."""
    owner = get_user_model().objects.create(username="oms")
    return Webhook.objects.create(
        owner=owner,
        target="pos",
        target_url=sandbox.pos_url,
        event_type=Webhook.EVERYTHING,
        username=sandbox.pos_username,
        password=sandbox.pos_password,
    )


@pytest.fixture
def told():
    """Relay all that happened, and return every message in order."""

    def messages():
        while relay_pending():
            pass
        return list(WebhookEvent.objects.order_by("order_event", "n"))

    return messages


@pytest.fixture
def split():
    """Put an order's units into packages as the groups of their places say."""

    def packages(order, *groups):
        place = factories.location()
        with transaction.atomic():
            dossier = lock(order.pk)
            units = dossier.unplanned()
            opened = [
                dossier.open_package(place, [units[n] for n in group], NOON) for group in groups
            ]
            planned = [("package.planned", package) for package in opened]
            dossier.record(*planned, by="test", at=NOON)
        return list(Package.objects.filter(order=order).order_by("sequence"))

    return packages
