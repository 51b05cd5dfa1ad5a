"""Units and charges are the order, the invoice and every partner, in any currency."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from integrations.pos import payload
from integrations.uniware import loading, sale_order
from integrations.xstak import sales_orders
from oms.core.currency import minor_unit
from orders import labels
from orders.commands.cancelling import cancel
from orders.commands.orders import release
from orders.facts import price
from orders.models import Order, OrderItem, Package
from orders.scope import EVERYTHING
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER
from tests.orders.test_order_money import shop

pytestmark = pytest.mark.django_db
SEEDS = range(4)


class Dice:
    """An order of any shape in one currency; its amount may differ from what it costs."""

    def __init__(self, seed: int, currency: str) -> None:
        self.random, self.currency = Random(seed), currency
        self.least = minor_unit(currency)

    def some(self, most=100_000):
        return self.random.randint(1, most) * self.least

    def item(self, net, **facts):
        nothing = {"discount_amount": None, "retail_price": None, "currency": self.currency}
        return factories.item(**({"net_amount": net, "price": abs(net)} | nothing | facts))

    def items(self):
        items = [self.item(self.some()) for _ in range(self.random.randint(2, 4))]
        for _ in range(self.random.randint(0, 2)):
            parent = self.item(self.some())
            parts = self.random.randint(1, 3)
            worth = self.random.choice([None, Decimal(0), self.some()])
            inside = {"parent_omnitron_id": parent.omnitron_id, "retail_price": worth}
            items += [parent, *(self.item(0 * self.least, **inside) for _ in range(parts))]
        if self.random.random() < 0.5:
            items.append(self.item(-self.least * self.random.randint(1, 2)))
        return items

    def order(self):
        channel, facts = shop(), {"currency": self.currency, "payment_type": "cod"}
        charges = ("shipping_amount", "cod_amount", "gift_wrap_amount")
        facts |= {name: self.random.choice([Decimal(0), self.some(5000)]) for name in charges}
        draft = factories.draft(channel=channel, items=self.items(), **facts)
        off = self.random.choice([0, 0, 1, -1, -37, 5000]) * self.least
        paid = self.random.choice([Decimal(0), self.some(500)])
        draft = replace(draft, amount=draft.amount + off, paid_amount=paid)
        (outcome,) = factories.receive(draft, channel=channel)
        return Order.objects.get(pk=outcome.order_id)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("currency", ["inr", "jpy", "kwd"])
@pytest.mark.parametrize("rounded", [False, True])
def test_every_door_says_the_same_sum_to_the_minor_unit(settings, seed, currency, rounded):
    settings.INVOICE_ROUND_OFF = rounded
    row = Dice(seed, currency).order()
    if row.held_at:
        release(row.pk, by="test", at=LATER)
    units = OrderItem.objects.filter(order=row, is_parent=False).select_related("product")
    assert price.total(units) == row.amount

    cancel(row.pk, items=[units.order_by("pk")[0].pk], reason="test", by="test", at=LATER)
    left = units.filter(cancelled_at=None)
    paid = sum(unit.prepaid_amount for unit in left)
    factories.package(state=PackageStatus.SHIPPED, order=row)
    package = payload.load(Package.objects.get(order=row).pk)
    invoice, lines = package.invoice, list(package.invoice.lines.all())

    cost = price.total(left)
    assert sum(line.total for line in lines) == cost
    assert sum(tax.gross for line in lines for tax in line.taxes.all()) == cost
    assert invoice.total == price.rounded_off(cost, currency)
    assert _pushed(package) == cost
    assert sales_orders._amounts(list(left))["total"] == f"{cost:f}"
    (facts,) = loading.whole(Order.objects.filter(pk=row.pk), EVERYTHING)
    shown = sale_order.render(facts, payment=False)
    mine = {unit.pk: price.gross(unit) for unit in units}
    assert {unit["id"]: unit["totalPrice"] for unit in shown["saleOrderItems"]} == mine
    due = labels.due(package)
    assert due == invoice.total - paid
    assert shown["shippingPackages"][0]["collectableAmount"] == due


def _pushed(package):
    items = payload.render(package)["invoiceDetails"]["invoiceItems"]
    prices = [unit["orderItemPrice"] for item in items for unit in item["orderItems"]]
    wrapped = [unit["giftWrap"]["giftWrapCharges"] for item in items for unit in item["orderItems"]]
    names = ("sellingPrice", "shippingCharges", "cashOnDeliveryCharges")
    parts = sum(each[name] for each in prices for name in names) + sum(wrapped)
    assert parts == sum(each["totalPrice"] for each in prices)
    return parts
