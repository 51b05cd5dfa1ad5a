"""The story of an order."""

import json

import pytest

from integrations.omnitron import quarantine
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import (
    page_of,
    press,
)

pytestmark = pytest.mark.django_db


def test_the_page_of_an_order_tells_its_story_newest_first(boss):
    package = factories.package(state=PackageStatus.READY)
    press(boss, package, package, "pack", invoice_number="A-7", invoice_date="")
    quarantine.keep(
        package.order.channel,
        json.dumps({"number": package.order.number}),
        "A later copy was garbled.",
        at=factories.NOON,
    )

    story = boss.get(page_of(package.order)).context["timeline"]

    titles = [entry.title for entry in story]
    assert titles[0] == f"Packed {package.number}"
    assert story[0].detail == "Ready for Packaging → Packed\nby boss"
    assert f"Package planned {package.number}" in titles
    assert "A copy from Omnitron waits in quarantine" in titles
    assert [entry.at for entry in story] == sorted((e.at for e in story), reverse=True)
