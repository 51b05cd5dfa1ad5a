"""A newer copy that waits: said on the page, barred at the button, and gone on without."""

import pytest

from integrations.models import Quarantined
from integrations.omnitron import quarantine
from orders.models import Order, Package
from tests import factories
from tests.admin.arranged import commands_on, list_of, page_of, press, said
from tests.admin.conftest import STORE, person
from tests.factories import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    order = factories.order()
    Order.objects.filter(pk=order.pk).update(newer_copy_at=LATER)
    return Order.objects.get()


def test_the_page_says_it_and_the_manager_goes_on_with_a_reason(boss, waiting):
    page = boss.get(page_of(waiting)).content.decode()
    assert "newer copy of this order that could not be taken" in page
    assert f"/admin/integrations/quarantined/?open=yes&amp;q={waiting.number}" in page
    package = Package.objects.get()
    assert "pack" not in commands_on(boss, package)

    response = press(boss, waiting, waiting, "go-on-without-copy", reason="They called.")

    assert response.status_code == 302, response.content
    assert "done" in said(response)[-1]
    assert "pack" in commands_on(boss, package)
    assert "Reason: They called." in boss.get(page_of(waiting)).content.decode()


def test_who_only_packs_is_not_offered_to_go_on(waiting):
    clerk = person("clerk", permissions=STORE, every_channel=True, every_location=True)

    assert "go-on-without-copy" not in commands_on(clerk, waiting)


def test_the_quarantine_shows_the_state_at_the_hub_and_why_a_row_waits(boss, waiting):
    row = f'{{"pk": 7, "number": "{waiting.number}", "status": "100"}}'
    twin = Quarantined.Cause.TWIN
    quarantine.keep(waiting.channel, row, "Taken.", at=LATER, cause=twin)

    shown = boss.get(list_of(Quarantined), {"cause": "twin"}).content.decode()

    assert waiting.number in shown
    assert "Cancelled" in shown
    assert (
        "another order has its number"
        in boss.get(page_of(Quarantined.objects.get())).content.decode()
    )
    unreadable = boss.get(list_of(Quarantined), {"cause": "unreadable"}).context["cl"]
    assert unreadable.result_count == 0
