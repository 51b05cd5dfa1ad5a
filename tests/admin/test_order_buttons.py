"""The buttons of a whole order: hold, release, priority, approval, cancellation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.commands import orders
from orders.models import Order, OrderEvent
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import commands_on, list_of, page_of, press, said, split_order
from tests.admin.conftest import STORE, person
from tests.factories import LATER, item

pytestmark = pytest.mark.django_db
BY = {"by": "test", "at": LATER}


def placed_here():
    unit = item(omnitron_id=None, status=350)
    return factories.order(omnitron_id=None, items=[unit], status=350)


def test_a_click_on_every_command_of_an_order_runs_it(boss):
    order = placed_here()
    unit = order.orderitem_set.get()

    for slug, typed, state in [
        ("hold", {"reason": "fraud?"}, "Confirmation Waiting and held"),
        ("prioritise", {"priority": "3"}, "Confirmation Waiting and held"),
        ("approve", {}, "Approved and held"),
        ("release", {}, "Approved"),
        ("cancel", {"reason": "by mistake", "items": [str(unit.pk)]}, "Cancelled"),
    ]:
        assert slug in commands_on(boss, order)
        response = press(boss, order, order, slug, **typed)
        assert response.status_code == 302, response.content
        assert said(response)[-1].endswith(f"– done. It is now {state}.")

    order.refresh_from_db()
    assert (order.state, order.priority) == (100, 3)
    assert OrderEvent.objects.filter(by="staff:boss").count() == 8
    page = boss.get(page_of(order)).content.decode()
    for title in ("Order held", "Priority set", "Order approved", "Order released"):
        assert title in page
    assert "Cancel reason: by mistake" in page


def test_no_unit_ticked_is_the_whole_order(boss):
    order = factories.order(items=[item(), item()])

    press(boss, order, order, "cancel", reason="by mistake")

    assert set(order.orderitem_set.values_list("state", flat=True)) == {100}


def test_a_held_order_says_so_on_its_page_on_its_packages_and_in_both_lists(boss):
    package = factories.package()
    badge = '<span class="oms-badge oms-bad">held</span>'
    pages = [page_of(package.order), page_of(package), list_of(Order), list_of(type(package))]
    assert [badge in boss.get(page).content.decode() for page in pages] == [False] * 4

    orders.hold(package.order_id, **BY)

    assert [badge in boss.get(page).content.decode() for page in pages] == [True] * 4
    assert commands_on(boss, package) == ["cancel"]


@pytest.mark.parametrize("rows", ["order", "package"])
def test_seven_held_rows_cost_what_one_costs(boss, rows):
    page = list_of(type(factories.package()) if rows == "package" else Order)
    factories.package()

    def cost():
        Order.objects.update(held_at=LATER)
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(page).status_code == 200
        return len(captured)

    of_two = cost()
    for _ in range(5):
        factories.package()

    assert cost() == of_two


def test_many_orders_are_held_and_released_at_once_and_who_cannot_is_named(boss):
    waiting = [factories.order(), factories.order()]
    gone = factories.package(state=PackageStatus.SHIPPED).order
    every = [str(order.pk) for order in (*waiting, gone)]

    held = boss.post(list_of(Order), {"action": "hold", "_selected_action": every})

    assert said(held) == [f"{gone}: Hold: not possible while Shipped.", "Hold: 2 orders done."]
    assert Order.objects.exclude(held_at=None).count() == 2
    boss.post(list_of(Order), {"action": "release", "_selected_action": every[:2]})
    assert Order.objects.exclude(held_at=None).count() == 0


def test_who_may_not_hold_is_offered_neither_button_nor_action():
    order = factories.order()
    clerk = person("clerk", every_channel=True, every_location=True)

    assert commands_on(clerk, order) == ["start", "ready", "pack", "cancel"]  # of the package
    assert press(clerk, order, order, "hold").status_code == 403
    clerk.post(list_of(Order), {"action": "hold", "_selected_action": [str(order.pk)]})
    assert Order.objects.get().held_at is None


def test_a_person_of_one_store_cancels_only_what_they_see_and_must_say_which():
    here, there = factories.location(), factories.location()
    order, mine, _other = split_order(here=here, there=there)
    clerk = person(
        "clerk",
        permissions=[*STORE, "orders.cancel_order"],
        every_channel=True,
        locations=[here],
    )
    seen = mine.packageitem_set.get().order_item
    unseen = order.orderitem_set.exclude(pk=seen.pk).get()

    for typed in ({}, {"items": [str(unseen.pk)]}):
        assert press(clerk, order, order, "cancel", reason="x", **typed).status_code == 200
    assert OrderEvent.objects.filter(kind="order.items_cancelled").count() == 0
    press(clerk, order, order, "cancel", reason="x", items=[str(seen.pk)])

    seen.refresh_from_db()
    unseen.refresh_from_db()
    assert (seen.state, unseen.cancelled_at) == (100, None)


def test_a_refusal_is_a_sentence_and_nothing_happened(boss):
    package = factories.package(state=PackageStatus.PACKED)
    events = OrderEvent.objects.count()

    response = press(boss, package.order, package.order, "cancel", reason="x")

    assert said(response)[0].startswith(
        f"Nothing was cancelled. Package {package.number} is packed"
    )
    assert OrderEvent.objects.count() == events
