"""What the back office asks the hub for: a dry run, one order again, a comparison of days."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from integrations.models import PullCursor, Reconciliation
from integrations.omnitron import pull, reconcile
from integrations.sandbox import Sandbox
from oms.celery import app
from orders.models import Channel, Order, OrderEvent
from tests import factories
from tests.admin.arranged import act, list_of, page_of, said
from tests.admin.conftest import STORE, person

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/integrations/pullcursor/preview/"
NOW = "/admin/integrations/reconciliation/now/"
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def hub(settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.PULL_REQUESTS_PER_SECOND = 0
    with Sandbox(seed=7, every=None, allowed=True) as sandbox:
        yield sandbox


@pytest.fixture
def shop(hub):
    return Channel.objects.create(
        name="Shop", omnitron_id=1, server=hub.omnitron_url, username="omnitron",
        password="sandbox",
    )  # fmt: skip


@pytest.fixture
def pulled(shop):
    for _page in pull.pull_channel(shop.pk, now=timezone.now()):
        pass
    return shop


def again(client, order):
    return client.post(f"/admin/integrations/pullcursor/orders/{order.pk}/again/")


def table(client, shop, **typed):
    return client.post(PREVIEW, {"channel": shop.pk, **typed}).context["table"]


def told(rows, number):
    return [tuple(map(str, row[2:])) for row in rows if row[0] == number]


def test_a_dry_run_tells_what_is_new_changed_and_not_mappable_and_writes_nothing(boss, pulled, hub):
    (fresh,) = hub.grow(1)
    changed = Order.objects.order_by("remote_modified").last()
    hub.amend(changed.number, notes="Ring twice")
    rows = sorted(hub.world.rows("orders"), key=lambda row: row["modified_date"])
    odd = next(row for row in rows if row["number"] not in {fresh, changed.number})
    hub.amend(odd["number"], status="nonsense")
    before = (Order.objects.count(), OrderEvent.objects.count())

    with CaptureQueriesContext(connection) as asked:
        found = table(boss, pulled)

    assert told(found["rows"], fresh) == [("", "", "", "")]
    assert told(found["rows"], changed.number) == [("notes", "nothing", "Ring twice", "")]
    ((_field, _here, _there, why),) = told(found["rows"], odd["number"])
    assert why
    assert found["note"].startswith("Nothing was written. 1 new, 1 changed, ")
    written = [q["sql"] for q in asked if q["sql"].startswith(WRITES)]
    assert [sql for sql in written if "session" not in sql] == []
    assert (Order.objects.count(), OrderEvent.objects.count()) == before


def test_a_stretch_of_time_narrows_the_dry_run(boss, shop):
    assert len(table(boss, shop, since="1999-01-01T00:00")["rows"]) == 12
    assert table(boss, shop, since="2026-12-31T00:00")["rows"] == []


def test_a_hub_that_does_not_answer_is_told_in_a_sentence(boss):
    dead = factories.channel()
    assert "The reading broke off." in table(boss, dead)["note"]


def test_a_dry_run_needs_its_permission_and_the_sight_of_every_store(shop):
    looking = ["integrations.view_pullcursor"]
    pulling = [*looking, "orders.pull_order"]
    clerk = person("clerk", permissions=looking, every_channel=True, every_location=True)
    store = person(
        "store", permissions=pulling, every_channel=True, locations=[factories.location()]
    )
    foreign = person("foreign", permissions=pulling, every_location=True)

    assert clerk.post(PREVIEW, {"channel": shop.pk}).status_code == 403
    assert PREVIEW not in clerk.get(list_of(PullCursor)).content.decode()
    for client in (store, foreign):
        assert table(client, shop) is None
        assert shop.name not in client.get(PREVIEW).content.decode()


def test_an_order_is_pulled_again_from_its_page_and_the_story_tells_before_and_after(
    boss, pulled, hub
):
    order = Order.objects.order_by("remote_modified").last()
    hub.amend(order.number, notes="Ring twice")
    html = boss.get(page_of(order)).content.decode()

    response = again(boss, order)

    order.refresh_from_db()
    assert f"/admin/integrations/pullcursor/orders/{order.pk}/again/" in html
    assert response.url == page_of(order)
    assert said(response) == [f"{order} was read again: changed."]
    assert order.notes == "Ring twice"
    event = OrderEvent.objects.filter(order=order).latest("pk")
    assert event.by == "staff:boss"
    assert event.data["changes"]["notes"] == [None, "Ring twice"]
    assert said(again(boss, order))[-1] == f"{order} was read again: unchanged."


def test_an_order_that_the_hub_has_lost_is_said_to_be_lost(boss, pulled, hub):
    order = Order.objects.last()
    Order.objects.filter(pk=order.pk).update(number="never-heard")
    assert "does not know this order" in said(again(boss, order))[0]


def test_the_test_of_a_connection_says_when_it_shows_no_order(boss, shop, hub):
    hub.world.clock = timezone.now()
    hub.grow(1)
    assert len(said(act(boss, shop, "test-connection"))) == 1

    hub.speak(orders="hidden")

    well, but = said(act(boss, shop, "test-connection"))[-2:]
    assert "login accepted, 7 stores and 5 carriers." in well
    assert but == (
        "It shows no order of 7 days. Is 1 the key of this channel there,"
        " and may omnitron see its orders?"
    )


def test_a_hub_that_is_away_changes_nothing(boss, pulled, hub):
    order = Order.objects.last()
    Channel.objects.update(server="http://127.0.0.1:9/api/v1")
    (sentence,) = said(again(boss, order))
    assert sentence.startswith(f"{order}: ")


def test_pulling_again_needs_its_permission_a_post_and_an_order_in_scope(pulled, hub):
    order, asked = Order.objects.last(), len(hub.requests)
    clerk = person("clerk", permissions=STORE, every_channel=True, every_location=True)
    foreign = person("foreign", permissions=[*STORE, "orders.pull_order"], every_location=True)
    puller = person(
        "puller",
        permissions=[*STORE, "orders.pull_order"],
        every_channel=True,
        every_location=True,
    )
    url = f"/admin/integrations/pullcursor/orders/{order.pk}/again/"

    assert again(clerk, order).status_code == 403
    assert again(foreign, order).status_code == 404
    assert puller.get(url).status_code == 405
    assert url not in clerk.get(page_of(order)).content.decode()
    assert len(hub.requests) == asked


@time_machine.travel(factories.NOON)
def test_a_comparison_is_asked_for_and_its_days_are_shown(boss, pulled, monkeypatch):
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    lost = Order.objects.order_by("remote_modified").last()
    Order.objects.filter(pk=lost.pk).update(remote_modified=factories.NOON.replace(year=2001))

    response = boss.post(NOW, {"channel": pulled.pk, "days": 60})

    run = Reconciliation.objects.get()
    html = boss.get(page_of(run)).content.decode()
    assert response.url == list_of(Reconciliation)
    assert (run.by, run.error) == ("staff:boss", "")
    assert f'href="/admin/orders/order/?q={lost.number}">{lost.number}</a></td>' in html
    assert "<td>was older here</td>" in html
    assert boss.get(list_of(Reconciliation)).context["cl"].result_count == 1


@pytest.mark.parametrize("days", ["0", "91", "", "x"])
def test_an_odd_number_of_days_is_refused(boss, shop, days):
    assert boss.post(NOW, {"channel": shop.pk, "days": days}).status_code == 200
    assert not Reconciliation.objects.exists()


def test_a_run_that_broke_off_says_why(boss):
    dead = factories.channel()
    with pytest.raises(pull.PullFailed):
        reconcile.reconcile(dead.pk, days=7, by="system", now=timezone.now())
    run = Reconciliation.objects.get()
    assert run.error
    assert escape(run.error) in boss.get(page_of(run)).content.decode()
    assert "broke off" in boss.get(list_of(Reconciliation)).content.decode()


@pytest.mark.parametrize(("minutes", "said"), [(60, "under way"), (62, "broke off")])
def test_a_run_whose_worker_was_killed_is_under_way_no_more(boss, shop, minutes, said):
    began = timezone.now() - timedelta(minutes=minutes)
    Reconciliation.objects.create(channel=shop, since=began, by="system", started_at=began)
    assert f"{said}</span>" in boss.get(list_of(Reconciliation)).content.decode()


def test_comparing_needs_its_permission_and_runs_are_those_of_the_persons_channels(shop):
    other = factories.channel()
    for channel in (shop, other):
        Reconciliation.objects.create(
            channel=channel, since=factories.NOON, by="system", started_at=factories.NOON
        )
    looking = ["integrations.view_reconciliation"]
    clerk = person("clerk", permissions=looking, channels=[shop], every_location=True)
    store = person("store", permissions=looking, every_channel=True)

    assert clerk.post(NOW, {"channel": shop.pk, "days": "7"}).status_code == 403
    counts = [c.get(list_of(Reconciliation)).context["cl"].result_count for c in (clerk, store)]
    assert counts == [1, 0]
    assert Reconciliation.objects.count() == 2
