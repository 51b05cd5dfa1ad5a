"""How an order comes to be: a customer, an address, a basket, a payment."""

from datetime import timedelta
from decimal import Decimal
from hashlib import md5

from integrations.sandbox import blank, catalogue, places, published
from integrations.sandbox.world import World, wire_time

FIRST_NAMES = (
    "Aarav",
    "Ananya",
    "Diya",
    "Ishaan",
    "Kabir",
    "Meera",
    "Neha",
    "Rohan",
    "Sana",
    "Vir",
)
LAST_NAMES = ("Bose", "Gupta", "Iyer", "Khan", "Menon", "Nair", "Patel", "Rao", "Shah", "Singh")
STREETS = ("MG Road", "Station Road", "Church Street", "Temple Lane", "Lake View Road")
SHIPPING = ("0.00", "0.00", "49.00", "10.01", "99.00")
PAYMENTS = {"credit-card": (332, "credit_card"), "pay-on-delivery": (341, "pay_on_delivery")}
FIRST_NUMBER = 2291100000000000
PRICES = {sku: (rate, price, retail) for sku, _, _, rate, price, retail in catalogue.PRODUCTS}


def place(world: World, *, skus: list[str] | None = None, **changes) -> dict:
    """Let a customer buy one unit per entry of `skus`; `changes` are columns of the order."""
    dice = world.dice()
    address = _address(world, dice, _customer(world, dice))
    order = _choices(world, dice, address) | changes
    units = [_unit(dice, sku, order["status"]) for sku in skus or _basket(dice)]
    order["pk"] = world.last["orders"] + 1
    stamps = dict.fromkeys(("created_date", "modified_date"), order["created_date"])
    products = {row["sku"]: row["pk"] for row in world.rows("products")}
    for unit in units:
        unit["product"] = products[unit.pop("sku")]
    items = [world.add("order_items", unit | stamps | {"order": order["pk"]}) for unit in units]
    order["orderitem_set"] = [item["pk"] for item in items]
    order |= totals(order, items)
    kind = PAYMENTS[order["payment_option_slug"]][1]
    order["transactions"] = [{"pk": order["pk"], "payment_type": kind, "amount": order["amount"]}]
    return world.add("orders", order)


def totals(order: dict, items: list[dict]) -> dict:
    """Return what the order costs, given the items that it still has."""
    paid = sum((Decimal(item["net_amount"]) for item in items), Decimal("0.00"))
    saved = sum((Decimal(item["discount_amount"]) for item in items), Decimal("0.00"))
    amount = paid + Decimal(order["shipping_amount"])
    shipping = {"net_shipping_amount": order["shipping_amount"]}
    return {"amount": str(amount), "discount_amount": str(saved)} | shipping


def _customer(world, dice):
    first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
    pk, stamp = world.last["customers"] + 1, world.stamp()
    return world.add(
        "customers",
        published.CUSTOMER
        | {
            "pk": pk,
            "email": f"{first}.{last}.{pk}@example.com".lower(),
            "first_name": first,
            "last_name": last,
            "phone_number": f"+91 98{dice.randrange(10**8):08d}",
            "erp_code": f"C{pk:06d}",
            "created_date": stamp,
            "modified_date": stamp,
        },
    )


def _address(world, dice, customer):
    indian = [row for row in world.rows("districts") if "postcode" in row]
    district = dice.choice(indian)
    shared = ("email", "first_name", "last_name", "phone_number", "created_date", "modified_date")
    line = f"{dice.randint(1, 480)} {dice.choice(STREETS)}, {district['name']}"
    return world.add(
        "addresses",
        published.ADDRESS
        | {key: customer[key] for key in shared}
        | places.whereabouts(district)
        | {
            "pk": world.last["addresses"] + 1,
            "customer": customer["pk"],
            "title": dice.choice(("Home", "Office")),
            "line": line,
            "postcode": district["postcode"],
            "hash_data": fingerprint(line),
        },
    )


def fingerprint(text: str) -> str:
    """Return the key by which Omnitron recognises an address that it already has."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _choices(world, dice, address):
    n = world.last["orders"]
    slug = dice.choices(list(PAYMENTS), weights=(7, 3))[0]
    status = dice.choices(("400", "300", "100"), weights=(84, 13, 3))[0]
    stores = [None, None, *(row["pk"] for row in world.rows("retail_stores"))]
    created = world.stamp()
    placed = world.clock - timedelta(seconds=dice.randint(3, 40))
    gift = dice.random() < 0.1
    return blank.ORDER | {
        "number": str(FIRST_NUMBER + n * 104729),
        "status": "400" if slug == "pay-on-delivery" else status,
        "date_placed": wire_time(placed),
        "currency": "inr",
        "shipping_amount": dice.choice(SHIPPING),
        "payment_option": PAYMENTS[slug][0],
        "payment_option_slug": slug,
        "cargo_company": dice.choice(places.CARGOS[1:])[0],
        "retail_store": dice.choice(stores),
        "customer": address["customer"],
        "shipping_address": address["pk"],
        "billing_address": address["pk"],
        "has_gift_box": gift,
        "gift_box_note": "With love" if gift else None,
        "created_date": created,
        "modified_date": created,
    }


def _basket(dice):
    skus = dice.choices(list(PRICES), k=dice.choice((1, 1, 1, 2, 2, 3, 4)))
    if len(skus) > 1 and dice.random() < 0.4:
        skus[1] = skus[0]
    return skus


def _unit(dice, sku, status):
    rate, price, retail = PRICES[sku]
    saved = Decimal(dice.choice(("0.00", "0.00", "0.00", "50.00", "12.50")))
    paid = str(Decimal(price) - saved)
    return blank.ITEM | {
        "sku": sku,
        "status": status,
        "price": paid,
        "price_currency": "inr",
        "retail_price": retail,
        "discount_amount": str(saved),
        "net_amount": paid,
        "tax_rate": f"{rate}.00",
        "price_list": catalogue.LIST,
        "stock_list": catalogue.LIST,
    }
