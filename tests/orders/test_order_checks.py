"""Orders that no location takes are told of, channel by channel."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders import checks
from orders.models import Order
from tests import factories

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def lonely(**shop):
    channel = factories.channel(**shop)
    channel.default_location = None
    channel.save()
    order = factories.order(channel=channel)
    Order.objects.filter(pk=order.pk).update(modified_date=timezone.now() - 16 * MINUTE)
    return order


def told():
    return {check.name: check.detail for check in checks.unplanned(timezone.now())}


def test_an_order_in_no_package_is_told_of_after_a_quarter_of_an_hour():
    order = lonely(name="Shop", omnitron_id=7)
    factories.order()

    assert told()["unplanned:7"].startswith("1 orders of Shop lie in no package, for want of")

    Order.objects.filter(pk=order.pk).update(modified_date=timezone.now() - 14 * MINUTE)
    assert told() == {}


def test_what_is_held_or_not_approved_waits_for_no_location():
    held, unpaid = lonely(omnitron_id=7), lonely(omnitron_id=8)
    Order.objects.filter(pk=held.pk).update(held_at=timezone.now())
    Order.objects.filter(pk=unpaid.pk).update(state=300)

    assert told() == {}


def test_the_check_of_one_channel_counts_its_own_orders():
    order = lonely(name="Shop", omnitron_id=7)
    lonely(omnitron_id=8)

    mine = checks.unplanned_of(order.channel, timezone.now())

    assert (mine.name, mine.ok, mine.theirs) == ("unplanned:7", False, True)
    assert mine.detail.startswith("1 orders of Shop")
