"""The lists: the same cost for seven rows as for one, and exact searches."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.models import (
    AccessToken,
    Credential,
    Partner,
    PullCursor,
    Quarantined,
    ReconciledDay,
    Reconciliation,
    RefreshToken,
)
from orders.admin.base import CappedPaginator
from orders.admin.search import order_ids
from orders.commands import interest
from orders.models import (
    CargoCompany,
    Channel,
    DenialReason,
    Dwell,
    Invoice,
    LaunchCampaign,
    Membership,
    Order,
    Package,
    PreRegistration,
    Product,
    ServiceArea,
    Stock,
    StockLocation,
    StockNotification,
    StockReservation,
)
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.orders.stock import shelves
from webhooks.models import Replay, Webhook, WebhookEvent

pytestmark = pytest.mark.django_db


def partner(name):
    return Partner.objects.create(name=name, dialect="akinon", user=user(name))


def user(name):
    return User.objects.create_user(f"user-{name}")


def webhook(name):
    url = f"https://{name}.example.com/"
    return Webhook.objects.create(owner=user(name), target_url=url, event_type="order.created")


def message(name):
    order, at = factories.order(), factories.NOON
    return WebhookEvent.objects.create(
        webhook=webhook(name), order=order, event_type="order.created", object_id="1",
        url="https://a.example.com/", body=b"{}", lane=name, created_date=at, modified_date=at,
    )  # fmt: skip


def quarantined(name):
    at = factories.NOON
    return Quarantined.objects.create(
        channel=factories.channel(), number=name, digest=name, raw="{}", reason="?",
        created_date=at, modified_date=at,
    )  # fmt: skip


def token(name):
    at = factories.NOON
    return AccessToken.objects.create(
        partner=partner(name), prefix=name, digest=name, created_date=at, expires_at=at
    )


def refresh_token(name):
    at = factories.NOON
    return RefreshToken.objects.create(
        partner=partner(name), digest=name, created_date=at, expires_at=at
    )


def credential(name):
    return Credential.objects.create(
        partner=partner(name), kind="key", prefix=name, digest=name, created_date=factories.NOON
    )


def membership(name):
    row = Membership.objects.create(user=user(name))
    row.channels.add(factories.channel())
    row.locations.add(factories.location())
    return row


def replay(name):
    at = factories.NOON
    return Replay.objects.create(
        filter={}, by="staff:boss", reason=name, created_date=at, modified_date=at
    )


def reconciliation(name):
    at = factories.NOON
    run = Reconciliation.objects.create(
        channel=factories.channel(), since=at, by="staff:boss", started_at=at
    )
    for day in (at.date(), factories.NOON.date().replace(day=20)):
        ReconciledDay.objects.create(
            reconciliation=run, day=day, remote=9, ours=8, differing=1, repaired=1,
            orders=[[name, "missing", "new"]],
        )  # fmt: skip
    return run


ROWS = {
    Order: lambda name: factories.order(),
    Package: lambda name: factories.package(state=PackageStatus.SHIPPED),
    Invoice: lambda name: factories.package(state=PackageStatus.PACKED).invoice,
    StockLocation: lambda name: factories.location(),
    Channel: lambda name: factories.channel(),
    CargoCompany: lambda name: factories.cargo_company(),
    DenialReason: lambda name: DenialReason.objects.create(title=name),
    Membership: membership,
    User: membership,
    Group: lambda name: Group.objects.create(name=name),
    Webhook: webhook,
    WebhookEvent: message,
    Partner: partner,
    AccessToken: token,
    RefreshToken: refresh_token,
    Credential: credential,
    PullCursor: lambda name: PullCursor.objects.create(channel=factories.channel()),
    Quarantined: quarantined,
    Dwell: lambda name: Dwell.objects.create(
        channel=factories.channel(), kind="package", state=100, hours=1
    ),
    Replay: replay,
    Reconciliation: reconciliation,
    Product: lambda name: shelves.product(),
    Stock: lambda name: shelves.shelf(1),
    StockReservation: lambda name: shelves.block(
        (shelves.shelf(1), 1), channel=factories.channel(), reference=name
    ),
    ServiceArea: lambda name: shelves.shelf(1).location.service_areas.get(),
    LaunchCampaign: shelves.campaign,
    PreRegistration: lambda name: interest.pre_register(
        channel_id=factories.channel().pk, mobile="+919820012345", name="Asha", pincode="400059",
        code=shelves.campaign(name).code,
    ),
    StockNotification: lambda name: interest.notify(
        channel_id=factories.channel().pk, product_id=shelves.product().pk, email="a@example.com"
    ),
}  # fmt: skip


def test_every_list_is_known_here():
    assert set(admin.site._registry) == set(ROWS)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_seven_rows_cost_what_one_row_costs(boss, model):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = boss.get(list_of(model))
        assert response.status_code == 200
        return len(asked), response.context["cl"].result_count

    ROWS[model]("one")
    boss.get(list_of(model))  # content types are remembered from here on
    cost, before = statements()
    for n in range(6):
        ROWS[model](f"more{n}")

    assert statements() == (cost, before + 6)


def test_the_list_of_orders_is_cheap(boss):
    factories.package(state=PackageStatus.SHIPPED)
    boss.get(list_of(Order))
    with CaptureQueriesContext(connection) as asked:
        boss.get(list_of(Order))
    assert len(asked) <= 9


def test_every_list_page_and_form_answers(boss):
    for model, make in ROWS.items():
        row = user("shown") if model is User else make(model.__name__[:8])
        assert boss.get(list_of(model), {"q": "nothing"}).status_code == 200
        assert boss.get(page_of(row)).status_code == 200, model
        assert boss.get(list_of(model) + "add/").status_code in {200, 403}, model


@pytest.mark.parametrize(
    "way", ["number", "code", "tracking", "package", "e-mail", "E-MAIL", "sku"]
)
def test_an_order_is_found_by_its_exact_names(boss, way):
    package = factories.package(state=PackageStatus.SHIPPED)
    other = factories.order()
    order = package.order
    named = {
        "number": order.number,
        "code": order.code,
        "tracking": package.tracking_number,
        "package": package.number,
        "e-mail": order.customer.email,
        "E-MAIL": order.customer.email.upper(),
        "sku": order.orderitem_set.get().product.sku,
    }

    html = boss.get(list_of(Order), {"q": f" {named[way]} "}).content.decode()
    part = boss.get(list_of(Order), {"q": named[way][:-1]}).content.decode()

    assert page_of(order) in html
    assert page_of(other) not in html
    assert page_of(order) not in part


def test_the_search_scans_no_table(boss):
    factories.package(state=PackageStatus.SHIPPED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        order_ids("nobody@example.com")
    for query in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan" not in plan, plan
    assert len(asked) == 6


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "a\0b"}, 200),
        ({"q": "%"}, 200),
        ({"p": "999"}, 200),
        ({"p": "x"}, 200),
        ({"o": "9"}, 200),
        ({"state": "\0"}, 200),
        ({"store": "9" * 30}, 200),
        ({"date_placed_from": "\0"}, 200),
        ({"code": "a\0b"}, 400),
        ({"code__startswith": "2"}, 400),
        ({"customer__email__startswith": "a"}, 400),
    ],
)
def test_odd_addresses_of_the_list_are_no_server_error(boss, query, status):
    factories.order()
    assert boss.get(list_of(Order), query).status_code == status


def test_a_list_counts_to_its_limit_and_no_further(boss, monkeypatch):
    for _ in range(4):
        factories.order()
    monkeypatch.setattr(CappedPaginator, "most", 3)

    with CaptureQueriesContext(connection) as asked:
        response = boss.get(list_of(Order))

    assert response.context["cl"].result_count == 3
    counts = [query["sql"] for query in asked if "COUNT" in query["sql"]]
    assert len(counts) == 1
    assert "LIMIT 4" in counts[0]
