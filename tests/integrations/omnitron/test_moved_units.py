"""Units that move to another order at the hub, and SKUs that are born again there."""

from decimal import Decimal

import pytest

from integrations.models import Quarantined
from integrations.omnitron.retrying import retry_quarantined
from orders.commands import packages
from orders.models import CargoCompany, Order, OrderEvent, OrderItem, Package, Product, Stock
from orders.naming import Names
from orders.workflow import OrderStatus, PackageStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.raw_hub import order, product, unit

LATER = "2026-11-20T10:03:00Z"
BY = {"by": "test", "at": NOW}


def a(edited=False):
    units = [unit(95019, 95016)]
    if not edited:
        units.append(unit(95020, 95016, product=product(2), price="250.00", net_amount="250.00"))
    stamp = {"modified_date": LATER} if edited else {}
    amount = "499.00" if edited else "749.00"
    return order(95016, "M10-SPLIT-A", orderitem_set=units, amount=amount, **stamp)


def b():
    mine = unit(95020, 95057, product=product(2), price="250.00", net_amount="250.00")
    return order(95057, "M10-SPLIT-B", orderitem_set=[mine], amount="250.00", modified_date=LATER)


def units_of(number):
    units = OrderItem.objects.filter(order__number=number).order_by("pk")
    return list(units.values_list("omnitron_id", "state"))


MOVED = [(95019, OrderStatus.APPROVED), (None, OrderStatus.CANCELLED)]


@pytest.mark.parametrize("turns", [[[a(edited=True)], [b()]], [[b()], [a(edited=True)]],
                                   [[a(edited=True), b()]]])  # fmt: skip
def test_a_unit_moves_whichever_order_tells_first(turns, take):
    take(a())

    for rows in turns:
        assert "quarantined" not in take(*rows)

    assert units_of("M10-SPLIT-A") == MOVED
    assert units_of("M10-SPLIT-B") == [(95020, OrderStatus.APPROVED)]
    kept = Package.objects.get(order__number="M10-SPLIT-A")
    assert kept.packageitem_set.filter(live=True).count() == 1
    assert Package.objects.get(order__number="M10-SPLIT-B").state == PackageStatus.WAITING


def test_the_order_that_a_unit_left_tells_where_it_went(take):
    take(a())
    take(b())

    (left,) = OrderEvent.objects.filter(kind="order.amended", order__number="M10-SPLIT-A")
    assert left.data["changes"] == {"items.95020": ["ordered", "moved to M10-SPLIT-B"]}


def test_a_unit_leaves_a_packed_box_only_after_that_was_decided(take):
    take(a())
    package = Package.objects.get()
    packages.pack(package.pk, **BY)
    take(a(edited=True))

    assert take(b())["quarantined"] == 1
    row = Quarantined.objects.get()
    assert row.reason == (
        "Unit 95020 (SKU-002) came from order M10-SPLIT-A, where package M10-SPLIT-AP1 is packed."
        " Unpack and cancel it first, then try again."
    )

    packages.unpack_and_cancel(package.pk, **BY)
    assert retry_quarantined(row.pk, by="test", now=NOW).resolved_at

    assert units_of("M10-SPLIT-A") == MOVED
    assert units_of("M10-SPLIT-B") == [(95020, OrderStatus.APPROVED)]


def test_a_unit_that_was_sent_moves_no_more(take):
    take(a())
    package = Package.objects.get()
    carrier = CargoCompany.objects.create(name="C", created_date=NOW, modified_date=NOW)
    packages.pack(package.pk, **BY)
    packages.ship(package.pk, carrier=carrier.pk, tracking_number="T-123456", **BY)

    assert take(b())["quarantined"] == 1

    assert "is shipped" in Quarantined.objects.get().reason
    assert units_of("M10-SPLIT-A") == [(95019, OrderStatus.SHIPPED), (95020, OrderStatus.SHIPPED)]


def test_an_order_whose_last_unit_moved_is_cancelled(take):
    alone = order(95016, "M10-SPLIT-A", orderitem_set=[unit(95020, 95016)])
    take(alone)

    take(b())

    assert Order.objects.get(number="M10-SPLIT-A").state == OrderStatus.CANCELLED
    assert Package.objects.get(order__number="M10-SPLIT-A").state == PackageStatus.CANCELLED


@pytest.fixture
def born_again(take, shop):
    take(order())
    older = Product.objects.get()
    Product.objects.filter(pk=older.pk).update(gst_rate=Decimal(5), serial_kind="imei")
    Stock.objects.create(
        product=older, location=shop.default_location, on_hand=4, modified_date=NOW
    )
    again = product(pk=6001, name="Cotton shirt 1 (new listing)")
    assert take(order(97001, orderitem_set=[unit(97004, 97001, product=again)]))["new"] == 1
    return older, Product.objects.get(omnitron_id=6001)


def test_of_a_sku_that_was_born_again_the_newer_product_takes_over(born_again):
    older, newer = born_again

    assert Names(skus=["SKU-001"]).product("SKU-001") == newer.pk
    assert Stock.objects.get().product == newer
    assert (newer.gst_rate, newer.serial_kind) == (5, "imei")
    assert OrderItem.objects.get(omnitron_id=90004).product == older


def test_a_late_word_of_the_older_product_takes_nothing_back(born_again, take):
    _older, newer = born_again
    late = product(name="Cotton shirt, last words", modified_date="2026-11-20T12:00:00Z")

    take(order(90021, orderitem_set=[unit(90024, 90021, product=late)]))

    assert Names(skus=["SKU-001"]).product("SKU-001") == newer.pk


def test_a_product_whose_successor_gets_another_sku_stands_for_its_own_again(born_again, take):
    older, newer = born_again
    renamed = product(pk=6001, sku="SKU-NEW", modified_date="2026-11-20T12:00:00Z")

    take(order(90021, orderitem_set=[unit(90024, 90021, product=renamed)]))

    assert Names(skus=["SKU-001"]).product("SKU-001") == older.pk
    assert Names(skus=["SKU-NEW"]).product("SKU-NEW") == newer.pk


def test_a_product_that_was_deleted_at_the_hub_is_known_as_long_as_we_hold_it(take):
    take(order())

    assert take(order(90021, orderitem_set=[unit(90024, 90021, product=5001)]))["new"] == 1


def test_a_product_that_was_deleted_before_we_knew_it_waits_with_a_sentence(take, raw_hub):
    bare = order(90021, orderitem_set=[unit(90024, 90021, product=5009)])
    assert take(bare) == {"quarantined": 1}
    row = Quarantined.objects.get()
    assert row.reason == "orderitem_set[0].product 5009 is not at Omnitron any more."

    raw_hub.others["products/5009/"] = product(9)
    assert retry_quarantined(row.pk, by="test", now=NOW).resolved_at
