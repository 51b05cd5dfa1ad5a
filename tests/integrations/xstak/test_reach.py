"""Whose orders a partner sees, and at which location they stand."""

from orders.commands import packages
from orders.models import Package
from orders.workflow import PackageStatus
from tests import factories
from tests.integrations.xstak.conftest import ORDERS, numbers, only

NOON = factories.NOON
BY = {"by": "test", "at": NOON}


def test_an_order_that_is_half_packed_is_in_process(client, asked, shop, store):
    order, first, second = split(shop, store)
    packages.pack(first.pk, **BY)
    packages.start(second.pk, **BY)
    assert numbers(client.get(ORDERS, asked(order_status="processing"))) == [order.number]

    packages.pack(second.pk, **BY)

    assert numbers(client.get(ORDERS, asked(order_status="processing"))) == []
    assert numbers(client.get(ORDERS, asked(order_status="packed"))) == [order.number]


def test_an_order_stands_at_each_location_that_fulfils_some_of_it(client, asked, shop, store):
    order, first, second = split(shop, store)

    for place in (first.stock_location, second.stock_location):
        at = asked(locationId=str(place.pk))
        assert numbers(client.get(ORDERS, at)) == [order.number]
        assert only(client, at)["location"]["location_code"] == place.erp_code
    assert len(only(client, asked())["shipments"]) == 2


def test_a_store_that_gave_an_order_back_has_it_no_longer(client, asked, shop, store):
    order = factories.order(channel=shop)
    package = Package.objects.get(order=order)
    packages.cancel(package.pk, reason="torn", **BY)
    assert not Package.objects.filter(order=order).exclude(state=PackageStatus.CANCELLED).exists()

    assert numbers(client.get(ORDERS, asked())) == []


def test_two_partners_and_two_channels_with_the_same_number(member, asked, store):
    channels = [factories.channel(default_location=store) for _ in range(2)]
    made = [factories.order(channel=channel, number="2290000001") for channel in channels]
    clients = [member(channels=[channel.pk]).client() for channel in channels]

    for client, order in zip(clients, made, strict=True):
        assert only(client, asked())["id"] == order.pk
        assert client.get(ORDERS, asked()).json()["page"]["totalElements"] == 1
    both = member(channels=[channel.pk for channel in channels]).client()
    told = both.get(ORDERS, asked()).json()["orders"]
    assert [order["id"] for order in told] == [order.pk for order in made]
    assert len({order["orderNumber"] for order in told}) == 2
    assert member(channels=[]).client().get(ORDERS, asked()).json()["orders"] == []


def test_a_location_of_others_is_a_location_that_nobody_has(member, asked, shop, store):
    factories.order(channel=shop)
    other = factories.location()
    client = member(locations=[other.pk]).client()

    foreign = client.get(ORDERS, asked())
    by_code = client.get(ORDERS, asked(locationId=None, location_code="67890"))
    missing = client.get(ORDERS, asked(locationId="999999999"))

    assert foreign.content == by_code.content == missing.content
    assert numbers(foreign) == []


def test_a_partner_of_one_store_sees_its_units_of_a_split_order(member, asked, shop, store):
    order, first, second = split(shop, store)
    client = member(locations=[store.pk]).client()

    told = only(client, asked())

    mine = first if first.stock_location == store else second
    unit = mine.packageitem_set.get().order_item
    assert [item["id"] for item in told["items"]] == [unit.pk]
    assert (told["subTotal"], told["total"], len(told["shipments"])) == ("250.00", "250.00", 1)
    elsewhere = second if mine == first else first
    at_the_other = asked(locationId=str(elsewhere.stock_location_id))
    assert numbers(client.get(ORDERS, at_the_other)) == []


def split(shop, store):
    """An order of two units, one in a package at the store and one at another location."""
    order = factories.order(channel=shop, items=[factories.item(), factories.item()])
    first = Package.objects.get(order=order)
    unit = first.packageitem_set.order_by("pk").last()
    other = Package.objects.create(
        order=order,
        sequence=2,
        number=f"{order.code}P2",
        stock_location=factories.location(),
        created_date=NOON,
        modified_date=NOON,
    )
    unit.package = other
    unit.save(update_fields=["package"])
    return order, first, other
