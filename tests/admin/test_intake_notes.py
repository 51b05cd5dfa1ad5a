"""Notes of intake: on the order's page, the product's, the channel's, and in the list's filter."""

from dataclasses import replace

import pytest
from django.utils import timezone

from orders.drafts import NoteDraft
from orders.models import Order, Product
from tests import factories
from tests.admin.arranged import list_of, page_of

pytestmark = pytest.mark.django_db

NOTE = "Product SKU-9, barcode: sent as a number; read as a text."


@pytest.fixture
def noted():
    shop = factories.channel(name="Shop")
    product = factories.product(omnitron_id=9009, sku="SKU-9")
    draft = factories.draft(channel=shop, items=[factories.item(product=product)])
    notes = (NoteDraft("product 9009.barcode", NOTE, ("product", 9009)),)
    factories.receive(replace(draft, intake_notes=notes), channel=shop, at=timezone.now())
    return Order.objects.get()


def test_the_pages_of_order_and_product_tell_the_note(boss, noted):
    assert NOTE in boss.get(page_of(noted)).content.decode()
    assert NOTE in boss.get(page_of(Product.objects.get(sku="SKU-9"))).content.decode()


def test_the_list_keeps_the_orders_that_carry_notes(boss, noted):
    factories.order()

    shown = boss.get(list_of(Order), {"notes": "yes"}).context["cl"].queryset

    assert list(shown) == [noted]


def test_the_channels_page_counts_its_orders_with_notes(boss, noted):
    page = boss.get(page_of(noted.channel)).content.decode()

    assert "1 orders of the last 7 days were taken with notes" in page
    assert f"/admin/orders/order/?channel={noted.channel_id}&amp;notes=yes" in page
