"""Orders paid at the door, planned by hand: only where the courier takes the cash."""

import pytest

from orders.commands import orders
from orders.models import Mode, Order, ServiceArea
from orders.workflow import Invalid
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}
PINCODE = "411001"


@pytest.fixture
def store():
    place = factories.location(erp_code="S-9", name="Store")
    ServiceArea.objects.create(location=place, pincode="411", mode=Mode.HOME_DELIVERY, cod=False)
    return place


def waiting(*, placed_here=True, payment_type="COD", delivery_type=Mode.HOME_DELIVERY):
    """An approved order that no location has taken, for an address in the PIN code."""
    nowhere = factories.channel(default_location=factories.location(is_active=False))
    home = factories.address(postcode=PINCODE)
    order = factories.order(channel=nowhere, shipping_address=home, billing_address=home)
    facts = {"payment_type": payment_type, "delivery_type": delivery_type}
    if placed_here:
        facts["omnitron_id"] = None
    Order.objects.filter(pk=order.pk).update(**facts)
    return order


def test_a_location_that_takes_no_cash_there_is_refused_with_a_way_out(store):
    order = waiting()

    with pytest.raises(Invalid) as refused:
        orders.plan(order.pk, location=store.pk, **WHO)

    assert refused.value.errors == {
        "location": "S-9 Store takes no cash at the door in 411001, and this order is paid there. "
        "Name another one, or allow cash in its service area."
    }
    assert not order.packages.exists()
    ServiceArea.objects.create(location=store, pincode="411001", cod=True)
    orders.plan(order.pk, location=store.pk, **WHO)
    assert order.packages.get().stock_location == store


@pytest.mark.parametrize(
    "facts",
    [
        {"payment_type": "PREPAID"},
        {"delivery_type": Mode.STORE_PICKUP},
        {"delivery_type": Mode.EXPRESS},  # which no area of the store tells of
        {"placed_here": False},
    ],
)
def test_others_are_planned_where_a_person_says(store, facts):
    ServiceArea.objects.create(location=store, pincode="411", mode=Mode.STORE_PICKUP, cod=False)
    order = waiting(**facts)

    orders.plan(order.pk, location=store.pk, **WHO)

    assert order.packages.get().stock_location == store
