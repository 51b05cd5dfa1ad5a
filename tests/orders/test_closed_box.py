"""A closed box whose order changed asks; and what was sent keeps where it was sent."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from integrations.pos import payload
from integrations.uniware import loading, sale_order
from integrations.vijaysales import answers
from orders.api.packages import PackageSerializer
from orders.commands import packages
from orders.facts import destination
from orders.models import Invoice, Order, OrderEvent, Package
from orders.scope import EVERYTHING
from orders.workflow import IllegalMove, PackageStatus
from tests import factories
from tests.factories import DELHI, LATER, address, customer, draft, item, product, receive

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": LATER}
ELSEWHERE = {"city": DELHI, "township": None, "district": None, "postcode": "110001"}


@pytest.fixture
def shop():
    return factories.channel()


@pytest.fixture
def carrier(db):
    return factories.cargo_company()


def packed(first, shop):
    receive(first, channel=shop)
    order = Order.objects.get(number=first.number)
    return factories.package(order=order, state=PackageStatus.PACKED)


def amend(first, shop, *, hours=1, **changes):
    copy = replace(first, remote_modified=LATER + timedelta(hours=hours), **changes)
    (outcome,) = receive(copy, channel=shop, at=LATER)
    assert outcome.result == "changed"
    return copy


def fresh(package):
    return Package.objects.select_related("order").get(pk=package.pk)


def ship(package, carrier):
    given = {"carrier": carrier.pk, "tracking_number": "AWB-0001"}
    return packages.ship(package.pk, **given, **WHO)


def as_packed(package, carrier, **why):
    given = {"carrier": carrier.pk, "tracking_number": "AWB-0001"}
    return packages.ship_as_packed(package.pk, **given, **why, **WHO)


def new_home(first):
    return replace(first.shipping_address, omnitron_id=99, line="99 New Street", **ELSEWHERE)


def test_an_address_in_another_state_asks_and_packing_again_bills_it_there(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    amend(first, shop, shipping_address=new_home(first), billing_address=new_home(first))

    with pytest.raises(IllegalMove, match="the order has changed since the box was closed"):
        ship(box, carrier)
    assert fresh(box).differs == ["address of delivery", "address of the invoice"]
    assert fresh(box).destination.line == "12 Hill Road"

    packages.reopen(box.pk, reason="moved", **WHO)

    assert (fresh(box).state, fresh(box).differs) == (PackageStatus.PREPARING, None)
    assert OrderEvent.objects.latest("pk").kind == "package.reopened"
    packages.pack(box.pk, **WHO)
    old, new = Invoice.objects.filter(package=box).order_by("pk")
    assert (old.cancelled_at, new.cancelled_at) == (LATER, None)
    assert old.number != new.number
    assert new.parties["delivery"]["lines"][0] == "99 New Street"
    assert ship(box, carrier).state == PackageStatus.SHIPPED
    assert fresh(box).destination.line == "99 New Street"


def test_a_product_that_was_swapped_asks_and_can_be_sent_as_packed(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    with pytest.raises(IllegalMove, match="nothing of the order has changed"):
        as_packed(box, carrier, reason="x")
    amend(first, shop, items=(replace(first.items[0], product=product()),))

    assert fresh(box).differs == ["goods"]
    with pytest.raises(IllegalMove, match="the order has changed"):
        ship(box, carrier)
    as_packed(box, carrier, reason="agreed on the phone")

    sent = fresh(box)
    assert (sent.state, sent.shipped_anyway_reason) == (600, "agreed on the phone")


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"payment_type": "cash_on_delivery"}, ["payment"]),
        ({"shipping_amount": Decimal("49.00")}, ["charges"]),
        ({"number": "renumbered-1"}, ["order number"]),
        ({"delivery_type": "click_and_collect"}, ["way of delivery"]),
        ({"notes": "ring twice"}, None),
        ({"gift_box_note": "with love"}, None),
    ],
)
def test_what_stands_on_the_papers_asks_and_nothing_else(shop, changes, asked):
    first = draft(channel=shop)
    box = packed(first, shop)

    amend(first, shop, **changes)

    assert fresh(box).differs == asked


def test_the_price_of_a_unit_asks(shop):
    first = draft(channel=shop)
    box = packed(first, shop)

    amend(first, shop, items=(replace(first.items[0], net_amount=Decimal("240.00")),))

    assert fresh(box).differs == ["goods"]


def test_phone_and_mail_print_anew_until_it_is_sent(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    home = replace(first.shipping_address, phone_number="+911", email="new@example.com")
    amend(first, shop, shipping_address=home, billing_address=home)

    assert fresh(box).differs is None
    assert fresh(box).destination.phone_number == "+911"
    ship(box, carrier)
    again = replace(home, phone_number="+912")
    amend(first, shop, hours=2, shipping_address=again, billing_address=again)
    assert fresh(box).destination.phone_number == "+911"


def test_a_change_that_is_taken_back_asks_no_more(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    amend(first, shop, payment_type="cash_on_delivery")
    amend(first, shop, hours=2)

    assert fresh(box).differs is None
    assert not Package.objects.filter(differs__isnull=False).exists()
    assert ship(box, carrier).state == PackageStatus.SHIPPED


def test_a_box_that_was_closed_before_papers_were_kept_asks_too(shop):
    first = draft(channel=shop)
    box = packed(first, shop)
    nothing = dict.fromkeys(("sealed", "shipping_address", "billing_address", "customer"))
    Package.objects.filter(pk=box.pk).update(**nothing)

    amend(first, shop, shipping_address=new_home(first))

    assert fresh(box).differs == ["address of delivery"]
    assert fresh(box).destination.line == "12 Hill Road"


def test_charges_that_changed_are_shared_again_when_the_box_is_opened(shop):
    first = draft(channel=shop, items=[item(), item()])
    box = packed(first, shop)
    amend(first, shop, shipping_amount=Decimal("49.00"))
    assert [u.shipping_charge for u in fresh(box).order.orderitem_set.all()] == [0, 0]

    packages.reopen(box.pk, **WHO)
    packages.pack(box.pk, **WHO)

    shares = [unit.shipping_charge for unit in fresh(box).order.orderitem_set.all()]
    assert shares == [Decimal("24.50")] * 2
    assert Invoice.objects.latest("pk").total == Decimal("549.00")
    assert fresh(box).differs is None


def test_what_was_sent_keeps_where_it_was_sent(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    ship(box, carrier)
    amend(
        first, shop, shipping_address=new_home(first), billing_address=new_home(first),
        customer=customer(first_name="Somebody"),
    )  # fmt: skip

    sent = fresh(box)
    assert sent.differs is None
    assert (sent.destination.line, sent.billed_to.line) == ("12 Hill Road", "12 Hill Road")
    assert sent.recipient.first_name == "Asha"
    assert sent.order.shipping_address.line == "99 New Street"
    told = destination.of_order(sent.order, [sent])
    assert [one.line for one in told] == ["12 Hill Road"] * 2


def test_a_cancelled_box_cannot_be_opened_again_past_the_cancellation(shop):
    first = draft(channel=shop)
    box = packed(first, shop)
    amend(first, shop, status=100)

    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        packages.reopen(box.pk, **WHO)


def test_addresses_of_nobody_are_still_addresses(shop):
    nameless = address(first_name="", last_name="", company_name="")
    box = packed(draft(channel=shop, shipping_address=nameless), shop)

    assert fresh(box).sealed["address of delivery"][0] == "Asha Rao"


def test_every_door_tells_where_it_was_sent(shop, carrier):
    first = draft(channel=shop)
    box = packed(first, shop)
    ship(box, carrier)
    amend(first, shop, shipping_address=new_home(first), billing_address=new_home(first))

    pos = payload.render(payload.load(box.pk))
    assert (pos["shippingAddress"]["pincode"], pos["billingAddress"]["city"]) == (
        "400059",
        "Mumbai",
    )
    native = PackageSerializer(PackageSerializer.load(Package.objects.filter(pk=box.pk)).get()).data
    assert native["city"] == "Mumbai"
    (seen,) = loading.whole(Order.objects.filter(pk=box.order_id), EVERYTHING)
    told = sale_order.render(seen, payment=False)
    (place,) = told["addresses"]
    assert (place["city"], told["billingAddress"]["city"]) == ("Mumbai", "Mumbai")
    assert [unit["shippingAddressId"] for unit in told["saleOrderItems"]] == [int(place["id"])]
    assert told["shippingPackages"][0]["city"] == "Mumbai"
    (order,) = answers.load(Order.objects.filter(pk=box.order_id))
    assert answers.full(order, [])["shippingAddress"]["pincode"] == "400059"
