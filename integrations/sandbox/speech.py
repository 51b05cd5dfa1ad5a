"""How the stand-in Omnitron words what it knows; real ones differ, so each habit can be changed."""

from dataclasses import dataclass, fields

from integrations.sandbox.world import World

STATUSES = {
    "50": "cancellation_waiting",
    "100": "canceled",
    "200": "waiting",
    "300": "payment_waiting",
    "350": "confirmation_waiting",
    "400": "approved",
    "450": "preparing",
    "500": "shipped",
    "510": "shipped_and_informed",
    "520": "ready_for_pickup",
    "540": "attempted_delivery",
    "544": "review_started",
    "545": "review_waiting",
    "546": "waiting_for_payment",
    "547": "paid",
    "550": "delivered",
    "600": "refunded",
}
CODES = {name: code for code, name in STATUSES.items()} | {code: code for code in STATUSES}

HABITS = {
    "items": ("embedded", "apart"),
    "relations": ("mixed", "object", "id"),
    "lists": ("envelope", "bare"),
    "statuses": ("code", "name"),
    "dates": ("filtered", "ignored"),
    "filters": ("heeded", "ignored"),
    "orders": ("shown", "hidden"),
    "units": ("shown", "listed", "hidden"),
}
PLACES = {
    "country": "countries",
    "city": "cities",
    "township": "townships",
    "district": "districts",
}
PEOPLE = {
    "customer": "customers",
    "shipping_address": "addresses",
    "billing_address": "addresses",
}
GOODS = {"product": "products", "price_list": "price_lists", "stock_list": "stock_lists"}


@dataclass(frozen=True)
class Speech:
    """
    One value per habit; `mixed` nests people and places and gives goods by id.

    `units` that are `listed` cannot be read one by one, `hidden` ones not with their order either.
    """

    items: str = "embedded"
    relations: str = "mixed"
    lists: str = "envelope"
    statuses: str = "code"
    dates: str = "filtered"
    filters: str = "heeded"
    orders: str = "shown"
    units: str = "shown"

    def __post_init__(self):
        for field in fields(self):
            if getattr(self, field.name) not in HABITS[field.name]:
                raise ValueError(f"{field.name} is one of {', '.join(HABITS[field.name])}")


@dataclass(frozen=True)
class Teller:
    """Puts one row of the world into words."""

    world: World
    speech: Speech

    def tell(self, table: str, row: dict) -> dict:
        """Return `row` as the wire shows it."""
        tell = getattr(self, f"_tell_{table}", dict)
        return tell(row)

    def _tell_orders(self, order):
        told = order | {"status": self._status(order)}
        if self.speech.items == "embedded":
            items = self.world.items_of(order)
            told["orderitem_set"] = [self._tell_order_items(item) for item in items]
        else:
            del told["orderitem_set"]
        return told if self.speech.relations == "id" else told | self._nested(order, PEOPLE)

    def _tell_order_items(self, item):
        told = item | {"status": self._status(item)}
        return told | self._nested(item, GOODS) if self.speech.relations == "object" else told

    def _tell_addresses(self, address):
        by_id = self.speech.relations == "id"
        return dict(address) if by_id else address | self._nested(address, PLACES)

    def _tell_retail_stores(self, store):
        return store | {"address": store["address"] | self._nested(store["address"], PLACES)}

    def _nested(self, row, relations):
        return {
            key: self.tell(table, self.world.get(table, row[key]))
            for key, table in relations.items()
        }

    def _status(self, row):
        return (
            row["status"]
            if self.speech.statuses == "code"
            else STATUSES.get(row["status"], row["status"])
        )
