"""add_staff: a login, a role, and what the person sees."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from orders import roles, scope
from orders.models import Membership
from orders.scope import Scope
from tests import factories

pytestmark = pytest.mark.django_db


def add_staff(*words, **options):
    printed = StringIO()
    call_command("add_staff", *words, stdout=printed, **options)
    return printed.getvalue().strip()


def test_a_store_person_can_log_in_sees_the_store_and_may_ship_but_not_pull():
    store = factories.location(erp_code="S9")

    password = add_staff("asha", role="store", location=["S9"])

    asha = authenticate(username="asha", password=password)
    assert scope.of(asha) == Scope(channels=None, locations=frozenset([store.pk]))
    assert asha.has_perm("orders.ship_package")
    assert not asha.has_perm("orders.pull_order")
    assert not asha.has_perm("orders.ship_anyway_package")


def test_a_repeat_changes_the_role_and_keeps_the_password():
    factories.location(erp_code="S9")
    password = add_staff("asha", role="store", location=["S9"])

    told = add_staff("asha", role="manager")

    asha = authenticate(username="asha", password=password)
    assert told == "asha is Manager now."
    assert scope.of(asha) == scope.EVERYTHING
    assert asha.has_perm("orders.ship_anyway_package")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"role": "boss"}, "There is no role boss"),
        ({"role": "store"}, "needs --location"),
        ({"role": "store", "location": ["nowhere"]}, "Not known: nowhere"),
        ({"role": "manager", "channel": [77]}, "Not known: 77"),
    ],
)
def test_what_is_not_known_is_refused_and_nobody_is_let_in(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        add_staff("asha", **options)

    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("role", Membership.Role.values)
def test_every_permission_of_a_role_exists(role):
    assert roles.group(role).permissions.count() == len(roles.PERMISSIONS[role])
