"""SQLite keeps numbers as floats: amounts are texts there, compared as what they mean."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders.models import Order
from tests import factories

pytestmark = pytest.mark.django_db

AMOUNTS = {"inr": "1200.00", "jpy": "1200", "kwd": "12.340"}


@pytest.mark.parametrize("currency", AMOUNTS)
def test_an_amount_keeps_the_decimals_of_its_currency(currency):
    amount = Decimal(AMOUNTS[currency])
    item = factories.item(currency=currency, net_amount=amount, price=amount)
    order = factories.order(currency=currency, amount=amount, items=[item])

    assert f"{Order.objects.get(pk=order.pk).amount:f}" == AMOUNTS[currency]
    assert f"{order.orderitem_set.get().net_amount:f}" == AMOUNTS[currency]


def test_amounts_are_compared_as_numbers():
    orders = [factories.order(amount=Decimal(amount)) for amount in ("9.00", "10.00")]

    assert list(Order.objects.filter(amount__gt=9)) == orders[1:]
    assert list(Order.objects.filter(amount__lte=Decimal("9.0"))) == orders[:1]
    assert list(Order.objects.filter(amount=10)) == orders[1:]
    assert not Order.objects.filter(cod_amount__gt=0).exists()


@pytest.mark.parametrize("amount", ["1000000000000", "1.00001"])
def test_the_database_takes_no_amount_that_is_none(amount):
    order = factories.order()

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(amount=Decimal(amount))
