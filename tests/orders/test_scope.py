"""Scope: what somebody may not see does not exist."""

import pytest
from django.contrib.auth import get_user_model

from orders import scope
from orders.models import Channel, Membership, Order, OrderEvent, OrderItem, Package
from orders.scope import EVERYTHING, NOTHING, Scope
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def split():
    """An order of two units in packages of two stores, and another channel's order."""
    north, south = factories.location(), factories.location()
    shop = factories.channel(default_location=north)
    order = factories.order(channel=shop, items=[item(), item()])
    first = Package.objects.get(order=order)
    moving = first.packageitem_set.order_by("pk").last()
    moving.live = False
    moving.save(update_fields=["live"])
    second = Package.objects.create(
        order=order,
        sequence=2,
        number=f"{order.code}P2",
        stock_location=south,
        created_date=NOON,
        modified_date=NOON,
    )
    second.packageitem_set.create(
        order_item=moving.order_item, created_date=NOON, modified_date=NOON
    )
    moving.delete()
    return order, first, second, factories.order()


def test_all_see_all_and_nobody_sees_nothing(split):
    for model in (Order, OrderItem, Package, OrderEvent, Channel):
        assert model.objects.visible_to(EVERYTHING).count() == model.objects.count()
        assert model.objects.visible_to(NOTHING).count() == 0


def test_a_channel_sees_its_own_orders(split):
    order, first, second, foreign = split

    own = Scope(channels=frozenset([order.channel_id]), locations=None)

    assert list(Order.objects.visible_to(own)) == [order]
    assert set(Package.objects.visible_to(own)) == {first, second}
    assert foreign not in Order.objects.visible_to(own)


def test_a_store_sees_only_its_package_of_a_split_order(split):
    order, first, second, _ = split

    store = Scope(channels=None, locations=frozenset([second.stock_location_id]))

    assert list(Order.objects.visible_to(store)) == [order]
    assert list(Package.objects.visible_to(store)) == [second]
    units = OrderItem.objects.visible_to(store)
    assert list(units) == [content.order_item for content in second.packageitem_set.all()]
    assert not OrderEvent.objects.visible_to(store).filter(package=first).exists()


def test_a_store_that_had_a_package_still_sees_the_order():
    package = factories.package(state=PackageStatus.CANCELLED)

    store = Scope(channels=None, locations=frozenset([package.stock_location_id]))

    assert list(Order.objects.visible_to(store)) == [package.order]


def test_the_scope_of_a_person_comes_from_the_membership():
    people = get_user_model().objects
    boss = people.create_superuser("boss", password="x")
    stranger = people.create_user("stranger")
    clerk, location = people.create_user("clerk"), factories.location()
    membership = Membership.objects.create(user=clerk, every_channel=True)
    membership.locations.add(location)

    assert scope.of(boss) == EVERYTHING
    assert scope.of(stranger) == NOTHING
    assert scope.of(clerk) == Scope(channels=None, locations=frozenset([location.pk]))


def test_a_person_who_left_sees_nothing():
    left = get_user_model().objects.create_superuser("left", password="x", is_active=False)

    assert scope.of(left) == NOTHING
