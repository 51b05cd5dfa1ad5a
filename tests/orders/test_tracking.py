"""Carriers' numbers: their form, one parcel for one number, and correcting what was sent."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from orders import commands, workflow
from orders.commands import packages, tracking
from orders.models import Order, OrderEvent, Package
from orders.workflow import IllegalMove, Invalid, PackageStatus
from tests import factories
from tests.factories import LATER, draft, item, receive

WHO = {"by": "test", "at": LATER}


@pytest.fixture
def carrier(db):
    return factories.cargo_company(name="Swift")


def packed(**facts):
    return factories.package(state=PackageStatus.PACKED, **facts)


def ship(package, carrier, number, **more):
    given = {"carrier": carrier.pk, "tracking_number": number}
    return packages.ship(package.pk, **given, **more, **WHO)


def refused(run, **said):
    with pytest.raises(Invalid) as error:
        run()
    assert error.value.errors == said


@pytest.mark.parametrize("number", ["ABC12", "A" * 41, "AWB 00001", "AWB_00001", "ÄWB-0001"])
def test_a_number_without_the_usual_form_is_refused(carrier, number):
    usual = "A tracking number has 6 to 40 letters, digits, hyphens and slashes."
    box = packed()

    refused(lambda: ship(box, carrier, number), tracking_number=usual)

    box.refresh_from_db()
    assert (box.state, box.tracking_number) == (PackageStatus.PACKED, "")


def test_a_carrier_with_a_pattern_takes_its_own_numbers_alone(carrier):
    carrier.tracking_pattern = "[0-9]{3} [0-9]{2}"
    carrier.save()
    box = packed()

    said = "Swift gives no such numbers; look at the label again."
    refused(lambda: ship(box, carrier, "AWB-0001"), tracking_number=said)
    refused(lambda: ship(box, carrier, "123 456"), tracking_number=said)
    assert ship(box, carrier, " 123 45 ").tracking_number == "123 45"


def two_of_one_order(shop):
    """Two packages of one order, packed at the same location."""
    receive(first := draft(channel=shop, items=[item(), item()]), channel=shop)
    order = Order.objects.get(number=first.number)
    one = order.packages.get()
    unit = one.packageitem_set.order_by("pk").last()
    two = factories.package(order=factories.order(channel=shop), state=PackageStatus.WAITING)
    Package.objects.filter(pk=two.pk).update(order=order, sequence=2, number=f"{order.code}P2")
    two.packageitem_set.all().delete()
    unit.package = two
    unit.save()
    for box in (one, two):
        packages.pack(box.pk, **WHO)
    return one, two


def test_a_number_that_another_package_has_is_refused(carrier):
    ship(first := packed(), carrier, "AWB-0001")
    second = packed()

    taken = "Swift has AWB-0001 already for another package; look at the label again."
    refused(lambda: ship(second, carrier, "AWB-0001", one_parcel=True), tracking_number=taken)
    assert ship(second, factories.cargo_company(), "AWB-0001").state == PackageStatus.SHIPPED
    third = packed()
    packages.take_back(first.pk, reason="moved", **WHO)
    assert ship(third, carrier, "AWB-0001").state == PackageStatus.SHIPPED


def test_a_number_may_come_again_after_half_a_year(carrier):
    ship(first := packed(), carrier, "AWB-0001")
    packages.deliver(first.pk, **WHO)
    Package.objects.filter(pk=first.pk).update(shipped_at=LATER - timedelta(days=181))

    assert ship(packed(), carrier, "AWB-0001").state == PackageStatus.SHIPPED


def test_two_packages_of_one_order_and_place_travel_as_one_parcel_once_confirmed(carrier):
    one, two = two_of_one_order(factories.channel())
    ship(one, carrier, "AWB-0001")

    said = f"{one.number} of the same order travels under it: confirm that both are in one parcel."
    refused(lambda: ship(two, carrier, "AWB-0001"), tracking_number=said)
    assert ship(two, carrier, "AWB-0001", one_parcel=True).state == PackageStatus.SHIPPED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_of_two_that_ship_under_one_number_at_once_one_is_refused(monkeypatch):
    carrier = factories.cargo_company(name="Swift")
    boxes, meeting, ends = [packed(), packed()], threading.Barrier(2), []
    look = tracking._require_free

    def together(*args, **options):
        look(*args, **options)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)  # with the lock they never meet

    monkeypatch.setattr(tracking, "_require_free", together)

    def run(box):
        try:
            ends.append(ship(box, carrier, "AWB-0001").state)
        except Invalid:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(box,)) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends, key=str) == [PackageStatus.SHIPPED, "refused"]


def test_a_wrong_number_of_what_was_sent_is_corrected_and_told(carrier):
    box = factories.package(state=PackageStatus.DELIVERED)
    delivered = box.modified_date
    before = OrderEvent.objects.count()
    command = workflow.BY_SLUG["package", "correct-tracking"]
    typed = {"carrier": carrier.wire_pk, "tracking_number": "AWB-0002", "reason": "a slip"}

    for _twice in range(2):
        commands.run(command, box.pk, typed, **WHO)

    box.refresh_from_db()
    assert (box.carrier, box.tracking_number) == (carrier, "AWB-0002")
    assert box.state == PackageStatus.DELIVERED
    assert box.modified_date > delivered
    (event,) = OrderEvent.objects.order_by("pk")[before:]
    assert event.kind == "package.tracked"
    assert event.data["changes"]["tracking_number"] == ["AWB-0001", "AWB-0002"]
    assert event.data["changes"]["reason"] == ["", "a slip"]
    assert event.data["before"] == event.data["after"]


def test_only_what_was_sent_can_be_corrected(carrier):
    with pytest.raises(IllegalMove, match="not possible while Packed"):
        tracking.correct(packed().pk, carrier=carrier.pk, tracking_number="AWB-0001", **WHO)


def test_an_old_number_without_the_form_stays_while_the_carrier_is_corrected_back(carrier):
    box = factories.package(state=PackageStatus.SHIPPED)
    Package.objects.filter(pk=box.pk).update(carrier=carrier, tracking_number="OLD 1")

    again = tracking.correct(box.pk, carrier=carrier.pk, tracking_number="OLD 1", **WHO)

    assert again.tracking_number == "OLD 1"
