"""A package that leaves, and what the hub then says of its items."""

from orders.commands import packages
from orders.models import CargoCompany
from tests.integrations.omnitron.conftest import NOW

BY = {"by": "test", "at": NOW}


def carrier():
    return CargoCompany.objects.get(omnitron_id=38)


def ship(package):
    return packages.ship(package.pk, carrier=carrier().pk, tracking_number="AWB-0007", **BY)


def at_the_hub(hub, order):
    items = hub.order(order.number)["orderitem_set"]
    return [(i["status"], i["tracking_number"], i["shipping_company"]) for i in items]


def bodies(messages):
    return [bytes(message.body).decode() for message in messages]


def key_of(hub, item):
    return f"{hub.omnitron_url}/order_items/{item.omnitron_id}/"
