"""The money of bundles, coupons and discounts, from the hub's words to every door."""

from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from pypdf import PdfReader

from integrations.omnitron.mapping import order_draft
from integrations.pos import payload
from integrations.uniware import loading, sale_order
from integrations.vijaysales import answers
from integrations.xstak import sales_orders
from orders import labels
from orders.api.items import OrderItemSerializer
from orders.commands.orders import release
from orders.commands.packages import pack
from orders.facts import payment, price, tax_rate
from orders.models import Order, OrderEvent, OrderItem, Package
from orders.scope import EVERYTHING
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON
from tests.integrations.omnitron.test_mapping import told

pytestmark = pytest.mark.django_db
SELLER = "27AAPFU0939F1ZV"


def shop():
    store = factories.location(seller_gstin=SELLER, seller_name="Acme", state_code="MH")
    return factories.channel(default_location=store)


def bundle(money="999.00", parts=("0.00", "0.00"), *, retail=("0.00", "0.00"), **facts):
    """A bundle's parent and its parts, as the hub tells them."""
    parent = item(money, product=factories.product(sku="SET-1"))
    children = [
        item(net, retail_price=Decimal(worth), parent_omnitron_id=parent.omnitron_id, **facts)
        for net, worth in zip(parts, retail, strict=True)
    ]
    return [parent, *children]


def item(net, **facts):
    nothing = {"discount_amount": Decimal("0.00"), "retail_price": None}
    return factories.item(**({"net_amount": Decimal(net), "price": Decimal(net)} | nothing | facts))


def order(items, **facts):
    facts.setdefault("payment_type", "pay_on_delivery")
    return factories.order(channel=facts.pop("channel", None) or shop(), items=items, **facts)


def goods(row):
    units = row.orderitem_set.filter(is_parent=False).order_by("pk")
    return [f"{unit.goods:f}" for unit in units]


def everywhere(row):
    """Ship an order, and return the sum that each door says of its one package."""
    factories.package(state=PackageStatus.SHIPPED, order=row)
    package = payload.load(Package.objects.get(order=row).pk)
    items = payload.render(package)["invoiceDetails"]["invoiceItems"]
    prices = [unit["orderItemPrice"] for each in items for unit in each["orderItems"]]
    (facts,) = loading.whole(Order.objects.filter(pk=row.pk), EVERYTHING)
    shown = sale_order.render(facts, payment=False)
    units = OrderItem.objects.filter(order=row, is_parent=False).select_related("product")
    return {
        "order": f"{row.amount:f}",
        "invoice": f"{package.invoice.total:f}",
        "pos": f"{sum(each['totalPrice'] for each in prices):f}",
        "uniware": f"{sum(unit['totalPrice'] for unit in shown['saleOrderItems']):f}",
        "uniware collects": f"{shown['shippingPackages'][0]['collectableAmount']:f}",
        "xstak": sales_orders._amounts(list(units))["total"],
        "label": f"{labels.due(package):f}",
    }


def test_a_bundle_is_billed_pushed_and_collected_through_its_parts():
    row = order(bundle())

    assert goods(row) == ["499.50", "499.50"]
    assert set(everywhere(row).values()) == {"999.00"}


def test_the_native_api_shows_the_rows_of_a_bundle_as_the_hub_has_them():
    row = order(bundle())

    shown = OrderItemSerializer(row.orderitem_set.order_by("pk"), many=True).data

    assert [each["net_amount"] for each in shown] == ["999.00", "0.00", "0.00"]


def test_the_point_of_sale_is_told_of_which_bundle_a_unit_is_a_part():
    same = factories.product(sku="SHIRT")
    row = order([*bundle(product=same, retail=("2.00", "1.00")), item("499.50", product=same)])
    factories.package(state=PackageStatus.SHIPPED, order=row)
    package = payload.load(Package.objects.get(order=row).pk)
    parent = row.orderitem_set.get(is_parent=True)

    items = payload.render(package)["invoiceDetails"]["invoiceItems"]

    assert [(each["bundleSku"], each["quantity"]) for each in items] == [
        ("SET-1", "1"),
        (None, "1"),
        ("SET-1", "1"),
    ]
    units = [unit for each in items for unit in each["orderItems"]]
    named = str(parent.omnitron_id)
    assert [unit["bundleIdentifier"] for unit in units] == [named, None, named]


def test_a_part_without_a_rate_has_its_bundles_and_a_mixed_supply_the_highest(settings):
    row = order(bundle(parts=("0.00", "0.00"), tax_rate=None))
    parts = row.orderitem_set.filter(is_parent=False).select_related("product")
    assert [tax_rate.rate(unit) for unit in parts] == [Decimal("18.00")] * 2

    settings.BUNDLE_MIXED_SUPPLY = True
    five, more = bundle(tax_rate=Decimal("5.00")), Decimal("28.00")
    dearest = item("0.00", tax_rate=more, parent_omnitron_id=five[0].omnitron_id)
    mixed = order([*five, dearest]).orderitem_set.filter(is_parent=False).select_related("product")
    assert [tax_rate.rate(unit) for unit in mixed] == [more] * 3


def test_a_lower_amount_is_a_discount_at_every_door():
    row = order([item("499.00")], amount=Decimal("449.00"))

    assert (goods(row), row.held_at) == (["449.00"], None)
    assert row.intake_notes.get(field="amount").text == (
        "Amount: 449.00 INR, the units and charges come to 499.00 INR;"
        " they are reduced by the difference as by a discount."
    )
    assert row.orderitem_set.get().discount == Decimal("50.00")
    assert set(everywhere(row).values()) == {"449.00"}


def test_a_coupon_as_a_negative_line_is_spread_over_the_others():
    row = order([item("100.00"), item("-30.00"), item("200.00")])

    assert goods(row) == ["90.00", "0.00", "180.00"]
    assert set(everywhere(row).values()) == {"270.00"}


def test_a_higher_amount_is_held_with_both_sums_and_charged_when_it_is_released():
    row = order([item("499.00")], amount=Decimal("549.00"))
    held = OrderEvent.objects.get(order=row, kind="order.held")

    assert row.held_at == NOON
    assert held.data["changes"]["reason"][1] == (
        "The amount is 549.00 INR, the units and charges come to 499.00 INR."
        " Release the order to collect 50.00 INR more as a charge."
    )
    assert not Package.objects.filter(order=row).exists()

    release(row.pk, by="test", at=LATER)

    unit = row.orderitem_set.get()
    assert (unit.goods, unit.shipping_charge) == (Decimal("499.00"), Decimal("50.00"))
    row.refresh_from_db()
    assert (row.surplus, row.held_at) == (Decimal("0.00"), None)
    assert set(everywhere(row).values()) == {"549.00"}


def test_a_bundle_that_disagrees_with_its_parts_is_held():
    row = order(bundle(parts=("600.00", "200.00")), amount=Decimal("999.00"))

    assert row.held_at == NOON
    assert goods(row) == ["749.25", "249.75"]


def test_a_later_copy_changes_no_price():
    channel = shop()
    draft = factories.draft(channel=channel, items=[item("499.00")], amount=Decimal("499.00"))
    factories.receive(draft, channel=channel)

    later = replace(draft, amount=Decimal("449.00"), remote_modified=LATER)
    (outcome,) = factories.receive(later, channel=channel, at=LATER)

    row = Order.objects.get(pk=outcome.order_id)
    assert (outcome.result, goods(row), row.held_at) == ("changed", ["499.00"], None)
    assert row.intake_notes.get(field="amount").text == (
        "Amount: 449.00 INR, the units and charges come to 499.00 INR."
    )


def test_a_bundle_whose_price_changes_hands_the_change_down_and_keeps_the_discount():
    channel = shop()
    items = bundle("1000.00")
    draft = factories.draft(channel=channel, items=items, amount=Decimal("900.00"))
    factories.receive(draft, channel=channel)

    dearer = [replace(items[0], net_amount=Decimal("1100.00")), *items[1:]]
    later = replace(draft, items=tuple(dearer), amount=Decimal("1000.00"), remote_modified=LATER)
    (outcome,) = factories.receive(later, channel=channel, at=LATER)

    assert goods(Order.objects.get(pk=outcome.order_id)) == ["500.00", "500.00"]


def test_what_the_transactions_show_as_paid_is_not_collected_and_is_split_over_packages():
    raw = told(
        amount="300.00",
        payment_type="pay_on_delivery",
        transactions=[
            {"payment_type": "loyalty_money", "amount": "60.00"},
            {"payment_type": "pay_on_delivery", "amount": "240.00"},
        ],
    )
    assert order_draft(raw).paid_amount == Decimal("60.00")
    prepaid = told(amount="300.00", payment_type="credit_card", transactions=raw["transactions"])
    assert order_draft(prepaid).paid_amount == 0

    row = order([item("100.00"), item("200.00")], paid_amount=Decimal("60.00"))
    first, second = row.orderitem_set.order_by("pk")

    assert (first.prepaid_amount, second.prepaid_amount) == (Decimal("20.00"), Decimal("40.00"))
    assert payment.to_collect(row, [first]) == Decimal("80.00")
    assert payment.to_collect(row, [first, second]) == Decimal("240.00")


def test_a_payment_at_the_door_is_heard_wherever_it_stands_among_the_transactions():
    kinds = [{"payment_type": kind, "amount": "1.00"} for kind in ("loyalty_money", "cod")]

    assert order_draft(told(transactions=kinds)).payment_type == "cod"


@pytest.mark.parametrize(("net", "due"), [("99.50", "100"), ("99.49", "99")])
def test_with_round_off_the_label_collects_the_invoices_total(settings, net, due):
    settings.INVOICE_ROUND_OFF = True
    row = order([item(net)])
    package = Package.objects.get(order=row)
    before = labels.due(Package.objects.get(pk=package.pk))

    pack(package.pk, by="test", at=NOON)

    packed = payload.load(package.pk)
    assert packed.invoice.total == labels.due(packed) == before == Decimal(due)
    shown = PdfReader(BytesIO(labels.drawn([packed]))).pages[0].extract_text()
    assert f"collect INR {due}.00" in shown


def test_vijay_sales_tells_a_bundles_part_with_its_share():
    row = order(bundle(), status=OrderStatus.APPROVED)

    told_amounts = answers.amounts(answers.load(Order.objects.filter(pk=row.pk)).get())

    assert (told_amounts["subTotal"], told_amounts["total"]) == ("999.00", "999.00")
    assert price.total(row.orderitem_set.filter(is_parent=False)) == Decimal("999.00")


def test_an_open_bundle_of_before_gets_its_money_at_the_upgrade_and_only_once():
    row = order(bundle(retail=("2.00", "1.00")))
    OrderItem.objects.update(adjustment=0)
    (name,) = Path("orders/migrations").glob("*_money_of_open_bundles.py")
    upgrade = import_module(f"orders.migrations.{name.stem}")

    upgrade.share(apps, None)
    upgrade.share(apps, None)

    assert goods(row) == ["666.00", "333.00"]
