"""A newer copy that waits bars pack over the wire with a sentence, and its way out is a command."""

import pytest

from orders.models import Order, Package
from tests import factories
from tests.factories import LATER

pytestmark = pytest.mark.django_db


def test_pack_says_why_not_and_going_on_without_the_copy_needs_a_reason(api):
    factories.order()
    Order.objects.update(newer_copy_at=LATER)
    package = Package.objects.get()
    client = api(rights=["read", "command"])

    def give(kind, key, **body):
        path = f"/api/v1/oms/{kind}s/{key}/command/"
        return client.post(path, body, content_type="application/json")

    refused = give("package", package.pk, slug="pack")
    assert (refused.status_code, refused.json()["code"]) == (400, "illegal_move")
    assert "Omnitron has a newer copy of this order" in refused.content.decode()
    shown = client.get(f"/api/v1/oms/orders/{package.order_id}/").json()["commands"]
    assert "go-on-without-copy" in [command["slug"] for command in shown]

    slug = "go-on-without-copy"
    assert list(give("order", package.order_id, slug=slug).json()) == ["reason", "code"]
    assert give("order", package.order_id, slug=slug, reason="They called.").status_code == 204
    assert Order.objects.get().skipped_copy_at == LATER
    assert give("package", package.pk, slug="pack").status_code == 204
