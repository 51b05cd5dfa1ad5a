"""
The two orders that Akinon prints, pulled from a stand-in Omnitron, come out of our API as printed.

`published_orders.json` holds them without what is local by nature: our keys, the dates of our own
rows, e-mail addresses (the page hides them), secrets, the commands that an order accepts here, and
the item's state, which planning moves.
"""

from datetime import UTC, datetime

import pytest

from integrations.omnitron import pull
from integrations.sandbox import Sandbox
from tests import factories
from tests.orders.api.shapes import contract

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def as_printed(value, printed):
    """Return of our value what the printed one has keys for, in the order in which we say it."""
    if isinstance(printed, dict):
        kept = {key: as_printed(value[key], printed[key]) for key in value if key in printed}
        return kept if kept.keys() == printed.keys() else value
    if isinstance(printed, list) and len(value) == len(printed):
        return [as_printed(*pair) for pair in zip(value, printed, strict=True)]
    if isinstance(printed, str) and printed.startswith("{cdn_url}"):
        return "{cdn_url}" + value[value.index("/products/") :]
    return value


def test_the_two_printed_orders_come_out_as_they_are_printed(client, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with Sandbox(seed=7, every=None, allowed=True) as hub:
        shop = factories.channel(name="PZ Shop", omnitron_id=1, server=hub.omnitron_url,
                                 username="omnitron", password="sandbox")  # fmt: skip
        for _page in pull.pull_channel(shop.pk, now=NOW):
            pass
    numbers = "2291090711512921,2291086068212691"

    answer = client.get("/api/v1/oms/orders/", {"number__in": numbers, "sort": "-date_placed"})

    printed = contract("published_orders")
    shown = answer.json()["results"]
    assert [as_printed(*pair) for pair in zip(shown, printed, strict=True)] == printed
    for order in shown:
        assert order["shipping_address"] == order["billing_address"]
        assert order["customer"] == order["shipping_address"]["customer"]
