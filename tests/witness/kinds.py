"""The kinds of orders that the hub tells: what is odd about each, and which lives it leads."""

from decimal import Decimal

from tests.witness.frozen import chance
from tests.witness.hub_orders import (
    AMERICA,
    BHARAT,
    DELHI,
    INDIA,
    ISTANBUL,
    MUMBAI,
    NEW_YORK,
    STATELESS,
    address,
    basket,
    item,
    order,
)

PICKUPS = ["STORE_PICKUP", "click_and_collect", "store_pickup", "CLICK_AND_COLLECT",
           "pickup", "in_store_pickup", "Click_And_Collect", "retail_store"]  # fmt: skip
SPEEDS = ["EXPRESS", "fast_delivery", "express", "FAST_DELIVERY", "same_day", "SAME_DAY",
          "next_day", "fast", "express_delivery"]  # fmt: skip
CASH = ["pay_on_delivery", "cash_on_delivery", "COD", "cod"]
OF_THE_HUB = ["500", "510", "520", "540", "544", "545", "546", "547", "550", "600", "450", "100"]
GSTINS = ["27AAPFU0939F1ZV", "30AAACR5055K1ZK", "27AAPFU0939F1ZX"]  # the last is wrong
PEOPLE = [
    {"first_name": "", "last_name": ""},
    {"first_name": "Guest", "last_name": "Guest"},
    {"first_name": "Madonna", "last_name": ""},
    {"first_name": "", "last_name": "Rao"},
    {"first_name": "", "last_name": "", "company_name": "Rao & Sons Pvt. Ltd."},
    {"first_name": "  Asha  ", "last_name": " Rao "},
    {"first_name": "-", "last_name": "."},
    {"first_name": "Asha Rao", "last_name": "Asha Rao"},
    {"first_name": "guest", "last_name": "user", "email": "", "phone_number": None},
]
TEXTS = [
    ("आशा", "राव", "१२ हिल रोड\nबांद्रा पश्चिम"),
    ("أحمد", "الفارسي", "شارع الاستقلال ١٢"),
    ("Gülşen", "Çağlayan", "İstiklâl Cd. No: 5/B"),
    ("王", "小明", "南京路 12 号"),
    ("Zoë 😀", "O’Neill", '12 Hill Road\r\nFlat 3\n\nRing "twice" & wait </b>'),
    ("த", "குமார்", "12, தெற்கு வீதி"),
]


def plain(n, variant, **when):
    return order(n, variant, **when)


def turkey(n, variant, **when):
    units = basket(n, chance("basket", n), currency="TRY")
    units.append(item(n, 9, "ŞAL-01", currency="TRY"))
    home = address(
        n, city=ISTANBUL, country=ISTANBUL["country"], township=None, district=None,
        postcode="34430", line="İstiklâl Cd. No: 5", tax_office="Beyoğlu", tax_no="1234567890",
        company_name="Örnek A.Ş." if variant % 2 else "", e_bill_taxpayer=bool(variant % 2),
    )  # fmt: skip
    facts = {"currency": "TRY", "channel": 2, "language_code": "tr-tr", "shipping_address": home}
    return order(n, variant, units=units, **facts, **when)


def usa(n, variant, **when):
    units = basket(n, chance("basket", n), currency="USD")
    home = address(
        n, city=NEW_YORK, country=AMERICA, township=None, district=None,
        postcode="10001-1234", line="350 5th Ave\nApt 4", phone_number="+12125550100",
    )  # fmt: skip
    facts = {"currency": "usd", "channel": 3, "shipping_address": home}
    return order(n, variant, units=units, **facts, **when)


def pickup(n, variant, **when):
    spelled = PICKUPS[variant % len(PICKUPS)]
    return order(n, variant, delivery_type=spelled, retail_store=1 + variant % 2, **when)


def express(n, variant, **when):
    return order(n, variant, delivery_type=SPEEDS[variant % len(SPEEDS)], **when)


def cash(n, variant, **when):
    charge = "49.00" if variant % 2 else "0.00"
    paid = {"payment_type": CASH[variant % len(CASH)], "payment_option_slug": "cash"}
    if variant % 5 == 4:
        told = {"payment_type": "pay_on_delivery", "amount": None}
        paid = {"payment_type": None, "transactions": [told]}
    return order(n, variant, shipping_amount=charge, **paid, **when)


def bundle(n, variant, **when):
    """A set with its parts: the money stands on the set, on the parts, or on both alike."""
    whole = item(n, 0, "SET-TEA")
    parts = [item(n, i, sku, parent=whole["pk"]) for i, sku in ((1, "CUP-01"), (2, "SAUCER-01"))]
    nothing = {"price": "0.00", "net_amount": "0.00"}
    alike = {"price": "450.00", "net_amount": "450.00"}
    if variant % 3 == 0:
        parts = [part | nothing for part in parts]
    whole |= [{}, nothing, alike][variant % 3]
    cost, more = ["900.00", "450.00", "450.00"][variant % 3], Decimal(0)
    if variant % 2:
        more, parts = Decimal("120.01"), [*parts, item(n, 5, "BOOK-A5")]
    return order(n, variant, units=[whole, *parts], amount=str(Decimal(cost) + more), **when)


def three_units(n, variant, **when):
    units = [item(n, i, sku) for i, sku in enumerate(("TEE-BLK-M", "SNK-RUN-9", "TEE-BLK-M"))]
    cost = {"shipping_amount": "50.00" if variant % 2 else "0.00"}
    return order(n, variant, units=units, **cost, **when)


def unpaid(n, variant, **when):
    status = ["300", "350", "200", "50", "waiting", "payment_waiting"][variant % 6]
    units = basket(n, chance("basket", n), status=status)
    return order(n, variant, units=units, status=status, **when)


def business(n, variant, **when):
    office = address(
        n, variant, tax_no=GSTINS[variant % 3], company_name="Rao Traders Ltd",
        tax_office="Mumbai", title="Office",
    )  # fmt: skip
    office["pk"] += 50_000
    home = address(n, variant + (variant % 2))
    return order(n, variant, shipping_address=home, billing_address=office, **when)


def own_rate(n, variant, **when):
    skus = [["RATE-18"], ["RATE-5", "RATE-5"], ["RATE-18", "TEE-BLK-M"], ["RATE-NONE"]][variant % 4]
    units = [item(n, i, sku) for i, sku in enumerate(skus)]
    return order(n, variant, units=units, **when)


def places(n, variant, **when):
    odd = [
        {"country": BHARAT},
        {"country": INDIA | {"code": "IN", "pk": 6}},
        {"country": None},
        {"city": None, "country": INDIA},
        {"postcode": None},
        {"city": STATELESS, "postcode": "673310"},
        {"line": "", "postcode": "400 059"},
        {"city": DELHI, "postcode": "110001 "},
    ][variant % 8]  # fmt: skip
    home = address(n, 0, **{"township": None, "district": None, "city": MUMBAI} | odd)
    return order(n, variant, shipping_address=home, **when)


def names(n, variant, **when):
    told = PEOPLE[variant % len(PEOPLE)]
    home = address(n, variant, **told)
    raw = order(n, variant, shipping_address=home, **when)
    raw["customer"] |= {name: text for name, text in told.items() if name != "company_name"}
    return raw


def gift(n, variant, **when):
    facts = {
        "has_gift_box": variant % 3 != 2,
        "gift_box_note": ["Happy birthday, Amma!", "", None][variant % 3],
        "notes": ["Ring twice", None, "Leave it\nat the gate"][variant % 3],
        "segment": "gold" if variant % 2 else None,
        "delivery_range": [
            {"lower": "2025-11-05T09:00:00Z", "upper": "2025-11-05T12:00:00Z"}, "09-12", None,
        ][variant % 3],
        "client_type": "ios",
        "extra_field": {"campaign": "diwali", "points": 3},
    }  # fmt: skip
    return order(n, variant, **facts, **when)


def scripts(n, variant, **when):
    first, last, line = TEXTS[variant % len(TEXTS)]
    home = address(n, variant, first_name=first, last_name=last, line=line, notes=line[:20])
    units = [item(n, 0, "साड़ी-RD"), item(n, 1, "ŞAL-01")][: 1 + variant % 2]
    raw = order(n, variant, units=units, shipping_address=home, notes=f"{first}: {line}", **when)
    raw["customer"] |= {"first_name": first, "last_name": last}
    return raw


def charges(n, variant, **when):
    cost = ["40.01", "0.01", "99.99", "33.33"][variant % 4]
    return order(n, variant, shipping_amount=cost, discount_amount="25.00", **when)


def sent_by_the_hub(n, variant, **when):
    status = OF_THE_HUB[variant % len(OF_THE_HUB)]
    units = basket(n, chance("basket", n), status=status)
    facts = {"tracking_number": f"HUB-{n}", "cargo_company": 35, "is_send": True}
    return order(n, variant, units=units, status=status, **facts, **when)


WALKED = ["planned", "preparing", "ready", "packed", "shipped", "delivered"]
LEFT = ["shipped", "delivered", "packed"]
KINDS = {
    "plain": (plain, [*WALKED, "returned", "package_cancelled"]),
    "turkey": (turkey, [*LEFT, "planned"]),
    "usa": (usa, [*LEFT, "planned"]),
    "pickup": (pickup, LEFT[::-1]),
    "express": (express, ["shipped", "planned"]),
    "cash": (cash, ["shipped", "delivered", "packed", "planned"]),
    "bundle": (bundle, ["shipped", "planned", "delivered"]),
    "split": (three_units, ["split_planned", "split_shipped", "split_half", "split_returned"]),
    "cancelled_by_hub": (three_units, ["hub_cancels", "hub_cancels_packed_away"]),
    "cancelled_here": (three_units, ["cancelled_here", "cancelled_in_preparation"]),
    "cancelled_in_part": (three_units, ["part_here", "part_by_hub", "part_here_shipped"]),
    "cancellation_requested": (three_units, ["asked", "unpacked", "shipped_anyway", "too_late"]),
    "returned": (plain, ["returned"]),
    "held": (plain, ["held", "held_packed", "released"]),
    "unpaid": (unpaid, ["as_it_came"]),
    "business": (business, ["shipped", "delivered", "packed", "planned"]),
    "own_rate": (own_rate, ["shipped", "delivered", "packed", "planned"]),
    "places": (places, ["shipped", "planned"]),
    "names": (names, ["shipped", "planned"]),
    "gift": (gift, ["shipped", "planned", "packed"]),
    "scripts": (scripts, ["shipped", "delivered", "planned"]),
    "charges": (charges, ["shipped", "packed", "part_here_shipped"]),
    "amended": (three_units, ["amended", "amended_packed", "amended_shipped"]),
    "sent_by_the_hub": (sent_by_the_hub, ["as_it_came"]),
}
