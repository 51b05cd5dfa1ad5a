"""Who sees only some locations commands what lies there now, and not what lay there once."""

import json

import pytest

from orders.commands import cancelling, orders
from orders.models import Order, OrderEvent, OrderItem, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER, item
from tests.moving import asked_meanwhile, moved, replanned, split

pytestmark = pytest.mark.django_db
ELSEWHERE = "not all of this order lies at your locations."
WHOLE = [
    ({"slug": "hold"}, f"Hold: {ELSEWHERE}"),
    ({"slug": "release"}, f"Release: {ELSEWHERE}"),
    ({"slug": "prioritise", "priority": 3}, f"Set the priority: {ELSEWHERE}"),
    ({"slug": "approve"}, f"Approve: {ELSEWHERE}"),
    ({"slug": "plan"}, f"Plan into a package: {ELSEWHERE}"),
    (
        {"slug": "cancel", "reason": "x"},
        "Name the units: others of this order are not yours to see.",
    ),
]


@pytest.fixture
def here():
    return factories.location()


@pytest.fixture
def there():
    return factories.location()


@pytest.fixture
def give(api, here):
    """Give a command as a store that sees one location, and return the answer."""
    client = api(rights=["read", "command"], locations=[here.pk])

    def post(row, **body):
        kind = row._meta.model_name
        return client.post(
            f"/api/v1/oms/{kind}s/{row.pk}/command/",
            json.dumps(body),
            content_type="application/json",
        )

    post.client = client
    return post


def ordered(here, count=1):
    shop = factories.channel(default_location=here)
    return factories.order(channel=shop, items=[item() for _ in range(count)])


def stand():
    return (
        OrderEvent.objects.count(),
        list(Order.objects.values()),
        list(Package.objects.order_by("pk").values()),
        list(OrderItem.objects.order_by("pk").values()),
    )


def refused(answer, said):
    return (answer.status_code, answer.json()) == (
        400,
        {"non_field_errors": [said], "code": "illegal_move"},
    )


@pytest.mark.parametrize(("body", "said"), WHOLE)
def test_an_order_that_lies_elsewhere_now_is_seen_and_not_commanded(give, here, there, body, said):
    order = ordered(here)
    replanned(order.packages.get(), to=there)
    before = stand()

    answer = give(order, **body)

    assert give.client.get(f"/api/v1/oms/orders/{order.pk}/").status_code == 200
    assert refused(answer, said), answer.content
    assert stand() == before


@pytest.mark.parametrize(("body", "said"), WHOLE)
def test_an_order_of_which_a_part_lies_elsewhere_is_not_commanded_whole(
    give, here, there, body, said
):
    order = ordered(here, count=2)
    split(order, order.orderitem_set.latest("pk"), to=there)
    before = stand()

    assert refused(give(order, **body), said)
    assert stand() == before


@pytest.mark.parametrize(("body", "said"), WHOLE)
def test_an_order_that_lies_nowhere_is_for_those_who_see_every_location(
    give, api, here, body, said
):
    order = ordered(here)
    factories.packages.cancel(order.packages.get().pk, by="test", at=LATER)
    assert order.packages.get().state == PackageStatus.CANCELLED
    before = stand()

    assert refused(give(order, **body), said)
    assert stand() == before
    path = f"/api/v1/oms/orders/{order.pk}/command/"
    hold = {"slug": "hold"}
    assert api(rights=["command"]).post(path, hold, "application/json").status_code == 204


def test_an_order_that_lies_here_whole_is_commanded_here(give, here):
    order = ordered(here, count=2)

    for body in (
        {"slug": "hold"},
        {"slug": "prioritise", "priority": 3},
        {"slug": "release"},
        {"slug": "cancel", "reason": "x"},
    ):
        assert give(order, **body).status_code == 204

    order.refresh_from_db()
    assert (order.state, order.priority) == (100, 3)


def test_units_are_cancelled_where_they_lie(give, here, there):
    order = ordered(here, count=2)
    mine, other = order.orderitem_set.order_by("pk")
    split(order, other, to=there)

    unseen = give(order, slug="cancel", reason="x", items=[mine.pk, other.pk])
    assert unseen.json()["items"] == [f"No units of this order: {other.pk}."]
    assert OrderItem.objects.filter(cancelled_at=None).count() == 2

    assert give(order, slug="cancel", reason="x", items=[mine.pk]).status_code == 204
    assert list(OrderItem.objects.filter(cancelled_at=None)) == [other]


def test_a_unit_that_lay_here_once_is_not_cancelled(give, here, there):
    order = ordered(here)
    replanned(order.packages.get(), to=there)
    unit = order.orderitem_set.select_related("product").get()
    before = stand()

    answer = give(order, slug="cancel", reason="x", items=[unit.pk])

    said = f"Nothing was cancelled. Not at your locations: {unit.product.sku}."
    assert refused(answer, said), answer.content
    assert stand() == before


def test_of_a_unit_that_is_cancelled_already_that_is_said(give, here):
    order = ordered(here, count=2)
    unit = order.orderitem_set.earliest("pk")
    cancelling.cancel(order.pk, items=[unit.pk], reason="x", by="test", at=LATER)

    answer = give(order, slug="cancel", reason="x", items=[unit.pk])

    assert refused(answer, f"Cancelled already: {unit.pk}."), answer.content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("body", "said"), [WHOLE[0], WHOLE[-1]])
def test_who_looked_before_the_package_moved_is_refused(give, here, there, body, said):
    order = ordered(here)
    package = order.packages.get()

    answer = asked_meanwhile(lambda: give(order, **body), lambda: replanned(package, to=there))

    assert refused(answer, said), answer.content
    order.refresh_from_db()
    assert (order.state, order.held_at) == (400, None)


@pytest.mark.django_db(transaction=True)
def test_a_package_that_moves_while_its_command_is_on_the_way_is_refused(give, here, there):
    package = ordered(here).packages.get()

    answer = asked_meanwhile(
        lambda: give(package, slug="start"), lambda: moved(package, stock_location=there)
    )

    said = "Start preparing: the package does not lie at your locations."
    assert refused(answer, said), answer.content
    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING


def test_what_the_hub_cancelled_elsewhere_bars_nothing_here(give, here, there):
    order = ordered(here)
    first = order.packages.get()
    second = replanned(first, to=there)
    replanned(second, to=here)

    assert give(order, slug="hold").status_code == 204
    assert orders.release(order.pk, by="test", at=LATER).held_at is None
