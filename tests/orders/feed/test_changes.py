"""The change feed: a page, what it moves on by, and who is told to begin again."""

import json

import pytest
from django.db import connection

from integrations.models import AccessToken
from orders import documents
from orders.commands import orders, packages
from orders.feed import epoch, scan
from orders.feed.numbering import newest, number
from orders.models import FeedEpoch, Order, OrderEvent, Package
from tests import factories
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
PATH = "/api/v1/oms/orders/changes/"


def asked(client, status=200, **parameters):
    answer = client.get(PATH, parameters)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def foreign_events(order, count):
    """Add events of an order, numbered behind all others, without a command for each."""
    last = newest()
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order,
            kind="order.prioritised",
            by="test",
            occurred_at=NOON,
            recorded_at=NOON,
            position=last + n,
        )
        for n in range(1, count + 1)
    )


def test_an_order_comes_once_in_a_page_with_its_last_position_and_every_kind(client):
    package = factories.package()
    packages.start(package.pk, by="test", at=NOON)
    other = factories.order()
    number()

    body = asked(client)

    kinds = ["order.received", "package.planned", "package.started", "order.progressed"]
    stamp = {"modified_date": "2026-11-21T12:00:00.000000Z"}
    assert body["results"] == [
        {"id": package.order_id, "number": package.order.number, "position": 4, "kinds": kinds}
        | stamp,
        {"id": other.pk, "number": other.number, "position": 6, "kinds": kinds[:2]} | stamp,
    ]
    assert (body["next_after"], body["more"], body["lag"]) == (6, False, 0.0)
    assert list(body) == ["epoch", "next_after", "more", "lag", "results"]
    assert body["epoch"] == FeedEpoch.objects.get().epoch
    again = asked(client, after=6, epoch=body["epoch"])
    assert again == body | {"results": []}


def test_pages_go_on_where_the_last_one_ended(client):
    factories.package(state=600)
    factories.order()
    number()
    seen, after = [], 0
    while True:
        body = asked(client, after=after, limit=3)
        seen += [(row["position"], kind) for row in body["results"] for kind in row["kinds"]]
        after = body["next_after"]
        if not body["more"]:
            break

    assert after == 11
    assert [kind for _, kind in seen] == [
        *OrderEvent.objects.order_by("position").values_list("kind", flat=True)
    ]


def test_a_location_gets_on_through_foreign_events_by_the_cap(api, monkeypatch):
    monkeypatch.setattr(scan, "MOST_SCANNED", 100)
    here = factories.location()
    foreign = factories.order()
    number()
    foreign_events(foreign, 348)
    mine = factories.order(channel=factories.channel(default_location=here))
    number()
    store = api(locations=[here.pk])

    steps, after = [], 0
    while not steps or steps[-1]["more"]:
        steps.append(asked(store, after=after))
        after = steps[-1]["next_after"]

    assert [step["next_after"] for step in steps] == [100, 200, 300, 352]
    found = [row["id"] for step in steps for row in step["results"]]
    assert found == [mine.pk]


def test_what_is_not_numbered_yet_is_told_as_a_lag(client, monkeypatch):
    factories.order()
    number()
    factories.order()
    monkeypatch.setattr(scan.clock, "now", lambda: NOON + (factories.LATER - NOON) / 2)

    body = asked(client)

    assert (body["lag"], body["next_after"], len(body["results"])) == (1800.0, 2, 1)


@pytest.mark.parametrize("expand", ["order", "simple"])
def test_an_expanded_order_is_what_the_lists_show(client, expand):
    factories.package(items=[factories.item(), factories.item()])
    factories.order()
    number()
    path = {"order": "orders/", "simple": "orders/list-simple/"}[expand]
    listed = client.get(f"/api/v1/oms/{path}").json()["results"]

    body = asked(client, expand=expand)

    documents = {row["id"]: row["document"] for row in body["results"]}
    assert documents == {row["id"]: row for row in listed}


def test_seven_orders_cost_what_one_costs(client, django_assert_max_num_queries):
    for _ in range(7):
        factories.order()
    number()
    asked(client)
    costs = []
    for limit in (1, 14):
        for expand in ("order", "simple"):
            documents.forget()
            with django_assert_max_num_queries(30) as log:
                asked(client, limit=limit, expand=expand)
            costs.append(len(log))

    assert costs[:2] == costs[2:]


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"after": "-1"}, "after"),
        ({"after": "1.0"}, "after"),
        ({"after": "１"}, "after"),
        ({"after": "9" * 19}, "after"),
        ({"after": ""}, "after"),
        ({"after": ["1", "2"]}, "after"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "101", "expand": "order"}, "limit"),
        ({"expand": "all"}, "expand"),
        ({"epoch": "x" * 65}, "epoch"),
        ({"since": "1"}, "since"),
        ({"position__gt": "1"}, "position__gt"),
    ],
)
def test_a_parameter_that_cannot_be_obeyed_is_named(client, parameters, wrong):
    body = asked(client, 400, **parameters)

    assert set(body) == {wrong, "code"}


def test_a_position_that_was_never_given_is_gone_and_no_empty_page(client):
    factories.order()
    number()

    body = asked(client, 410, after=3)

    assert body["code"] == "epoch_changed"
    assert body["detail"].endswith("Begin again at after=0.")
    assert asked(client, 410, after=1, epoch="another")["code"] == "epoch_changed"
    assert asked(client, after=0, epoch="another")["next_after"] == 2


def test_a_restore_that_was_overtaken_is_noticed_by_the_epoch(client, monkeypatch):
    order = factories.order()
    number()
    first = asked(client)["epoch"]
    foreign_events(order, 8)  # positions 3 to 10: the reader reads them, then they are lost
    assert asked(client)["next_after"] == 10
    OrderEvent.objects.filter(position__gt=4).delete()
    monkeypatch.setattr(epoch, "_identity", lambda: "the same server, started anew")
    orders.hold(order.pk, reason="test", by="test", at=NOON)
    number()
    foreign_events(order, 20)

    assert asked(client, 410, after=10, epoch=first)["code"] == "epoch_changed"
    going_on = asked(client, after=4, epoch=first)  # who had read no further has missed nothing
    assert going_on["results"][0]["id"] == order.pk
    assert going_on["epoch"] != first
    assert asked(client, after=10, epoch=going_on["epoch"])["next_after"] == newest()


def test_a_server_that_is_the_same_keeps_its_epoch(client):
    factories.order()
    number()
    first = asked(client)["epoch"]
    factories.order()
    number()

    assert asked(client)["epoch"] == first
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_postmaster_start_time() IS NOT NULL")
        assert "/" in FeedEpoch.objects.get().identity


class TestScope:
    """A partner that is shown more must begin again; one that is shown less goes on."""

    @pytest.fixture
    def shops(self):
        return [factories.channel() for _ in range(2)]

    @pytest.fixture
    def limited(self, api, shops):
        client = api(channels=[shops[0].pk])
        for shop in shops:
            factories.order(channel=shop)
        number()
        return client

    def test_a_token_whose_scope_grew_begins_again_at_0(self, limited, shops):
        after = asked(limited)["next_after"]
        AccessToken.objects.update(channels=[shop.pk for shop in shops])

        refused = asked(limited, 409, after=after)

        assert refused["code"] == "scope_changed"
        assert asked(limited, 409, after=after) == refused
        whole = asked(limited)
        assert len(whole["results"]) == 2
        assert asked(limited, after=after)["results"] == []

    def test_a_scope_that_shrank_and_grew_again_has_been_read_past(self, limited, shops):
        AccessToken.objects.update(channels=[shop.pk for shop in shops])
        after = asked(limited)["next_after"]
        AccessToken.objects.update(channels=[shops[0].pk])
        assert asked(limited, after=after)["results"] == []
        AccessToken.objects.update(channels=[shop.pk for shop in shops])

        assert asked(limited, 409, after=after)["code"] == "scope_changed"

    def test_a_new_token_of_the_partner_goes_on_unless_it_sees_more(self, limited, api, shops):
        after = asked(limited)["next_after"]
        partner = AccessToken.objects.get().partner
        same, more = api(channels=[shops[0].pk]), api()
        AccessToken.objects.update(partner=partner)

        assert asked(same, after=after)["results"] == []
        assert asked(more, 409, after=after)["code"] == "scope_changed"


def test_nothing_foreign_is_told(api):
    order = factories.order()
    number()
    stranger = api(channels=[factories.channel().pk])
    elsewhere = api(locations=[factories.location().pk])

    for client in (stranger, elsewhere):
        body = asked(client, expand="order")
        assert (body["results"], body["next_after"]) == ([], 2)
        assert order.number not in json.dumps(body)
    assert Package.objects.count() == Order.objects.count() == 1
