"""What a registered seller cannot bill yet is refused over the wire, and mended over the wire."""

import pytest

from orders.models import OrderItem, Package
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_unit_without_a_rate_is_refused_with_a_sentence_and_then_gets_one(api):
    store = factories.location(seller_gstin="27AAPFU0939F1ZV")
    unit = factories.item(tax_rate=None, product=factories.product(sku="WLT-1"))
    factories.order(channel=factories.channel(default_location=store), items=[unit])
    package = Package.objects.get()
    client = api(rights=["read", "command"])

    def give(kind, key, **body):
        path = f"/api/v1/oms/{kind}s/{key}/command/"
        return client.post(path, body, content_type="application/json")

    refused = give("package", package.pk, slug="pack")
    assert (refused.status_code, refused.json()["code"]) == (400, "illegal_move")
    assert "No tax rate is on record for WLT-1." in refused.content.decode()

    wrong = give("order", package.order_id, slug="set-tax-rate", tax_rate="5 %", reason="asked")
    assert (wrong.status_code, list(wrong.json())) == (400, ["tax_rate", "code"])

    given = give("order", package.order_id, slug="set-tax-rate", tax_rate="5.00", reason="asked")
    assert given.status_code == 204
    assert str(OrderItem.objects.get().tax_rate_override) == "5.00"
    assert give("package", package.pk, slug="pack").status_code == 204
