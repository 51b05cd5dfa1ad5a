"""
The fast read path on PostgreSQL: from the ids of orders to their bytes, without an object between.

Six statements, however many orders. Rows that many orders share are remembered as JSON for AGE
seconds. The serializers in `orders.api` are the specification: a test holds the two together.
"""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic

import orjson
from django.db.models import Manager

from orders import workflow
from orders.api import items, places, reference, wire
from orders.facts import tracking
from orders.models import Channel, City, Country, District, PriceList, StockList, Township
from orders.scope import Scope
from orders.statements import ADDRESSES, CUSTOMERS, IMAGES, ITEMS, ORDERS, PRODUCTS, values

AGE = 3.0  # how long a shared row may be out of date
MOST_REMEMBERED = 20_000
PLACES = {
    "city": (places.CitySerializer, City.objects.select_related("country")),
    "country": (places.CountrySerializer, Country.objects),
    "township": (places.TownshipSerializer, Township.objects.select_related("city")),
    "district": (
        places.DistrictSerializer,
        District.objects.select_related("city", "township"),
    ),
}
LISTS = {
    "price_list": (items.PriceListSerializer, PriceList.objects),
    "stock_list": (items.StockListSerializer, StockList.objects),
}
CHANNELS = {"channel": (reference.ChannelSerializer, Channel.objects)}

_remembered: dict[tuple, tuple[float, orjson.Fragment]] = {}


def orders(ids: Sequence[int], *, context: dict, scope: Scope) -> list[bytes]:
    """Return the orders as JSON, in the order of `ids`; one that has gone is left out."""
    locations = None if scope.locations is None else list(scope.locations)
    rows = ORDERS.rows(locations, locations, list(ids))
    _put_items(rows, locations)
    states = _States(context)
    for row in rows.values():
        row["tracking_number"] = tracking.number(*_split(row["tracking_number"]))
        row["commands"] = [states.command(command, row["state"]) for command in _legal(row)]
        for one in (row, *row["orderitem_set"]):
            kind = "order" if one is row else "orderitem"
            one["state"] = states.row(kind, one["state"])
    _put_people(rows)
    _put_shared(rows.values(), CHANNELS)
    return [orjson.dumps(rows[key]) for key in ids if key in rows]


def forget() -> None:
    """Drop what is remembered."""
    _remembered.clear()


def _split(numbers):
    hub, *sent = numbers
    return hub, sent


def _put_items(orders, locations):
    rows = ITEMS.rows(list(orders), locations, locations).values()
    products = _products(values(rows, "product"))
    for order in orders.values():
        order["orderitem_set"] = []
    for row in rows:
        row["product"] = products[row["product"]]
        orders[row["order"]]["orderitem_set"].append(row)
    _put_shared(rows, LISTS)


def _products(ids):
    products = PRODUCTS.rows(ids)
    for product in products.values():
        product["productimage_set"] = []
    for image in IMAGES.rows(ids).values():
        products[image["product"]]["productimage_set"].append(image)
    return products


def _put_people(orders):
    addresses = ADDRESSES.rows(values(orders.values(), "shipping_address", "billing_address"))
    people = values([*orders.values(), *addresses.values()], "customer")
    customers = {None: None, **CUSTOMERS.rows(people)}
    for address in addresses.values():
        address["customer"] = customers[address["customer"]]
    _put_shared(addresses.values(), PLACES)
    for order in orders.values():
        order["customer"] = customers[order["customer"]]
        order["shipping_address"] = addresses[order["shipping_address"]]
        order["billing_address"] = addresses[order["billing_address"]]


def _put_shared(rows, kinds):
    """Put the JSON of shared rows where their ids stand."""
    for name, (serializer, manager) in kinds.items():
        shown = _shared(serializer, manager, values(rows, name))
        for row in rows:
            row[name] = shown.get(row[name])


def _shared(serializer, manager: Manager, ids: Iterable[int]) -> dict[int, orjson.Fragment]:
    now, kind = monotonic(), serializer.__name__
    found = {key: _recall((kind, key), now) for key in ids}
    missing = [key for key, fragment in found.items() if fragment is None]
    for row in manager.filter(pk__in=missing) if missing else ():
        found[row.pk] = _remember((kind, row.pk), serializer(row).data, now)
    return found


def _recall(key, now):
    until, fragment = _remembered.get(key, (0, None))
    return fragment if until > now else None


def _remember(key, shown, now):
    if len(_remembered) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = now + AGE, (fragment := orjson.Fragment(orjson.dumps(shown)))
    return fragment


class _States:
    """State rows and commands as JSON, in the language of one answer."""

    def __init__(self, context: dict) -> None:
        self.context = context
        self.language = wire.language(context)
        self.now = monotonic()

    def row(self, kind: str, code: int) -> orjson.Fragment:
        """Return the State row of a code."""
        key = "state", self.language, kind, code
        return _recall(key, self.now) or self._remember(key, wire.state(kind, code, self.context))

    def command(self, command: workflow.Command, code: int) -> orjson.Fragment:
        """Return a command as an object in the state of that code shows it."""
        key = "command", self.language, command.id, code
        shown = _recall(key, self.now)
        return shown or self._remember(key, wire.shown(command, code, self.context))

    def _remember(self, key: tuple, shown: Mapping) -> orjson.Fragment:
        return _remember(key, shown, self.now)


def _legal(row: Mapping) -> list[workflow.Command]:
    """Return the legal commands, by the facts that `Order.facts` finds in an object."""
    requested, held, newer_copy = row["commands"]
    facts = {
        fact
        for fact, true in {
            workflow.CANCELLATION_REQUESTED: requested,
            workflow.HELD: held,
            workflow.NEWER_COPY: newer_copy,
            workflow.HUB_DECIDES: row["omnitron_id"] is not None,
        }.items()
        if true
    }
    if any(item["state"] == workflow.OrderStatus.INACTIVE for item in row["orderitem_set"]):
        facts.add(workflow.UNPLANNED_ITEMS)
    return workflow.legal("order", row["state"], facts)
