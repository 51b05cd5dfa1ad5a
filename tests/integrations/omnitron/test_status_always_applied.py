"""Status and cancellation of a copy reach who holds the box, whatever else the copy holds."""

import pytest
from django.db import DataError

from integrations.models import Quarantined
from integrations.omnitron.retrying import retry_quarantined
from orders.commands import amending, packages
from orders.commands import orders as order_commands
from orders.models import CargoCompany, Order, OrderEvent, OrderItem, Package
from orders.relay import relay_pending
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.raw_hub import order, unit

LATER = "2026-11-20T11:00:00Z"
BY = {"by": "test", "at": NOW}
SPOILT = {
    "an amount that is none": {"amount": "twelve"},
    "another currency": {"currency": "usd"},
    "two pieces in one row": {"quantity": 2},
    "an unknown carrier": {"cargo_company": 999},
    "a store that is none": {"retail_store": "next door"},
}


def copy(spoilt, status="100", stamp=LATER):
    """The order again, cancelled, with something that cannot be taken."""
    of_unit = {name: value for name, value in spoilt.items() if name == "quantity"}
    units = [unit(90004, 90001, status=status, **of_unit)]
    of_order = {name: value for name, value in spoilt.items() if name != "quantity"}
    return order(status=status, orderitem_set=units, modified_date=stamp, **of_order)


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_a_cancellation_is_applied_though_the_copy_cannot_be_taken(spoilt, take):
    take(order())
    before = Order.objects.get()

    assert take(copy(spoilt)) == {"quarantined": 1}

    after = Order.objects.get()
    assert (after.state, after.remote_status) == (OrderStatus.CANCELLED, OrderStatus.CANCELLED)
    assert Package.objects.get().state == PackageStatus.CANCELLED
    assert (after.remote_modified, after.content_hash) == (
        before.remote_modified,
        before.content_hash,
    )


def test_a_copy_that_the_database_refuses_still_cancels(take, monkeypatch):
    take(order())
    broken = copy({"notes": "anything"})

    def refuse(*args, **options):
        raise DataError("no")

    monkeypatch.setattr(amending, "amend", refuse)

    assert take(broken) == {"quarantined": 1}
    assert Order.objects.get().state == OrderStatus.CANCELLED


def test_an_order_behind_an_odd_fact_of_its_product_is_cancelled_and_taken(take):
    """The field's own case: the odd fact is left out, so that nothing waits at all."""
    take(order())
    odd = order(status="100", modified_date=LATER)
    odd["orderitem_set"][0]["status"] = "100"
    odd["orderitem_set"][0]["product"]["attributes"] = {"hsn_code": "6109.10.00.00.11"}

    assert take(odd) == {"changed": 1}
    assert Order.objects.get().state == OrderStatus.CANCELLED


def test_a_packed_box_asks_for_a_decision(take):
    take(order())
    package = Package.objects.get()
    packages.pack(package.pk, **BY)

    take(copy({"amount": "twelve"}))

    package.refresh_from_db()
    assert package.cancellation_requested_at is not None


def test_one_cancelled_unit_of_two_leaves_its_package(take):
    two = [unit(90004, 90001), unit(90005, 90001)]
    take(order(orderitem_set=two, amount="998.00"))

    half = [unit(90004, 90001, status="100"), unit(90005, 90001, price="x")]
    take(order(orderitem_set=half, modified_date=LATER))

    states = dict(OrderItem.objects.values_list("omnitron_id", "state"))
    assert states == {90004: OrderStatus.CANCELLED, 90005: OrderStatus.APPROVED}


def test_a_unit_missing_from_a_copy_whose_units_can_be_named_is_cancelled(take):
    two = [unit(90004, 90001), unit(90005, 90001)]
    take(order(orderitem_set=two, amount="998.00"))

    take(order(orderitem_set=[unit(90004, 90001)], amount="x", modified_date=LATER))

    states = dict(OrderItem.objects.values_list("omnitron_id", "state"))
    assert states == {90004: OrderStatus.APPROVED, 90005: OrderStatus.CANCELLED}


def barred(command, **options):
    with pytest.raises(IllegalMove) as refused:
        command(Package.objects.get().pk, **options, **BY)
    return str(refused.value)


def test_a_newer_copy_that_waits_bars_pack_and_ship_with_a_sentence(take):
    take(order())
    take(copy({"amount": "twelve"}, status="400"))

    assert barred(packages.pack) == (
        "Pack: Omnitron has a newer copy of this order that could not be taken."
        " Try it again in the quarantine, or go on without this copy."
    )
    Order.objects.update(newer_copy_at=None)
    packages.pack(Package.objects.get().pk, **BY)
    Order.objects.update(newer_copy_at=NOW)
    carrier = CargoCompany.objects.create(name="C", created_date=NOW, modified_date=NOW)
    said = barred(packages.ship, carrier=carrier.pk, tracking_number="T-123456")
    assert said.startswith("Ship: Omnitron has a newer copy of this order")


def test_the_healed_copy_counts_as_newer_and_lifts_the_bar(take):
    take(order())
    take(copy({"amount": "twelve"}, status="400"))

    assert take(copy({"amount": "550.00"}, status="400")) == {"changed": 1}

    healed = Order.objects.get()
    assert (healed.newer_copy_at, str(healed.amount)) == (None, "550.00")
    assert Quarantined.objects.get().resolved_at is not None
    packages.pack(Package.objects.get().pk, **BY)


def test_trying_again_lifts_the_bar_too(take, shop):
    take(order())
    take(copy({"cargo_company": 77}, status="400"))
    CargoCompany.objects.create(omnitron_id=77, name="By hand", created_date=NOW, modified_date=NOW)

    assert retry_quarantined(Quarantined.objects.get().pk, by="test", now=NOW).resolved_at

    assert Order.objects.get().newer_copy_at is None


def test_the_same_copy_again_says_nothing(take):
    take(order())
    take(copy({"amount": "twelve"}, status="400"))
    events = OrderEvent.objects.count()

    take()

    assert OrderEvent.objects.count() == events
    assert list(OrderEvent.objects.filter(kind="order.copy_waits").values_list("by")) == [
        ("omnitron",)
    ]


def test_a_copy_from_between_takes_nothing_back_while_a_newer_one_waits(take):
    take(order())
    take(copy({"amount": "twelve"}))

    assert take(order(modified_date="2026-11-20T10:58:00Z")) == {"unchanged": 1}

    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert Quarantined.objects.get().resolved_at is None


def test_an_older_copy_that_cannot_be_taken_changes_nothing(take):
    take(order(modified_date=LATER))

    take(copy({"amount": "twelve"}, stamp="2026-11-20T09:00:00Z"))

    assert Order.objects.get().state == OrderStatus.APPROVED
    assert Order.objects.get().newer_copy_at is None


def test_somebody_goes_on_without_the_copy_and_it_comes_back_no_more(take):
    take(order())
    take(copy({"amount": "twelve"}, status="400"))
    held = Order.objects.get()

    order_commands.go_on_without_copy(held.pk, reason="The shop confirmed by phone.", **BY)
    while relay_pending():
        pass

    packages.pack(Package.objects.get().pk, **BY)
    row = Quarantined.objects.get()
    assert (row.resolved_by, row.resolved_at) == ("test", NOW)
    take()  # the hub lists the copy still
    assert Quarantined.objects.count() == 1
    assert Order.objects.get().newer_copy_at is None
    skipped = OrderEvent.objects.get(kind="order.copy_skipped")
    assert skipped.data["changes"]["reason"] == ["", "The shop confirmed by phone."]


def test_a_still_newer_copy_bars_again_after_one_was_skipped(take):
    take(order())
    take(copy({"amount": "twelve"}, status="400"))
    order_commands.go_on_without_copy(Order.objects.get().pk, reason="Fine.", **BY)

    take(copy({"amount": "thirteen"}, status="400", stamp="2026-11-20T11:30:00Z"))

    assert Order.objects.get().newer_copy_at is not None


def test_without_a_copy_that_waits_there_is_nothing_to_go_on_without(take):
    take(order())
    with pytest.raises(IllegalMove, match="No newer copy of the order waits"):
        order_commands.go_on_without_copy(Order.objects.get().pk, reason="Why not.", **BY)
