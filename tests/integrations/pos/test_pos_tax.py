"""The tax in the body of a dispatch: what the invoice kept for each unit, summed."""

from decimal import Decimal

import pytest

from integrations.pos import payload
from orders.models import InvoiceTax
from tests import factories
from tests.integrations.pos.bodies import body, shipped, tax

pytestmark = pytest.mark.django_db


def test_tax_is_the_sum_of_what_was_rounded_for_each_unit():
    shirt = factories.product(sku="SHIRT")
    units = [factories.item(product=shirt, net_amount=Decimal("0.99")) for _ in range(3)]
    order = factories.order(items=units, shipping_amount=Decimal("0.50"))

    (item,) = body(shipped(order))["invoiceDetails"]["invoiceItems"]

    goods, shipping = item["taxBreakUp"]
    halves = {"centralGstPercentage": "9.00", "stateGstPercentage": "9.00"}
    assert goods == tax("SELLING_PRICE", centralGst="0.24", stateGst="0.24", **halves)
    assert shipping == tax("SHIPPING_CHARGES", centralGst="0.03", stateGst="0.03", **halves)


def test_an_invoice_written_before_tax_rows_were_kept_is_told_the_same():
    package = shipped(factories.order(shipping_amount=Decimal("12.34")))
    before = body(package)

    InvoiceTax.objects.all().delete()

    assert body(package) == before
    assert before["invoiceDetails"]["invoiceItems"][0]["taxBreakUp"][1]["centralGst"] == Decimal(
        "0.94"
    )


def test_without_a_rate_there_is_no_tax():
    item = factories.item(tax_rate=None)

    (billed,) = body(shipped(factories.order(items=[item])))["invoiceDetails"]["invoiceItems"]

    assert billed["taxBreakUp"] == [tax("SELLING_PRICE"), tax("SHIPPING_CHARGES")]


@pytest.mark.parametrize("units", [1, 7])
def test_seven_units_cost_the_statements_of_one(units, django_assert_num_queries):
    package = shipped(factories.order(items=[factories.item() for _ in range(units)]))

    with django_assert_num_queries(15):
        payload.render(payload.load(package.pk))
