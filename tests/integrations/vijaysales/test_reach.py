"""A partner of one location cancels what lies there, and of its own orders what lies nowhere."""

import pytest

from orders.commands import packages
from orders.models import OrderEvent, OrderItem
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.vijaysales.arranged import (
    CANCEL,
    ONE_PHONE,
    order_of,
    placed,
    refusal,
    second_location,
)
from tests.integrations.vijaysales.conftest import partner_of
from tests.moving import asked_meanwhile, replanned, split

ONE = {"items": [{"vanNo": "245179", "quantity": 1}]}
WHOLE = "Name the units: others of this order are not yours to see."


@pytest.fixture
def goa(shop):
    return second_location(shop, (shop.phone, 5), pincode="5000")


def here(shop, **columns):
    return partner_of(shop.channel, name="Here", locations=[shop.location.pk], **columns)


def stand():
    return OrderEvent.objects.count(), list(OrderItem.objects.order_by("pk").values())


@pytest.mark.parametrize("body", [CANCEL, CANCEL | ONE])
def test_its_own_order_that_lies_nowhere_yet_is_cancelled(shop, body):
    caller = here(shop, configuration={"approve_at_once": False})
    order = order_of(placed(caller, **ONE_PHONE))
    assert order.packages.count() == 0

    assert caller.post("orders/VS-1/cancel", body).status_code == 200

    order.refresh_from_db()
    assert order.state == OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("body", "said"), [(CANCEL, WHOLE), (CANCEL | ONE, "items[0]: 0 of it can still be cancelled.")]
)
def test_an_order_that_went_elsewhere_is_seen_and_not_cancelled(shop, goa, body, said):
    caller = here(shop)
    order = order_of(placed(caller, **ONE_PHONE))
    replanned(order.packages.get(), to=goa)
    before = stand()

    answer = caller.post("orders/VS-1/cancel", body)

    assert caller.get("orders/VS-1").status_code == 200
    assert refusal(answer) == (422, 9034, "NOT_CANCELLABLE")
    assert answer.json()["error"] == said
    assert stand() == before


def test_of_a_line_in_two_places_the_unit_that_lies_here_is_taken(shop, goa):
    caller = here(shop)
    order = order_of(placed(caller))
    first, second = order.orderitem_set.filter(product=shop.phone).order_by("pk")
    split(order, first, to=goa)

    assert caller.post("orders/VS-1/cancel", CANCEL | ONE).status_code == 200
    assert list(OrderItem.objects.exclude(cancelled_at=None)) == [second]
    again = caller.post("orders/VS-1/cancel", CANCEL | ONE)
    assert refusal(again) == (422, 9034, "NOT_CANCELLABLE")


def test_an_order_that_nobody_placed_and_that_lies_nowhere_is_not_cancelled(shop):
    of_the_hub = factories.order(channel=shop.channel)
    packages.cancel(of_the_hub.packages.get().pk, by="test", at=NOON)
    assert not of_the_hub.packages.exclude(state=PackageStatus.CANCELLED).exists()

    answer = here(shop).post(f"orders/{of_the_hub.pk}/cancel", CANCEL)

    assert refusal(answer) == (422, 9034, "NOT_CANCELLABLE")
    assert answer.json()["error"] == WHOLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("body", [CANCEL, CANCEL | ONE])
def test_who_looked_before_the_package_went_elsewhere_is_refused(shop, goa, body):
    caller = here(shop)
    order = order_of(placed(caller, **ONE_PHONE))
    package = order.packages.get()

    answer = asked_meanwhile(
        lambda: caller.post("orders/VS-1/cancel", body), lambda: replanned(package, to=goa)
    )

    assert refusal(answer) == (422, 9034, "NOT_CANCELLABLE")
    order.refresh_from_db()
    assert order.state == OrderStatus.APPROVED
