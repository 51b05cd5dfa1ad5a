"""What happens to orders after they were placed: payments, second thoughts, cancellations."""

from datetime import datetime, timedelta

from integrations.sandbox import catalogue, places, published, shopping
from integrations.sandbox.world import World

CANCELLED, UNPAID, APPROVED = "100", "300", "400"
ENOUGH = 2000  # orders made by time alone; a demonstration left alone for a week stays small


def begin(*, seed: int, start: datetime) -> World:
    """Return a world that has sold a dozen orders by `start`."""
    world = World(seed=seed, start=start - timedelta(hours=5))
    published.publish(world)
    places.settle(world)
    catalogue.stock_up(world)
    for _ in range(10):
        shopping.place(world)
        world.advance(seconds=1740)
    world.clock = start
    return world


def tick(world: World, *, seconds: float) -> None:
    """Let `seconds` pass: some pay, some buy, one may change their mind."""
    world.advance(seconds=seconds)
    dice = world.dice()
    for order in [row for row in _recent(world) if row["status"] == UNPAID]:
        if dice.random() < 0.5:
            amend(world, order, status=APPROVED)
    if len(world.tables["orders"]) < ENOUGH:
        shopping.place(world)
    _second_thoughts(world, dice)


def amend(
    world: World,
    order: dict,
    *,
    address: dict | None = None,
    customer: dict | None = None,
    items: dict | None = None,
    remove_item: int | None = None,
    **changes,
) -> dict:
    """Change columns of the order, its address, customer or items (by key), and stamp it anew."""
    _know("orders", changes, order)
    if address:
        _change_address(world, order["shipping_address"], address)
    if customer:
        _change(world, "customers", order["customer"], customer)
    for pk, values in (items or {}).items():
        _change(world, "order_items", int(pk), values)
    if remove_item:
        order["orderitem_set"].remove(remove_item)
        del world.tables["order_items"][remove_item]
        order.update(shopping.totals(order, world.items_of(order)))
    if "status" in changes:
        for item in world.items_of(order):
            _change(world, "order_items", item["pk"], {"status": changes["status"]})
    order.update(changes)
    for other in _touched(world, order, address=address, customer=customer):
        other["modified_date"] = world.stamp()
    return order


def _second_thoughts(world, dice):
    open_orders = [row for row in _recent(world) if row["status"] in (UNPAID, APPROVED)]
    if not open_orders:
        return
    order, mood = dice.choice(open_orders), dice.random()
    if mood < 0.12:
        amend(world, order, notes=dice.choice(("Please call first.", "Leave at the gate.")))
    elif mood < 0.2:
        amend(world, order, address={"line": f"{dice.randint(1, 480)} New Colony Road"})
    elif mood < 0.25:
        amend(world, order, status=CANCELLED)


def _recent(world):
    """Return the newest orders, without the published two, which stay as they were printed."""
    newest = range(world.last["orders"], world.last["orders"] - 20, -1)
    rows = (world.tables["orders"].get(pk) for pk in newest)
    return [row for row in rows if row and row["currency"] == "inr"]


def _change_address(world, pk, values):
    _change(world, "addresses", pk, values)
    address = world.get("addresses", pk)
    address["hash_data"] = shopping.fingerprint(address["line"])


def _change(world, table, pk, values):
    row = world.get(table, pk)
    _know(table, values, row)
    row.update(values, modified_date=world.stamp())


def _know(table, values, row):
    if unknown := set(values) - set(row):
        raise ValueError(f"{table} have no {', '.join(sorted(unknown))}")


def _touched(world, order, *, address, customer):
    """Return the order and those that share the row which was changed."""
    shared = [
        key for key, values in (("shipping_address", address), ("customer", customer)) if values
    ]
    same = (row for row in world.rows("orders") if any(row[key] == order[key] for key in shared))
    return [order, *(row for row in same if row is not order)]
