"""Makes orders complete: what they only name by its key is fetched, unless we hold it already."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from integrations.omnitron.client import Client
from integrations.omnitron.facts import Gone, Unmappable, is_key
from oms import http, strictjson
from orders.models import City, Country, District, PriceList, Product, StockList, Township

PLACES = {
    "country": "countries",
    "city": "cities",
    "township": "townships",
    "district": "districts",
}
NAMED = {
    "orders": {
        "customer": "customers",
        "shipping_address": "addresses",
        "billing_address": "addresses",
    },
    "order_items": {
        "product": "products",
        "price_list": "price_lists",
        "stock_list": "stock_lists",
    },
    "retail_stores": {"address": "addresses"},
    "addresses": PLACES,
    "districts": {"city": "cities", "township": "townships"},
    "townships": {"city": "cities"},
    "cities": {"country": "countries"},
}
# Rows that seldom change are asked for once; people are asked for in every pull.
HELD = {
    "products": Product,
    "price_lists": PriceList,
    "stock_lists": StockList,
    "countries": Country,
    "cities": City,
    "townships": Township,
    "districts": District,
}
MEMORY = 10_000  # rows


class References:
    """What one pull has seen of the rows that orders name; `keep` is called before each request."""

    def __init__(self, client: Client, *, keep: Callable[[], None] = lambda: None):
        self._client, self._keep = client, keep
        self._rows: dict[tuple[str, int], Mapping | Gone] = {}
        self._held: dict[str, set[int]] = {resource: set() for resource in HELD}

    def look_up(self, raws: Iterable[object]) -> None:
        """Learn which of the keys that these orders name stand in our database."""
        if len(self._rows) > MEMORY:
            self._rows.clear()
        named: dict[str, set[int]] = {resource: set() for resource in HELD}
        for raw in raws:
            _collect("orders", raw, named)
        for resource, keys in named.items():
            self._learn(resource, keys)

    def complete(self, raw: object) -> object:
        """Return an order with its items and with every row that we could not look up ourselves."""
        if not isinstance(raw, Mapping):
            return raw
        order = self._filled("orders", raw)
        items = raw.get("orderitem_set")
        if not isinstance(items, list) or any(not isinstance(item, Mapping) for item in items):
            items = self._items(raw.get("pk"))
        return {**order, "orderitem_set": [self._filled("order_items", item) for item in items]}

    def items(self, raw: object) -> list:
        """Return the items of an order as they stand in it, or as the hub lists them; else none."""
        inside = raw.get("orderitem_set") if isinstance(raw, Mapping) else None
        if isinstance(inside, list) and all(isinstance(item, Mapping) for item in inside):
            return inside
        try:
            return self._items(raw.get("pk")) if isinstance(raw, Mapping) else []
        except Unmappable:
            return []

    def complete_store(self, raw: object) -> object:
        """Return a store with the places of its address."""
        return self._filled("retail_stores", raw) if isinstance(raw, Mapping) else raw

    def _items(self, order_id):
        if not is_key(order_id):
            raise Unmappable("pk is not a key.")
        self._keep()
        rows = [parsed(text) for text in self._client.items_of(order_id)]
        return [row for row in rows if belongs(row, order_id)]

    def _filled(self, resource, row):
        if not isinstance(row, Mapping):
            return row
        named = NAMED.get(resource, {})
        found = {name: self._row(named[name], row[name]) for name in named if row.get(name)}
        return {**row, **found}

    def _row(self, resource, value):
        """Return the row, or its key where we hold it; what is neither is left for the mapping."""
        if isinstance(value, Mapping):
            if value.keys() - {"pk"}:
                return self._remember(resource, value)
            value = value.get("pk")
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if not is_key(value):
            return value
        if (resource, value) in self._rows:
            return self._rows[resource, value]
        if resource in HELD and self._is_held(resource, value):
            return value
        return self._remember(resource, self._fetched(resource, value))

    def _remember(self, resource, row):
        if isinstance(row, Gone):
            self._rows[resource, row.key] = row
            return row
        row = self._filled(resource, row)
        if is_key(row.get("pk")):
            self._rows[resource, row["pk"]] = row
        return row

    def _is_held(self, resource, key):
        if key not in self._held[resource]:
            self._learn(resource, {key})
        return key in self._held[resource]

    def _learn(self, resource, keys):
        if unsure := keys - self._held[resource]:
            held = HELD[resource].objects.filter(omnitron_id__in=unsure)
            self._held[resource].update(held.values_list("omnitron_id", flat=True))

    def _fetched(self, resource, key):
        self._keep()
        try:
            row = parsed(self._client.row(resource, key))
        except http.Refused as error:
            if error.status != 404:
                raise
            return Gone(resource, key)
        if not isinstance(row, Mapping):
            raise Unmappable(f"{resource}/{key}/ is not an object.")
        return row


def parsed(text: str) -> Any:
    """Return the value of one row's text, or raise Unmappable; what no column holds is replaced."""
    try:
        return strictjson.loads(text)
    except strictjson.Unstorable:
        return parsed(strictjson.mended(text))
    except strictjson.Malformed as error:
        raise Unmappable(str(error)) from None


def belongs(item, order_id):
    """Tell whether an item is the order's; a hub that ignores the filter lists those of others."""
    order = item.get("order") if isinstance(item, Mapping) else None
    key = order.get("pk") if isinstance(order, Mapping) else order
    return key in (None, order_id)


def _collect(resource, row, named):
    """Gather the keys that a row, and the rows inside it, name."""
    if not isinstance(row, Mapping):
        return
    for name, other in NAMED.get(resource, {}).items():
        value = row.get(name)
        if is_key(value) and other in named:
            named[other].add(value)
        _collect(other, value, named)
    if resource == "orders" and isinstance(row.get("orderitem_set"), list):
        for item in row["orderitem_set"]:
            _collect("order_items", item, named)
