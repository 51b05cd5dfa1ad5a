"""The first page tells who runs the house what is not well."""

import pytest

from oms.health import REMEDY
from oms.models import Alarm
from tests import factories
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db

SILENT = "No worker has given a sign of life yet; after a start it takes half a minute."


def troubles(client):
    rows = client.get("/admin/").context["troubles"]
    return {row["cause"]: (row["detail"], row["since"], row["now"]) for row in rows}


def test_what_is_not_well_is_told_in_sentences_with_the_moment_of_its_alarm(boss):
    Alarm.objects.create(cause="worker", detail="Silent.", raised_at=factories.NOON)
    Alarm.objects.create(cause="gone", detail="It was bad.", raised_at=factories.NOON)
    Alarm.objects.create(
        cause="old", detail="Long ago.", raised_at=factories.NOON, cleared_at=factories.NOON
    )

    found = troubles(boss)

    assert found["worker"] == (f"{SILENT} {REMEDY.format('push')}", "21 Nov 2026 12:00 UTC", True)
    assert found["gone"] == ("It was bad.", "21 Nov 2026 12:00 UTC", False)
    assert "old" not in found
    assert "database" not in found


@pytest.mark.parametrize(
    ("role", "scope", "told"),
    [
        ("manager", {"every_channel": True, "every_location": True}, True),
        ("manager", {"every_channel": True}, False),
        ("store", {"every_channel": True, "every_location": True}, False),
    ],
)
def test_only_who_runs_the_whole_house_is_told(role, scope, told):
    somebody = person("somebody", role=role, **scope)
    assert ("worker" in troubles(somebody)) is told
    assert (SILENT in somebody.get("/admin/").content.decode()) is told
