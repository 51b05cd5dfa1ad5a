"""The native API: every list and document, what it says of each order, and of the house."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from orders.models import Order
from tests.witness import doors
from tests.witness.doors import NATIVE, answered, pages
from tests.witness.recording import Teller
from tests.witness.world import World

SOME = frozenset({"W002", "W008", "W011", "W012"})
ORDERS = Teller(
    "native_orders",
    r"^(state\.enum_value|amount|currency|payment_type|delivery_type|notes|customer\.\w+_name)$"
    r"|shipping_address\.(first_name|last_name|postcode|(city|country)\.(name|code))$",
)
SHORT = Teller("native_order_short", r"^state\.enum_value$", SOME)
LISTED = Teller("native_lists", r"^simple\.(status|amount|tracking_number)$")
ITEMS = Teller("native_order_items", r"^\[\d+\]\.(state\.enum_value|net_amount|tax_rate)$")
PACKAGES = Teller(
    "native_packages",
    r"^\[\d+\]\.(number|state\.enum_value|tracking_number|invoice\w*|stock_location\.erp_code"
    r"|cargo_company\.name)$",
    SOME,
)
MESSAGES = Teller("native_webhook_events", r"^\[\d+\]\.event_type$", SOME)
HOUSE = Teller("native_house")
Said = Iterator[tuple[Teller, str, Any]]


def tell(world: World) -> Said:
    """Yield what the native API says of each order, and of the house."""
    client = doors.native(world.house)
    yield from _orders(world, client)
    yield from _grouped(ITEMS, pages(client, "order_items/"), _order_of_items())
    rows = pages(client, "packages/")
    yield from _grouped(PACKAGES, rows, lambda row: row["number"].rpartition("P")[0])
    yield from _house(client)


def _orders(world, client) -> Said:
    numbered = {row["number"]: row for row in pages(client, "orders/short/")}
    simple = {row["number"]: row for row in pages(client, "orders/list-simple/")}
    for row in pages(client, "orders/"):
        code = row["number"]
        yield ORDERS, code, row
        yield LISTED, code, {"short": numbered[code], "simple": simple[code]}
        if code in world.whole:
            alone = answered(client.get(f"{NATIVE}orders/{row['id']}/"))
            assert alone == row, f"{code} differs alone and in the list"
            yield SHORT, code, answered(client.get(f"{NATIVE}orders/{row['id']}/short/"))
            events = f"orders/{row['id']}/webhook_events/short/"
            told = [event | {"uuid": "<its uuid>"} for event in pages(client, events)]
            yield MESSAGES, code, told


def _order_of_items():
    owners = dict(Order.objects.values_list("orderitem_set__pk", "code"))
    return lambda row: owners[row["id"]]


def _grouped(teller, rows, code_of) -> Said:
    found = defaultdict(list)
    for row in rows:
        found[code_of(row)].append(row)
    for code in sorted(found):
        yield teller, code, found[code]


def _house(client) -> Said:
    for path in ("cargo_companies/", "channels/", "stocklocations/list-simple/"):
        yield HOUSE, path, list(pages(client, path))
    for path in ("orders/delivery_type_enums/", "orders/payment_type_enums/"):
        yield HOUSE, path, answered(client.get(f"{NATIVE}{path}"))
