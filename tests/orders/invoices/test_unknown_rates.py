"""A registered seller bills nothing without a tax rate, and there are three ways to give one."""

from decimal import Decimal

import pytest

from orders import invoices
from orders.commands import packages, run
from orders.commands.tax import set_tax_rate
from orders.models import Invoice, InvoiceCounter, OrderEvent, OrderItem, Package, Product
from orders.workflow import BY_SLUG, IllegalMove, Invalid, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, item

WHO = {"by": "test", "at": NOON}
LATE = {"by": "test", "at": LATER}
WALLET = {"sku": "WLT-1", "name": "Wallet"}


def wallet(**facts):
    return item(**({"product": factories.product(**WALLET), "tax_rate": None} | facts))


def boxed(store, *units):
    order = factories.order(channel=factories.channel(default_location=store), items=units)
    return Package.objects.get(order=order)


def test_without_a_rate_nothing_is_packed_and_no_number_is_spent(store):
    package = boxed(store, item(), wallet(), wallet())
    events = OrderEvent.objects.count()

    with pytest.raises(IllegalMove, match=r"^No tax rate is on record for WLT-1\. Type it on"):
        packages.pack(package.pk, **WHO)

    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING
    assert OrderEvent.objects.count() == events
    assert (Invoice.objects.count(), InvoiceCounter.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("hub", "product", "override", "rate"),
    [
        ("0", "18", None, "0.00"),
        (None, "0", None, "0.00"),
        (None, "5", None, "5.00"),
        ("18", "5", None, "18.00"),
        ("18", "5", "12", "12.00"),
        (None, None, "0", "0.00"),
    ],
)
def test_a_rate_of_nothing_is_a_rate_and_the_person_comes_before_the_hub(
    store, hub, product, override, rate
):
    numbers = [None if text is None else Decimal(text) for text in (hub, product, override)]
    package = boxed(store, wallet(tax_rate=numbers[0]))
    Product.objects.update(gst_rate=numbers[1])
    OrderItem.objects.update(tax_rate_override=numbers[2])

    packages.pack(package.pk, **WHO)

    invoice = invoices.loaded().get()
    assert str(invoice.lines.get().tax_rate) == rate
    assert invoices.document(invoice)["missing_rates"] == []


def test_a_seller_without_registration_packs_as_ever(db):
    package = boxed(factories.location(), wallet())

    packages.pack(package.pk, **WHO)

    assert Invoice.objects.get().lines.get().tax_rate is None


def test_a_rate_for_units_goes_to_those_without_one_and_is_told(store):
    package = boxed(store, item(), wallet(), wallet())

    set_tax_rate(package.order_id, tax_rate=Decimal("12"), reason="Notification 9/2025", **LATE)

    units = list(package.order.orderitem_set.order_by("pk").values_list("pk", "tax_rate_override"))
    assert [rate for _, rate in units] == [None, Decimal(12), Decimal(12)]
    event = OrderEvent.objects.get(kind="order.tax_set")
    assert event.data["changes"] == {
        "tax_rate": ["", "12"],
        "items": [None, [pk for pk, rate in units if rate]],
        "reason": ["", "Notification 9/2025"],
    }
    packages.pack(package.pk, **WHO)
    assert Invoice.objects.get().lines.filter(tax_rate=12).count() == 2


def test_a_later_copy_of_the_hub_leaves_the_persons_rate(store):
    shop = factories.channel(default_location=store)
    copy = factories.draft(channel=shop, items=[wallet()])
    factories.receive(copy, channel=shop)
    order_id = Package.objects.get(order__number=copy.number).order_id
    set_tax_rate(order_id, tax_rate=Decimal(5), reason="asked", **LATE)

    later = factories.draft(
        channel=shop,
        omnitron_id=copy.omnitron_id,
        number=copy.number,
        remote_modified=LATER,
        shipping_address=copy.shipping_address,
        customer=copy.customer,
        items=[wallet(omnitron_id=copy.items[0].omnitron_id, price=Decimal("251.00"))],
    )
    (outcome,) = factories.receive(later, channel=shop, at=LATER)

    unit = OrderItem.objects.get(order=order_id)
    assert (outcome.result, unit.price) == ("changed", Decimal("251.00"))
    assert unit.tax_rate_override == Decimal(5)


def test_a_hub_copy_without_a_rate_erases_none_of_the_product(store):
    package = boxed(store, wallet())
    Product.objects.filter(sku="WLT-1").update(gst_rate=5, hsn_code="42023120")
    told = Product.objects.get(sku="WLT-1")

    again = factories.product(**WALLET | {"omnitron_id": told.omnitron_id, "name": "Purse"})
    shop = package.order.channel
    factories.receive(factories.draft(channel=shop, items=[item(product=again)]), channel=shop)

    kept = Product.objects.get(sku="WLT-1")
    assert (kept.name, kept.gst_rate, kept.hsn_code) == ("Purse", Decimal(5), "42023120")


@pytest.mark.parametrize(
    ("named", "error", "sentence"),
    [
        ([10**9], Invalid, f"No units of this order: {10**9}."),
        (None, IllegalMove, "Every unit that is not packed has a tax rate"),
    ],
)
def test_what_there_is_not_gets_no_rate(store, named, error, sentence):
    package = boxed(store, item())

    with pytest.raises(error, match=sentence):
        set_tax_rate(package.order_id, tax_rate=Decimal(5), items=named, reason="x", **LATE)

    assert not OrderEvent.objects.filter(kind="order.tax_set").exists()


def test_a_packed_unit_keeps_the_rate_of_its_invoice(store):
    package = boxed(store, item())
    packages.pack(package.pk, **WHO)
    unit = package.order.orderitem_set.get()

    with pytest.raises(IllegalMove, match="Packed already, so the invoice stands: "):
        set_tax_rate(package.order_id, tax_rate=Decimal(5), items=[unit.pk], reason="x", **LATE)

    unit.refresh_from_db()
    assert unit.tax_rate_override is None


@pytest.mark.parametrize("typed", ["-1", "100.01", "1e1", "18%", "٥", True, "1.234", "", None])
def test_what_is_no_percentage_is_refused_in_a_sentence(store, typed):
    package = boxed(store, wallet())
    asked = {"tax_rate": typed, "reason": "x"}

    with pytest.raises(Invalid) as refused:
        run(BY_SLUG["order", "set-tax-rate"], package.order_id, asked, **LATE)

    assert list(refused.value.errors) == ["tax_rate"]
