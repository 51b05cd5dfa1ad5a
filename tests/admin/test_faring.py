"""How a channel fares is said on its own page, its cursor's and the first, with a next step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.models import PullCursor
from integrations.omnitron import quarantine
from orders.models import Order
from tests import factories
from tests.admin.arranged import act, list_of, page_of, said
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db

LOST = "It is due, and nobody does it: is there a worker for the queue “pull”, and a beat?"
PLAN = "/admin/orders/order/?channel={}&amp;pile=unplanned"


@pytest.fixture
def shop():
    shop = factories.channel(name="Shop", omnitron_id=7)
    long_ago = timezone.now() - timedelta(hours=2)
    PullCursor.objects.create(channel=shop, completed_at=long_ago, next_attempt_at=long_ago)
    quarantine.keep(shop, '{"number": "N-1"}', "It is odd.", at=timezone.now())
    return shop


def lonely(shop):
    """An order that no location takes, for a while by now."""
    shop.default_location.is_active = False
    shop.default_location.save()
    order = factories.order(channel=shop)
    long_ago = timezone.now() - timedelta(hours=1)
    Order.objects.filter(pk=order.pk).update(modified_date=long_ago)
    return order


def html(client, page):
    return client.get(page).content.decode()


def test_a_channel_that_is_not_pulled_says_why_on_its_page_its_cursors_and_the_first(boss, shop):
    lonely(shop)
    for page in (page_of(shop), page_of(PullCursor.objects.get()), "/admin/"):
        shown = html(boss, page)
        assert LOST in shown
        assert "The last one: It is odd." in shown
        assert "1 orders of Shop lie in no package" in shown
    assert PLAN.format(shop.pk) in html(boss, page_of(shop))
    assert "trouble</span>" in html(boss, list_of(PullCursor))


def test_a_cause_on_the_first_page_leads_to_where_it_can_be_looked_into(boss, shop):
    rows = boss.get("/admin/").context["troubles"]
    doors = {row["cause"]: row["url"] for row in rows}
    assert doors["pull:7"] == page_of(shop)
    assert doors["quarantine:7"] == "/admin/integrations/quarantined/?open=yes"
    assert doors["worker"] is None


def test_staff_of_a_single_store_hear_of_the_pulls_and_of_nobody_elses_orders(shop):
    lonely(shop)
    rights = ["integrations.view_pullcursor", "orders.view_channel"]
    store = person("store", permissions=rights, channels=[shop], locations=[factories.location()])
    for page in (page_of(shop), page_of(PullCursor.objects.get()), "/admin/"):
        shown = html(store, page)
        assert LOST in shown
        assert "It is odd" not in shown
        assert "no package" not in shown


def test_a_channel_that_is_off_is_called_so_and_is_not_pulled_by_a_button(boss, shop):
    type(shop).objects.update(is_active=False)
    cursor = PullCursor.objects.get()
    assert "It is switched off: nothing of it is pulled." in html(boss, page_of(shop))
    assert "switched off</span>" in html(boss, list_of(PullCursor))

    answer = act(boss, cursor, "pull-now")

    assert said(answer) == ["Shop is not pulled: it is off, or has no server."]


def test_orders_in_no_package_are_a_pile_and_are_planned_together(boss, shop):
    order = lonely(shop)
    factories.order()
    page = f"{list_of(Order)}?pile=unplanned"
    assert list(boss.get(page).context["cl"].queryset) == [order]
    shop.default_location.is_active = True
    shop.default_location.save()

    answer = boss.post(page, {"action": "plan", "_selected_action": [order.pk]})

    assert said(answer) == ["Plan into a package: 1 orders done."]
    assert list(boss.get(page).context["cl"].queryset) == []


def test_planning_together_needs_its_permission(shop):
    order = lonely(shop)
    clerk = person(
        "clerk", permissions=["orders.view_order"], every_channel=True, every_location=True
    )
    clerk.post(list_of(Order), {"action": "plan", "_selected_action": [order.pk]})
    assert not order.packages.exists()
