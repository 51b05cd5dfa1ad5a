"""The hub's word after planning: followed, barred until a person decides, or our own come home."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders import workflow
from orders.commands import orders, packages, write_back
from orders.models import Order, OrderEvent, OrderItem, Package
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON, draft, item, receive

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": LATER}


@pytest.fixture
def shop():
    return factories.channel()


def said(first, *statuses, order=None, hours=1):
    """The hub's next copy, in which the units have these statuses, and the order the first."""
    units = zip(first.items, statuses * (len(first.items) // len(statuses)), strict=True)
    items = tuple(replace(unit, status=status) for unit, status in units)
    stamp = LATER + timedelta(hours=hours)
    return replace(first, status=order or statuses[0], items=items, remote_modified=stamp)


def taken(first, shop, *, state=PackageStatus.WAITING):
    receive(first, channel=shop)
    return factories.package(order=Order.objects.get(number=first.number), state=state)


def states(package):
    package.refresh_from_db()
    order = Order.objects.get(pk=package.order_id)
    units = order.orderitem_set.order_by("pk").values_list("state", flat=True)
    return order.state, list(units), package.state


def kinds(after):
    return list(OrderEvent.objects.order_by("pk").values_list("kind", flat=True))[after:]


def hear(copy, shop):
    """Take a copy in twice: what it says, and that it says it once."""
    before = OrderEvent.objects.count()
    (first,) = receive(copy, channel=shop, at=LATER)
    heard = kinds(before)
    (again,) = receive(copy, channel=shop, at=LATER)
    stamp = copy.remote_modified + timedelta(minutes=1)
    (later,) = receive(replace(copy, remote_modified=stamp), channel=shop, at=LATER)
    assert (first.result, again.result, later.result) == ("changed", "unchanged", "unchanged")
    return heard


def test_what_the_hub_delivered_is_delivered_here(shop):
    first = draft(channel=shop)
    package = taken(first, shop, state=PackageStatus.SHIPPED)

    heard = hear(said(first, 550), shop)

    assert heard == ["order.amended", "package.delivered", "order.progressed"]
    assert states(package) == (550, [550], PackageStatus.DELIVERED)
    assert package.delivered_at == LATER


def test_a_package_is_delivered_when_all_that_is_in_it_is(shop):
    first = draft(channel=shop, items=[item(), item()])
    package = taken(first, shop, state=PackageStatus.SHIPPED)

    hear(said(first, 550, 500, order=500), shop)
    assert states(package) == (500, [500, 500], PackageStatus.SHIPPED)
    hear(said(first, 550, 550, hours=2), shop)
    assert states(package)[2] == PackageStatus.DELIVERED


def test_one_unit_of_three_that_was_refunded_is_told_and_expected_back(shop):
    first = draft(channel=shop, items=[item(), item(), item()])
    package = taken(first, shop, state=PackageStatus.SHIPPED)

    heard = hear(said(first, 550, 600, 550), shop)

    assert heard == [
        "order.amended", "order.items_refunded", "package.delivered", "order.progressed",
    ]  # fmt: skip
    assert states(package) == (550, [550, 600, 550], PackageStatus.DELIVERED)
    back = OrderItem.objects.exclude(refunded_at=None)
    assert [(unit.state, unit.refunded_at) for unit in back] == [(600, LATER)]
    hear(said(first, 550, hours=2), shop)  # the refund was a mistake
    assert states(package) == (550, [550, 550, 550], PackageStatus.DELIVERED)


def test_what_was_refunded_before_it_left_is_not_sent(shop):
    waiting, packed = draft(channel=shop), draft(channel=shop)
    gone = taken(waiting, shop)
    box = taken(packed, shop, state=PackageStatus.PACKED)

    receive(said(waiting, 600), said(packed, 600), channel=shop, at=LATER)

    assert states(gone) == (100, [100], PackageStatus.CANCELLED)
    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        factories.ship(box)
    packages.unpack_and_cancel(box.pk, **WHO)
    assert states(box) == (100, [100], PackageStatus.CANCELLED)


@pytest.mark.parametrize("state", [PackageStatus.WAITING, PackageStatus.PREPARING])
def test_a_payment_taken_back_bars_the_order_until_it_is_approved_again(shop, state):
    first = draft(channel=shop)
    package = taken(first, shop, state=state)

    assert hear(said(first, 300), shop) == ["order.amended", "order.approval_withdrawn"]

    with pytest.raises(IllegalMove, match="Omnitron has taken its approval back"):
        packages.pack(package.pk, **WHO)
    hear(said(first, 400, hours=2), shop)
    assert packages.pack(package.pk, **WHO).state == PackageStatus.PACKED


def test_a_payment_taken_back_for_a_packed_box_asks_for_a_decision(shop):
    first, second = draft(channel=shop), draft(channel=shop)
    box, other = (taken(one, shop, state=PackageStatus.PACKED) for one in (first, second))
    hear(said(first, 300), shop)
    hear(said(second, 300), shop)

    with pytest.raises(IllegalMove, match="Omnitron has taken its approval back"):
        factories.ship(box)
    packages.cancel(box.pk, **WHO)
    assert states(box) == (300, [300], PackageStatus.CANCELLED)
    assert Package.objects.filter(order=box.order_id).count() == 1  # nothing is planned unpaid
    carrier = factories.cargo_company()
    packages.ship_anyway(
        other.pk, carrier=carrier.pk, tracking_number="AWB-0009", reason="paid", **WHO
    )
    assert states(other) == (500, [500], PackageStatus.SHIPPED)
    hear(said(first, 400, hours=2), shop)
    assert Package.objects.filter(order=box.order_id).count() == 1  # the only store refused it
    orders.plan(box.order_id, **WHO)
    assert Package.objects.filter(order=box.order_id).count() == 2


@pytest.mark.parametrize("word", [500, 510, 540, 550])
def test_what_the_hub_says_was_sent_and_we_have_not_is_barred(shop, word):
    first = draft(channel=shop, items=[item(), item()])
    package = taken(first, shop, state=PackageStatus.PACKED)

    assert hear(said(first, word), shop) == ["order.amended", "order.sent_elsewhere"]

    with pytest.raises(IllegalMove, match="sent already, and not by us"):
        factories.ship(package)
    slugs = {c.slug for c in workflow.legal("package", 500, _fresh(package).facts())}
    assert {"cancel", "ship-anyway"} <= slugs
    packages.cancel(package.pk, **WHO)
    assert states(package) == (word, [word] * 2, PackageStatus.CANCELLED)
    assert Package.objects.count() == 1  # what somebody else sent is not sent twice


def test_a_pick_up_that_is_ready_still_lies_here(shop):
    first = draft(channel=shop)
    package = taken(first, shop, state=PackageStatus.PACKED)

    assert hear(said(first, 520), shop) == ["order.amended"]

    assert factories.ship(package).state == PackageStatus.SHIPPED


def test_what_the_hub_took_from_us_is_no_news_and_what_it_did_not_is(shop):
    first = draft(channel=shop)
    package = taken(first, shop, state=PackageStatus.PREPARING)
    (unit,) = OrderItem.objects.all()
    assert write_back.begin(unit.pk, seen=400, status=450) == write_back.WRITE
    write_back.taken(unit.pk, 450)
    packages.pack(package.pk, **WHO)
    factories.ship(_fresh(package))  # the hub does not know it yet

    (echo,) = receive(said(first, 450), channel=shop, at=LATER)
    assert echo.result == "unchanged"
    assert hear(said(first, 540, hours=2), shop) == ["order.amended"]
    unit.refresh_from_db()
    assert (unit.remote_status, unit.foreign_status, unit.written_status) == (540, 540, None)


def test_a_package_whose_word_the_hub_has_taken_is_planned_again_when_it_is_cancelled(shop):
    first = draft(channel=shop)
    package = taken(first, shop, state=PackageStatus.PREPARING)
    (unit,) = OrderItem.objects.all()
    write_back.begin(unit.pk, seen=400, status=450)
    write_back.taken(unit.pk, 450)
    receive(said(first, 450), channel=shop, at=LATER)

    packages.cancel(package.pk, **WHO)

    assert states(package)[:2] == (400, [OrderStatus.INACTIVE])
    orders.plan(package.order_id, **WHO)
    assert Package.objects.count() == 2


def test_a_cancellation_taken_back_is_planned_again_at_once_also_where_it_was(shop):
    first = draft(channel=shop)
    package = taken(first, shop)
    hear(said(first, 100), shop)
    assert states(package) == (100, [100], PackageStatus.CANCELLED)

    hear(said(first, 400, hours=2), shop)

    assert states(package)[:2] == (400, [400])
    again = Package.objects.get(state=PackageStatus.WAITING)
    assert again.stock_location_id == package.stock_location_id


def test_a_store_that_refused_is_avoided_when_a_cancellation_is_taken_back(shop):
    first = draft(channel=shop)
    package = taken(first, shop)
    packages.cancel(package.pk, reason="no stock", **WHO)
    hear(said(first, 100), shop)

    hear(said(first, 400, hours=2), shop)

    assert states(package)[:2] == (400, [OrderStatus.INACTIVE])


def test_a_copy_with_the_same_stamp_and_another_status_is_heard(shop):
    first = draft(channel=shop)
    package = taken(first, shop, state=PackageStatus.SHIPPED)

    (heard,) = receive(replace(said(first, 550), remote_modified=NOON), channel=shop, at=LATER)

    assert heard.result == "changed"
    assert states(package)[2] == PackageStatus.DELIVERED


def _fresh(package):
    return Package.objects.select_related("order").get(pk=package.pk)
