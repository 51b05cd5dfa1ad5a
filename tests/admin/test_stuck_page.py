"""The page of what is stuck: its buttons, its cost, and what it tells whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations.omnitron import quarantine
from orders import dwell
from orders.models import Dwell, OrderEvent, Package
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of, press, split_order, told_webhook
from tests.admin.conftest import STORE, person
from tests.admin.waiting import STUCK, aged, sentences, shown, unplanned, waiting_package
from webhooks.models import WebhookEvent

pytestmark = pytest.mark.django_db


def test_the_button_of_a_row_frees_it(boss):
    package = waiting_package(30)
    html = boss.get(STUCK).content.decode()
    (action,) = re.findall(r'action="([^"]+)" data-command="start"', html)
    (version,) = re.findall(r'name="version" value="([^"]+)"', html)

    boss.post(action, {"version": version})

    package.refresh_from_db()
    assert package.state == PackageStatus.PREPARING
    assert shown(boss) == []


def test_who_may_not_give_the_command_is_offered_none(boss):
    package = waiting_package(30)
    looking = ["orders.view_package"]
    clerk = person("clerk", permissions=looking, every_channel=True, every_location=True)

    assert shown(clerk) == [package]
    assert "data-command" not in clerk.get(STUCK).content.decode()


def test_a_store_is_told_of_its_own_packages_and_of_nothing_else():
    here, there = factories.location(name="Here"), factories.location(name="There")
    order, mine, foreign = split_order(here=here, there=there)
    for package in (mine, foreign):
        aged(package, 30)
    lonely = aged(unplanned(), 30)
    quarantine.keep(order.channel, f'{{"number": "{order.number}"}}', "Why", at=factories.NOON)
    clerk = person("clerk", every_channel=True, locations=[here])

    html = clerk.get(STUCK).content.decode()

    assert shown(clerk) == [mine]
    assert sentences(clerk) == ["It waits in “Waiting”."]
    assert lonely.code not in html
    assert foreign.number not in html
    assert there.name not in html


def test_a_push_about_a_package_elsewhere_is_no_cause_for_a_store(boss):
    hook = told_webhook()
    type(hook).objects.update(event_type="package.status.transitioned")
    here, there = factories.location(), factories.location()
    _order, mine, foreign = split_order(here=here, there=there)
    press(boss, foreign, foreign, "start")
    for package in (mine, foreign):
        aged(package, 30)
    relay_pending()
    about = OrderEvent.objects.filter(package=foreign)
    WebhookEvent.objects.filter(order_event__in=about).update(state="dead")
    clerk = person("clerk", every_channel=True, locations=[here])

    assert WebhookEvent.objects.filter(state="dead").exists()
    assert [s.endswith("was given up") for s in sentences(boss)] == [True, True]
    assert sentences(clerk) == ["It waits in “Waiting”."]


def test_the_page_and_its_door_need_a_right_to_look_at_orders_or_packages():
    nobody = person("nobody", permissions=["orders.view_channel"], every_channel=True)
    clerk = person("clerk", permissions=STORE, every_channel=True)

    assert nobody.get(STUCK).status_code == 403
    assert STUCK not in nobody.get("/admin/").content.decode()
    assert STUCK in clerk.get("/admin/").content.decode()


def test_seven_rows_cost_what_one_row_costs(boss):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            response = boss.get(STUCK)
        own = [query for query in asked if "SAVEPOINT" not in query["sql"]]
        return len(own), len(response.context["waits"])

    told_webhook()
    for n in range(7):
        waiting_package(30, state=PackageStatus.PACKED if n % 2 else PackageStatus.WAITING)
        aged(unplanned(), 30)
        relay_pending()
        WebhookEvent.objects.update(state="refused")
        if n == 0:
            boss.get(STUCK)
            cost, before = statements()

    assert (before, statements()) == (2, (cost, 14))
    assert cost <= 14


def test_fifty_rows_are_a_page_and_the_tile_counts_them_all(boss):
    for _ in range(3):
        waiting_package(30)
    packages = list(Package.objects.order_by("pk"))
    shop = packages[0].order.channel
    Dwell.objects.create(channel=shop, kind="package", state=100, hours=None)

    tiles = {tile["title"]: tile for tile in boss.get("/admin/").context["tiles"]}

    assert tiles["Stuck and late"]["count"] == 2
    assert tiles["Stuck and late"]["url"] == STUCK
    assert boss.get(STUCK, {"p": "x"}).status_code == 200
    assert boss.get(STUCK, {"p": "999"}).context["page"].number == 1


def test_every_usual_state_can_be_left():
    for model, states in dwell.USUAL.items():
        assert all(hours > 0 for hours in states.values()), model


def test_what_is_usual_is_written_by_who_sees_every_channel(boss):
    shop = factories.channel()
    rights = [f"orders.{verb}_dwell" for verb in ("view", "add", "change", "delete")]
    manager = person("m", permissions=rights, channels=[shop])
    sent = {"waits": "package:100", "channel": shop.pk, "hours": "6"}
    add = reverse("admin:orders_dwell_add")

    assert manager.post(add, sent).status_code == 403
    assert not Dwell.objects.exists()
    assert boss.post(add, sent).status_code == 302
    row = Dwell.objects.get()
    assert (row.kind, row.state, row.hours) == ("package", 100, 6)
    assert b"already" in boss.post(add, sent).content
    assert b"already" in boss.post(add, sent | {"hours": ""}).content
    assert boss.post(add, sent | {"waits": "package:900"}).status_code == 200
    assert Dwell.objects.count() == 1
    assert boss.get(page_of(row)).status_code == 200
    assert boss.post(page_of(row), sent | {"hours": ""}).status_code == 302
    row.refresh_from_db()
    assert row.hours is None


def test_a_row_of_a_foreign_channel_is_not_shown():
    mine, foreign = factories.channel(name="Mine"), factories.channel(name="Foreign")
    for shop in (mine, foreign, None):
        Dwell.objects.create(channel=shop, kind="package", state=100, hours=1)
    manager = person("m", permissions=["orders.view_dwell"], channels=[mine])

    response = manager.get(list_of(Dwell))

    assert response.context["cl"].result_count == 2
    assert foreign.name not in response.content.decode()
