"""The reader: her days, her clock, her language."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.models import PullCursor
from orders.models import (
    Order,
    Package,
    StockLocation,
)
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db


def test_days_are_those_of_the_reader(boss, settings):
    settings.STAFF_TIME_ZONE = "Europe/Istanbul"
    late = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # half past midnight of the 21st there
    order = factories.order(date_placed=late)
    earlier = factories.order(date_placed=late - timedelta(hours=1))

    def shown(**query):
        html = boss.get(list_of(Order), query).content.decode()
        return [page_of(row) in html for row in (order, earlier)]

    assert shown(date_placed_from="2026-11-21", date_placed_to="2026-11-21") == [True, False]
    assert shown(date_placed_to="2026-11-20") == [False, True]
    assert shown(date_placed_from="2026-02-30") == [True, True]
    assert shown(date_placed_to="9999-12-31") == [True, True]


def test_a_store_reads_its_own_clock_and_the_page_names_the_zone(settings):
    settings.STAFF_TIME_ZONE = "Europe/Istanbul"
    mumbai = factories.location(time_zone="Asia/Kolkata")
    order = factories.order(channel=factories.channel(default_location=mumbai))
    local = person("local", every_channel=True, locations=[mumbai])
    far = person("far", every_channel=True, every_location=True)

    assert "21 Nov 2026 17:30 IST" in local.get(list_of(Order)).content.decode()
    assert "Times in Asia/Kolkata" in local.get(page_of(order)).content.decode()
    assert "21 Nov 2026 15:00 +03" in far.get(page_of(order)).content.decode()


def test_a_zone_that_does_not_exist_is_refused_and_would_stop_nobody(boss):
    place = factories.location()
    sent = {"is_active": "on", "time_zone": "Mars/Olympus", "quota": "0", "tags": "[]"}

    assert "Write it as Europe/Istanbul." in boss.post(page_of(place), sent).content.decode()
    StockLocation.objects.filter(pk=place.pk).update(time_zone="Mars/Olympus")
    clerk = person("clerk", every_channel=True, locations=[place])
    assert clerk.get("/admin/").status_code == 200


def test_states_are_named_in_the_language_of_the_reader(boss):
    factories.package(state=PackageStatus.PACKED)

    html = boss.get(list_of(Package), headers={"accept-language": "tr"}).content.decode()

    assert ">Paketlendi</span>" in html


def test_the_first_page_tells_the_last_pull_of_each_channel(boss):
    cursor = PullCursor.objects.create(
        channel=factories.channel(name="Marketplace"), last_error="Unreachable", last_result={}
    )
    html = boss.get("/admin/").content.decode()
    assert page_of(cursor) in html
    assert "Unreachable" in html
