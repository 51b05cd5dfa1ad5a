"""How an order of the hub is paid, in the two words of this dialect."""

from decimal import Decimal

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
PAID = [("credit_card", "0.00", "PREPAID"), ("pay_on_delivery", "0.00", "COD"),
        ("cash_on_delivery", "25.00", "COD"), ("bank_transfer", "0.00", "PREPAID")]  # fmt: skip


@pytest.fixture
def order(shop):
    def make(payment_type, cod_amount):
        facts = {"payment_type": payment_type, "cod_amount": Decimal(cod_amount)}
        return factories.order(channel=shop.channel, **facts)

    return make


@pytest.mark.parametrize(("payment_type", "cod_amount", "mode"), PAID)
def test_an_order_of_the_hub_is_prepaid_or_paid_on_delivery(
    vijay, order, payment_type, cod_amount, mode
):
    one = order(payment_type, cod_amount)

    assert vijay.get(f"orders/{one.pk}").json()["data"]["payment"]["mode"] == mode


@pytest.mark.parametrize(("payment_type", "cod_amount", "mode"), PAID)
def test_only_what_was_paid_before_is_refunded(vijay, order, payment_type, cod_amount, mode):
    one = order(payment_type, cod_amount)

    answer = vijay.post(f"orders/{one.pk}/cancel", {"reasonCode": "CUSTOMER_REQUEST"})

    refund = answer.json()["data"]["refund"]
    due = {"amount": "250.00", "status": "PENDING"}
    nothing = {"amount": "0.00", "status": "NOT_APPLICABLE"}
    assert refund == {"mode": mode} | (due if mode == "PREPAID" else nothing)
