"""Pressing: who may, what the page had shown, and two at once; otherwise nothing happens."""

import threading
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from orders.admin import buttons
from orders.models import OrderEvent, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import commands_on, list_of, page_of, press, said
from tests.admin.conftest import STORE, browser, person

pytestmark = pytest.mark.django_db


def test_a_page_that_has_grown_old_presses_nothing(boss):
    package = factories.package()
    old = package.modified_date.isoformat()
    press(boss, package, package, "start")
    events = OrderEvent.objects.count()

    response = press(boss, package, package, "ready", version=old)

    package.refresh_from_db()
    assert said(response)[-1].endswith("Nothing was done; look again and decide.")
    assert package.state == PackageStatus.PREPARING
    assert OrderEvent.objects.count() == events


@pytest.fixture
def both_look_before_either_leaps(monkeypatch):
    """Hold each click between its look at the version and its command; then start goes first."""
    meeting, started, run = threading.Barrier(2), threading.Event(), buttons.commands.run

    def met(command, *args, **kwargs):
        with suppress(threading.BrokenBarrierError):  # under the lock they never meet
            meeting.wait(timeout=1)
        if command.slug == "ready":
            started.wait(timeout=1)
        moved = run(command, *args, **kwargs)
        started.set()
        return moved

    monkeypatch.setattr(buttons.commands, "run", met)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("both_look_before_either_leaps")
def test_of_two_clicks_at_once_on_one_page_one_does_something(boss):
    package = factories.package()
    old = package.modified_date.isoformat()
    user = boss.get("/admin/").wsgi_request.user
    answers = []

    def click(slug):
        answers.append(press(browser(user), package, package, slug, version=old).status_code)
        connection.close()

    clicks = [threading.Thread(target=click, args=(slug,)) for slug in ["start", "ready"]]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    moves = OrderEvent.objects.filter(kind__in=["package.started", "package.readied"])
    assert answers == [302, 302]
    assert moves.count() == 1


def test_a_person_without_the_permission_has_no_button_and_cannot_press_it():
    package = factories.package()
    permissions = [name for name in STORE if name != "orders.start_package"]
    clerk = person("clerk", permissions=permissions, every_channel=True, every_location=True)

    response = press(clerk, package, package, "start")

    package.refresh_from_db()
    assert commands_on(clerk, package) == ["ready", "pack", "cancel"]
    assert response.status_code == 403
    assert package.state == PackageStatus.WAITING


def test_a_button_cannot_be_pressed_by_a_link(boss):
    package = factories.package()
    address = page_of(package).removesuffix("change/") + f"package/{package.pk}/start/"

    assert boss.get(address).status_code == 405
    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING


def test_a_button_without_the_token_of_the_page_is_refused():
    package = factories.package()
    person("clerk", every_channel=True, every_location=True)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="clerk"))

    assert press(strict, package, package, "start").status_code == 403
    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING


def test_many_packages_are_moved_one_by_one_and_who_cannot_is_named(boss):
    waiting, shipped = factories.package(), factories.package(state=PackageStatus.SHIPPED)

    chosen = {"action": "start", "_selected_action": [waiting.pk, shipped.pk]}
    response = boss.post(list_of(Package), chosen)

    waiting.refresh_from_db()
    assert waiting.state == PackageStatus.PREPARING
    assert said(response) == [
        f"{shipped.number}: Start preparing: not possible while Shipped.",
        "Start preparing: 1 packages done.",
    ]


def test_nothing_of_an_order_can_be_edited_added_or_deleted(boss):
    package = factories.package()
    events = OrderEvent.objects.count()
    for row in (package, package.order):
        model = row._meta.model_name
        assert boss.get(reverse(f"admin:orders_{model}_add")).status_code == 403
        assert boss.post(reverse(f"admin:orders_{model}_delete", args=[row.pk])).status_code == 403
        boss.post(page_of(row), {"state": 700, "number": "stolen"})
        kept = type(row).objects.get(pk=row.pk)
        assert (kept.state, kept.number) == (row.state, row.number)
    assert OrderEvent.objects.count() == events
