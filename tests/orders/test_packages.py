"""Package commands: what each moves, refuses and leaves behind."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from orders import commands, workflow
from orders.commands import orders, packages
from orders.models import Invoice, Order, OrderEvent, Package, StateTransitionLog
from orders.workflow import BY_SLUG, IllegalMove, Invalid, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON

pytestmark = pytest.mark.django_db
TAKEN = "carrier, tracking_number, shipping_label, one_parcel"


def kinds(order):
    return list(
        OrderEvent.objects.filter(order=order).order_by("pk").values_list("kind", flat=True)
    )


def test_a_package_walks_to_the_customer_and_the_order_follows():
    package = factories.package(state=PackageStatus.DELIVERED)

    order = package.order
    order.refresh_from_db()
    assert order.state == OrderStatus.DELIVERED
    assert kinds(order) == [
        "order.received",
        "package.planned",
        "package.started",
        "order.progressed",
        "package.readied",
        "package.packed",
        "package.shipped",
        "package.tracked",
        "order.progressed",
        "package.delivered",
        "order.progressed",
    ]


def test_an_event_tells_what_was_before_and_after():
    package = factories.package(state=PackageStatus.SHIPPED)
    item = package.order.orderitem_set.get()

    event = OrderEvent.objects.get(kind="package.shipped")

    keys = (str(package.pk), str(item.pk))
    assert event.data["before"] == {
        "order": 450,
        "packages": {keys[0]: 500},
        "items": {keys[1]: 450},
    }
    assert event.data["after"] == {
        "order": 500,
        "packages": {keys[0]: 600},
        "items": {keys[1]: 500},
    }
    assert event.data["changes"]["state"] == [500, 600]
    assert event.data["changes"]["tracking_number"] == ["", "AWB-0001"]
    assert event.data["object"] == {"type": "package", "id": package.pk, "number": package.number}


def test_every_object_that_moved_has_a_line_in_the_log():
    package = factories.package(state=PackageStatus.WAITING)
    before = StateTransitionLog.objects.count()

    packages.start(package.pk, by="test", at=LATER)

    lines = StateTransitionLog.objects.order_by("pk")[before:]
    moved = {(line.content_type.model, line.old_state, line.new_state) for line in lines}
    assert moved == {
        ("package", 100, 200),
        ("packageitem", 100, 200),
        ("orderitem", 400, 450),
        ("order", 400, 450),
    }


@pytest.mark.parametrize("state", list(PackageStatus))
@pytest.mark.parametrize("command", [c for c in workflow.COMMANDS if c.object == "package"])
def test_a_command_outside_its_states_is_refused_and_nothing_is_recorded(command, state):
    if state in command.sources and not command.needs:
        return
    package = factories.package(state=state)
    raw = {p.name: "x" for p in command.parameters if p.required and p.type != "cargo_company"}
    if "carrier" in {p.name for p in command.parameters}:
        raw["carrier"] = factories.cargo_company().omnitron_id
    before = (OrderEvent.objects.count(), Package.objects.values().get())

    with pytest.raises(IllegalMove):
        commands.run(command, package.pk, raw, by="test", at=LATER)

    assert (OrderEvent.objects.count(), Package.objects.values().get()) == before


def test_cancel_p1_plan_again_p2():
    package = factories.package()

    packages.cancel(package.pk, reason="torn", by="test", at=NOON)

    order = Order.objects.get()
    assert order.orderitem_set.get().state == OrderStatus.INACTIVE  # not straight back
    orders.plan(order.pk, by="test", at=LATER)
    assert list(Package.objects.order_by("pk").values_list("number", "state")) == [
        (f"{order.code}P1", PackageStatus.CANCELLED),
        (f"{order.code}P2", PackageStatus.WAITING),
    ]


def test_what_a_store_sends_back_goes_to_the_default_location():
    store, warehouse = factories.location(omnitron_id=1), factories.location()
    shop = factories.channel(default_location=warehouse)
    order = factories.order(channel=shop, retail_store=1)
    first = Package.objects.get(stock_location=store)

    packages.cancel(first.pk, by="test", at=NOON)

    second = Package.objects.get(order=order, state=PackageStatus.WAITING)
    assert (second.stock_location, second.sequence) == (warehouse, 2)


def test_an_order_that_nobody_can_take_says_why():
    shop = factories.channel(default_location=factories.location(is_active=False))
    order = factories.order(channel=shop)

    with pytest.raises(IllegalMove, match="it is not active"):
        orders.plan(order.pk, by="test", at=NOON)


def test_a_person_may_name_the_location():
    shop = factories.channel(default_location=factories.location(is_active=False))
    order, store = factories.order(channel=shop), factories.location(erp_code="DEL6")

    commands.run(BY_SLUG["order", "plan"], order.pk, {"location": "DEL6"}, by="test", at=NOON)

    assert Package.objects.get().stock_location == store


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"carrier": "This field is required.", "tracking_number": "This field is required."}),
        (
            {"carrier": 987654, "tracking_number": "A"},
            {"carrier": "There is no such carrier; see cargo_companies/ for their pk."},
        ),
        (
            {"carrier": "1e3", "tracking_number": ["A"]},
            {"carrier": "A whole number is needed.", "tracking_number": "A text is needed."},
        ),
        (
            {"carrier": 34, "tracking_number": "A", "state": 700},
            {"state": f"Unknown parameter. ship takes: {TAKEN}."},
        ),
        (
            {"carrier": 34, "tracking_number": "A", "self": 1},
            {"self": f"Unknown parameter. ship takes: {TAKEN}."},
        ),
    ],
)
def test_wrong_parameters_are_named_and_nothing_moves(raw, errors):
    factories.cargo_company(omnitron_id=34)
    package = factories.package(state=PackageStatus.PACKED)

    with pytest.raises(Invalid) as caught:
        commands.run(BY_SLUG["package", "ship"], package.pk, raw, by="test", at=NOON)

    assert caught.value.errors == errors
    package.refresh_from_db()
    assert package.state == PackageStatus.PACKED


def test_a_typed_invoice_number_is_kept_and_cannot_be_used_twice():
    shop = factories.channel()
    one, two = (factories.package(channel=shop) for _ in range(2))
    packages.pack(one.pk, invoice_number="A-1", by="test", at=NOON)

    with pytest.raises(Invalid, match="A-1 exists already"):
        packages.pack(two.pk, invoice_number="A-1", by="test", at=NOON)

    two.refresh_from_db()
    assert (two.state, Invoice.objects.count()) == (PackageStatus.WAITING, 1)


def test_the_financial_year_turns_at_midnight_of_the_location():
    package = factories.package()
    midnight = datetime(2027, 4, 1, 0, 30, tzinfo=ZoneInfo("Asia/Kolkata"))  # still March in UTC

    packages.pack(package.pk, by="test", at=midnight)

    assert Invoice.objects.get().financial_year == "2728"


def test_an_invoice_keeps_the_facts_of_its_day():
    package = factories.package(state=PackageStatus.PACKED)
    product = package.order.orderitem_set.get().product
    type(product).objects.update(name="renamed", sku="other")

    line = Invoice.objects.get().lines.get()

    assert (line.sku, line.name) == (product.sku, product.name)
    assert (str(line.net_amount), str(line.tax_rate), str(line.total)) == (
        "250.00",
        "18.00",
        "250.00",
    )


def test_a_shipped_package_without_a_waybill_cannot_be_stored():
    package = factories.package(state=PackageStatus.SHIPPED)

    broken = "package_shipped_has_carrier_and_waybill"
    with pytest.raises(IntegrityError, match=broken), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(tracking_number="")
