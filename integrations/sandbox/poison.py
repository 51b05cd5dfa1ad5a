"""Orders that no reader can take: one kind of spoilt row each, and the way back."""

from integrations.sandbox import life
from integrations.sandbox.world import World

# kind: which table, and what its row says from then on
POISONS: dict[str, tuple[str, dict]] = {
    "type": ("orders", {"payment_type": ["cash"]}),
    "decimals": ("orders", {"amount": "12.345"}),
    "nul": ("orders", {"currency": "i\x00r"}),
    "huge": ("orders", {"amount": 10**70}),
    "status": ("orders", {"status": "teleported"}),
    "currency": ("order_items", {"price_currency": "usd"}),
    "long": ("orders", {"payment_type": "p" * 65}),
    "carrier": ("orders", {"cargo_company": 999}),
    "pieces": ("order_items", {"quantity": 2}),
    "price": ("order_items", {"price": "NaN"}),
}


def spoil(world: World, order: dict, kind: str) -> dict:
    """Spoil an order, stamp it anew, and return what `cure` needs."""
    if kind not in POISONS:
        raise ValueError(f"A poison is one of {', '.join(POISONS)}")
    table, values = POISONS[kind]
    row = order if table == "orders" else world.get(table, order["orderitem_set"][0])
    before = {key: row[key] for key in values if key in row}
    row.update(values)
    life.amend(world, order)
    return {"table": table, "pk": row["pk"], "added": values.keys() - before, "before": before}


def cure(world: World, order: dict, spoilt: dict) -> None:
    """Give the order back what `spoil` took from it, and stamp it anew."""
    row = world.tables[spoilt["table"]].get(spoilt["pk"])
    if row is not None:  # the item may have been taken out of the order
        for key in spoilt["added"]:
            del row[key]
        row.update(spoilt["before"])
    life.amend(world, order)
