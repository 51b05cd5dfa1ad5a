"""The log of moves, and the short list of packages: what is found, how much, and by whom."""

import pytest
from django.contrib.contenttypes.models import ContentType

from orders.models import Package, State, StateTransitionLog
from orders.workflow import PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db
LOGS = "/api/v1/oms/state-transition-logs/"
SHORT = "/api/v1/oms/packages/short/"


def rows(client, path=LOGS, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def kind(model):
    return ContentType.objects.get_for_model(model).pk


@pytest.fixture
def package():
    return factories.package(state=PackageStatus.PREPARING)


def test_a_move_tells_both_states_of_its_kind_who_and_when(client, package):
    (move,) = rows(
        client, object_id=package.pk, content_type=kind(Package), old_state__enum_value=100
    )

    states = [
        (move[name]["enum_class"], move[name]["enum_value"], move[name]["content_type"])
        for name in ("old_state", "new_state")
    ]
    assert states == [
        ("PackageStatus", "100", kind(Package)),
        ("PackageStatus", "200", kind(Package)),
    ]
    assert (move["object_id"], move["content_type"]) == (package.pk, kind(Package))
    assert (move["user"], move["attributes"]["kind"]) == (None, "package.started")
    assert client.get(f"{LOGS}{move['id']}/").json() == move


def test_ten_come_at_a_time_the_newest_first_and_a_hundred_at_most(client):
    for _ in range(4):
        factories.package(state=PackageStatus.PREPARING)
    assert StateTransitionLog.objects.count() > 10

    ids = [row["id"] for row in rows(client)]

    newest = StateTransitionLog.objects.order_by("-pk").values_list("pk", flat=True)
    assert ids == list(newest[:10])
    assert client.get(LOGS, {"limit": 101}).status_code == 400


@pytest.mark.parametrize("sort", ["id", "-id", "created_date", "-created_date", "modified_date"])
def test_each_published_order_is_understood(client, package, sort):
    ids = [row["id"] for row in rows(client, sort=sort)]

    column = sort.replace("modified", "created")
    assert ids == list(
        StateTransitionLog.objects.order_by(column, "-pk" if "-" in sort else "pk")
        .values_list("pk", flat=True)[:10]
    )  # fmt: skip


def test_a_state_is_found_by_its_row_its_code_and_its_name(client, package):
    row = State.objects.get(content_type=kind(Package), enum_value="200")
    moved = set(
        StateTransitionLog.objects.filter(content_type=kind(Package), new_state=200).values_list(
            "pk", flat=True
        )
    )
    assert len(moved) == 1

    by_row = rows(client, new_state=row.pk)
    by_code = rows(client, new_state__enum_value__in="200", content_type=kind(Package))
    by_name = rows(client, new_state__name="Preparing", content_type=kind(Package))
    in_turkish = rows(client, new_state__name="Hazırlanıyor", content_type=kind(Package))

    found = [{move["id"] for move in moves} for moves in (by_row, by_code, by_name, in_turkish)]
    assert found == [moved] * 4
    assert rows(client, old_state__name="Preparing") == rows(client, new_state=0) == []


def test_a_time_is_found_under_both_names(client, package):
    at = "2020-01-01T00:00:00Z"

    for name in ("created_date", "modified_date"):
        assert rows(client, **{f"{name}__lt": at, "limit": 100}) == []
        assert len(rows(client, **{f"{name}__gte": at, "limit": 100})) == (
            StateTransitionLog.objects.count()
        )


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (LOGS, {"state": "100"}),
        (LOGS, {"sort": "object_id"}),
        (LOGS, {"old_state": "waiting"}),
        (LOGS, {"old_state__enum_value__in": "100,,200"}),
        (LOGS, {"created_date__gt": "yesterday"}),
        (SHORT, {"packageitem_count": "1"}),
        (SHORT, {"sort": "order"}),
        (SHORT, {"limit": "101"}),
    ],
)
def test_what_cannot_be_obeyed_is_refused_by_name(client, package, path, query):
    answer = client.get(path, query)

    assert answer.status_code == 400
    assert set(query) <= set(answer.json())


def seen_by(client):
    moves = rows(client, limit=100)
    return {(move["content_type"], move["object_id"]) for move in moves}


def test_a_location_sees_the_moves_of_its_own_packages_and_their_units_alone(api):
    here = factories.package(state=PackageStatus.PREPARING)
    there = factories.package(state=PackageStatus.PREPARING)
    client = api(locations=[here.stock_location_id])

    seen = seen_by(client)

    contents = [*here.packageitem_set.all()]
    units = [content.order_item for content in contents]
    own = {(kind(type(row)), row.pk) for row in (here, here.order, *contents, *units)}
    assert (kind(Package), here.pk) in seen
    assert seen <= own
    theirs = StateTransitionLog.objects.filter(content_type=kind(Package), object_id=there.pk)
    assert client.get(f"{LOGS}{theirs[0].pk}/").status_code == 404
    assert client.get(f"{LOGS}{theirs[0].pk}/").content == client.get(f"{LOGS}0/").content


def test_a_channel_sees_the_moves_of_its_own_orders_alone(api):
    own, foreign = factories.package(), factories.package(channel=factories.channel())
    client = api(channels=[own.order.channel_id])

    seen = seen_by(client)

    assert (kind(Package), own.pk) in seen
    assert (kind(Package), foreign.pk) not in seen


def test_a_short_package_has_keys_a_code_and_the_number_of_its_units(client):
    package = factories.package(
        state=PackageStatus.SHIPPED, items=[factories.item(), factories.item()]
    )

    (row,) = rows(client, SHORT, number=package.number)

    assert (row["state"], row["packageitem_count"]) == ("600", 2)
    assert (row["order"], row["stock_location"]) == (package.order_id, package.stock_location_id)
    assert row["stock_location_erp_code"] == package.stock_location.erp_code
    assert row["tracking_number"] == package.tracking_number


def test_a_location_finds_its_own_packages_in_the_short_list(api):
    here, there = factories.package(), factories.package()
    assert here.stock_location != there.stock_location

    listed = rows(api(locations=[here.stock_location_id]), SHORT)

    assert [row["id"] for row in listed] == [here.pk]
