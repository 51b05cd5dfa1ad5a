"""People at the back office, each with a browser of their own."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from orders.models import Membership

STORE = [
    "orders.view_order", "orders.view_package", "orders.start_package", "orders.ready_package",
    "orders.pack_package", "orders.ship_package", "orders.deliver_package",
    "orders.cancel_package",
]  # fmt: skip


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def person(name, *, permissions=STORE, channels=(), locations=(), **every):
    """A member of the staff who sees these channels and locations; `every_…=True` all of them."""
    user = User.objects.create_user(name, is_staff=True)
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in _permissions()}
    user.user_permissions.set(known[permission] for permission in permissions)
    membership = Membership.objects.create(user=user, **every)
    membership.channels.set(channels)
    membership.locations.set(locations)
    return browser(User.objects.get(pk=user.pk))


def _permissions():
    return Permission.objects.select_related("content_type")


@pytest.fixture
def boss(db):
    return browser(User.objects.create_superuser("boss", "boss@example.com", "x"))
