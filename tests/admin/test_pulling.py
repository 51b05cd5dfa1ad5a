"""Pulling: cursors, orders by number, and what waits in quarantine."""

import pytest
from django.urls import reverse

from integrations.models import PullCursor, Quarantined
from integrations.omnitron import quarantine
from tests import factories
from tests.admin.arranged import act, page_of, said
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db


def test_a_quarantined_order_shows_how_it_came_and_why_and_trying_again_says_what_came_of_it(boss):
    shop = factories.channel()
    raw = '{"number": "N-1", "amount": 12.50, "note": "<script>"}'
    quarantine.keep(shop, raw, "The state is not known.", at=factories.NOON)
    row = Quarantined.objects.get()
    html = boss.get(page_of(row)).content.decode()

    response = act(boss, row, "try-again")

    row.refresh_from_db()
    assert "The state is not known." in html
    assert "&quot;amount&quot;: 12.50," in html
    assert "<script>&quot;" not in html
    assert said(response)[0].startswith("orders N-1: still not.")
    assert (row.tries, row.resolved_at) == (2, None)


def test_trying_again_needs_its_permission():
    shop = factories.channel()
    quarantine.keep(shop, '{"number": "N-1"}', "Why", at=factories.NOON)
    row = Quarantined.objects.get()
    looking = ["integrations.view_quarantined"]
    clerk = person("clerk", permissions=looking, every_channel=True, every_location=True)

    assert act(clerk, row, "try-again").status_code == 403
    row.refresh_from_db()
    assert row.tries == 1


def test_pull_now_makes_the_channel_due(boss):
    cursor = PullCursor.objects.create(channel=factories.channel(), last_error="Unreachable")
    act(boss, cursor, "pull-now")
    cursor.refresh_from_db()
    assert cursor.next_attempt_at is not None


def test_orders_are_pulled_by_number_and_each_has_its_result_on_the_page(boss):
    order = factories.order()
    sent = {"channel": order.channel.pk, "numbers": f"{order.number}, 77\n{order.number}"}

    response = boss.post(reverse("admin:integrations_pull_orders"), sent)

    rows = response.context["table"]["rows"]
    assert [number for number, _, _ in rows] == [order.number, "77"]
    assert "already exists" in rows[0][2]
    assert rows[1][2] != ""


def test_more_than_fifty_numbers_are_refused_before_anybody_is_asked(boss):
    sent = {"channel": factories.channel().pk, "numbers": " ".join(map(str, range(51)))}
    response = boss.post(reverse("admin:integrations_pull_orders"), sent)
    assert "At most 50 at once; these are 51." in response.content.decode()
    assert response.context["table"] is None


def test_pulling_needs_its_permission_and_a_channel_in_scope(boss):
    foreign, mine = factories.channel(), factories.channel()
    rights = ["orders.pull_order", "integrations.view_pullcursor"]
    address = reverse("admin:integrations_pull_orders")
    clerk = person("clerk", permissions=rights[1:], every_channel=True)
    puller = person("puller", permissions=rights, channels=[mine])

    assert clerk.get(address).status_code == 403
    answer = puller.post(address, {"channel": foreign.pk, "numbers": "1"})
    assert answer.context["table"] is None
    assert foreign.name not in puller.get(address).content.decode()
