"""A role is a right: what a person may do follows the membership at the next request."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse

from orders.models import Channel, Membership, Package
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.conftest import browser
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db

EVERY = {"every_channel": "on", "every_location": "on"}


@pytest.fixture
def boss(db):
    return browser(User.objects.create(username="boss", is_staff=True, is_superuser=True))


@pytest.fixture
def asha(db):
    return User.objects.create(username="asha")


def hired(boss, user, role):
    """Save a membership on its own screen, and return who can be asked from then on."""
    boss.post(reverse("admin:orders_membership_add"), {"user": user.pk, "role": role, **EVERY})
    assert Membership.objects.get(user=user).role == role
    return browser(user)


def doors(client):
    """Return what becomes of looking at packages, at channels and at webhooks."""
    return [client.get(list_of(model)).status_code for model in (Package, Channel, Webhook)]


def saved_user(boss, user, *, role=None, **more):
    """Save the user's own page, with the membership that stands on it."""
    membership = Membership.objects.filter(user=user).first()
    sent = {
        "username": user.username, "date_joined_0": "2026-11-21", "date_joined_1": "10:00",
        "is_active": "on", "membership-TOTAL_FORMS": "1",
        "membership-INITIAL_FORMS": "1" if membership else "0", "membership-0-user": user.pk,
    }  # fmt: skip
    if membership:
        sent |= {"membership-0-id": membership.pk}
    if role:
        sent |= {f"membership-0-{name}": value for name, value in {"role": role, **EVERY}.items()}
    sent = {name: value for name, value in (sent | more).items() if value is not None}
    answer = boss.post(page_of(user), sent)
    assert answer.status_code == 302, answer.context["errors"]


STRANGER, STORE, MANAGER = [302] * 3, [200, 403, 403], [200, 200, 200]


def test_who_is_hired_on_screen_may_work_at_once(boss, asha):
    assert doors(browser(asha)) == STRANGER

    assert doors(hired(boss, asha, "store")) == STORE


def test_who_is_promoted_and_demoted_has_what_the_role_gives_and_nothing_more(boss, asha):
    client = hired(boss, asha, "store")
    membership = page_of(Membership.objects.get())
    seen = []
    for role in ("manager", "store", "customer_service"):
        boss.post(membership, {"role": role, **EVERY})
        seen.append(doors(client))

    assert seen == [MANAGER, STORE, STORE]
    assert [group.name for group in asha.groups.all()] == ["Customer Service"]


def test_who_is_let_go_is_nobody_at_the_next_request(boss, asha):
    client = hired(boss, asha, "manager")

    boss.post(page_of(Membership.objects.get()).replace("change", "delete"), {"post": "yes"})

    assert doors(client) == STRANGER
    asha.refresh_from_db()
    assert (asha.is_staff, asha.groups.count()) == (False, 0)


def test_many_are_let_go_at_once(boss, asha):
    client = hired(boss, asha, "manager")
    chosen = {"action": "delete_selected", "_selected_action": [Membership.objects.get().pk]}

    boss.post(list_of(Membership), chosen | {"post": "yes"})

    assert not Membership.objects.exists()
    assert doors(client) == STRANGER


def test_the_same_holds_on_the_page_of_the_user(boss, asha):
    client = browser(asha)
    seen = []
    for role in ("store", "manager", "store"):
        saved_user(boss, asha, role=role)
        seen.append(doors(client))
    saved_user(boss, asha, role="store", is_active=None)
    seen.append(doors(client))
    saved_user(boss, asha, role="store")
    seen.append(doors(browser(asha)))
    saved_user(boss, asha, **{"membership-0-role": "store", "membership-0-DELETE": "on"})
    seen.append(doors(browser(asha)))

    assert seen == [STORE, MANAGER, STORE, STRANGER, STORE, STRANGER]


def test_a_group_of_the_house_that_is_no_role_is_left_alone(boss, asha):
    asha.groups.add(Group.objects.create(name="Stocktakers"))

    hired(boss, asha, "store")
    saved_user(boss, asha, role="manager", groups=list(asha.groups.values_list("pk", flat=True)))

    assert {group.name for group in asha.groups.all()} == {"Stocktakers", "Manager"}


def test_a_superuser_stays_one_without_a_membership(boss):
    chief = User.objects.create(username="chief", is_staff=True, is_superuser=True)

    saved_user(boss, chief, is_superuser="on", **{"membership-TOTAL_FORMS": "0"})

    chief.refresh_from_db()
    assert (chief.is_staff, chief.is_superuser) == (True, True)


def test_a_command_mends_who_was_moved_before(asha):
    factories.location()
    asha.groups.add(Group.objects.create(name="Manager"))
    Membership.objects.create(user=asha, role="store")

    call_command("follow_roles", stdout=StringIO())

    asha.refresh_from_db()
    assert (asha.is_staff, [group.name for group in asha.groups.all()]) == (True, ["Store"])
