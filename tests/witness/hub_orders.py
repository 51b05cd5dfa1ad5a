"""Orders as the hub tells them, by kind and number: its own JSON, so that mapping is seen too."""

from datetime import datetime
from decimal import Decimal

from tests.witness import frozen

INDIA = {"pk": 2, "name": "India", "code": "in", "is_active": True}
TURKEY = {"pk": 3, "name": "Türkiye", "code": "tr", "is_active": True}
AMERICA = {"pk": 4, "name": "United States", "code": "US", "is_active": True}
BHARAT = {"pk": 5, "name": "भारत", "code": "IND", "is_active": True}


def _city(pk, name, country, state="", code=""):
    own = {"pk": pk, "name": name, "country": country, "is_active": True}
    return own | ({"state": state, "state_code": code} if code else {})


MUMBAI = _city(21, "Mumbai", INDIA, "Maharashtra", "MH")
PANAJI = _city(22, "Panaji", INDIA, "Goa", "GA")
DELHI = _city(23, "Delhi", INDIA, "Delhi", "DL")
CHANDIGARH = _city(24, "Chandigarh", INDIA, "Chandigarh", "CH")
STATELESS = _city(25, "Mahé", INDIA)
ISTANBUL = _city(31, "İstanbul", TURKEY)
NEW_YORK = _city(41, "New York", AMERICA, "New York", "NY")
HOMES = [
    (MUMBAI, "400059", "12 Hill Road\nBandra West"),
    (PANAJI, "403001", "Casa 7, Rua de Ourém"),
    (DELHI, "110001", "B-21 Inner Circle, Connaught Place"),
    (CHANDIGARH, "160017", "SCO 88, Sector 17-C"),
]
NAMES = [("Asha", "Rao"), ("Ravi", "Iyer"), ("Meera", "Nair"), ("Arjun", "Das")]
LISTS = {
    "price_list": {"pk": 34, "name": "retail", "code": "retail", "currency": "inr"},
    "stock_list": {"pk": 35, "name": "stock", "code": None},
}

# SKU, name, HSN, price, rate that the hub tells (None: it tells none)
GOODS = [
    ("TEE-BLK-M", "Crew Neck T-Shirt, Black, M", "61091000", "599.00", "5.00"),
    ("SHT-OXF-40", "Oxford Shirt, Blue, 40", "62052000", "1499.50", "12.00"),
    ("SNK-RUN-9", "Running Shoes, Grey, UK 9", "64041100", "2799.00", "18.00"),
    ("BAG-BCK-25", "Laptop Backpack, 25 l", "42029200", "1649.99", "18.00"),
    ("KTL-ELC-15", "Electric Kettle, 1.5 l", "85167920", "1349.00", "28.00"),
    ("BOOK-A5", "Ruled Notebook, A5", "48202000", "120.01", "0.00"),
    ("ŞAL-01", "İpek Şal “Gül” — 90 × 90 cm", "", "333.33", "10.00"),
    ("साड़ी-RD", "रेशमी साड़ी, लाल", "50072010", "4999.00", "5.00"),
    ("SET-TEA", "Tea Set of Two", "69111011", "900.00", "12.00"),
    ("CUP-01", "Tea Cup", "69111011", "300.00", "12.00"),
    ("SAUCER-01", "Saucer", "69111011", "150.00", "18.00"),
    ("RATE-18", "Lamp with the rate of our own page", "94052010", "777.00", None),
    ("RATE-5", "Rug with the rate of our own page", "57023110", "1250.50", None),
    ("RATE-NONE", "Something whose rate nobody knows", "", "80.00", None),
]
BY_SKU = {row[0]: n for n, row in enumerate(GOODS)}
OUR_RATES = {"RATE-18": Decimal("18"), "RATE-5": Decimal("5")}
ORDINARY = [row[0] for row in GOODS[:6]]


def product(sku: str) -> dict:
    """Return a product of the hub."""
    n = BY_SKU[sku]
    _sku, name, hsn, _price, _rate = GOODS[n]
    images = [
        {"pk": 9000 + n, "order": 0, "image": f"https://cdn.example.com/{n}/a.jpg"},
        {"pk": 9100 + n, "order": 1, "image": f"https://cdn.example.com/{n}/b.jpg"},
    ]
    attributes = {"color": "red", "brand": "Rao", "size": "M"} | ({"hsn_code": hsn} if hsn else {})
    return {
        "pk": 8000 + n,
        "name": name,
        "sku": sku,
        "base_code": sku.partition("-")[0],
        "barcode": f"890{n:010}" if n % 3 else None,
        "attributes": attributes,
        "attributes_kwargs": {},
        "extra_attributes": {},
        "productimage_set": images[: n % 3],
        "modified_date": "2025-10-01T09:00:00Z",
    }


def address(n: int, place: int = 0, **facts) -> dict:
    """Return an address; `place` picks a home of the table."""
    city, postcode, line = HOMES[place % len(HOMES)]
    first, last = NAMES[n % len(NAMES)]
    own = {
        "pk": 300_000 + n,
        "title": "Home",
        "line": line,
        "postcode": postcode,
        "country": city["country"],
        "city": city,
        "township": None,
        "district": None,
        "first_name": first,
        "last_name": last,
        "email": f"{first.lower()}{n}@example.com",
        "phone_number": f"+9198200{n:05}",
    }
    if city is MUMBAI:
        own["township"] = {"pk": 51, "name": "Andheri", "city": MUMBAI, "is_active": True}
        own["district"] = {
            "pk": 61, "name": "Marol", "city": MUMBAI, "township": own["township"],
            "is_active": True,
        }  # fmt: skip
    return own | facts


def item(n: int, i: int, sku: str, *, currency="INR", status="400", **facts) -> dict:
    """Return a unit at its full price."""
    _sku, _name, _hsn, price, rate = GOODS[BY_SKU[sku]]
    return {
        "pk": 1_000_000 + n * 100 + i,
        "product": product(sku),
        "status": status,
        "price": price,
        "net_amount": price,
        "retail_price": str(Decimal(price) * 2),
        "discount_amount": "0.00",
        "tax_rate": rate,
        "price_currency": currency,
        "extra_field": {"price_extra_field": {}, "stock_extra_field": {}},
        **LISTS,
    } | facts


def basket(n: int, dice, **facts) -> list[dict]:
    """Return one to four units, some of them alike, some with a discount."""
    skus = dice.choices(ORDINARY, k=dice.choice((1, 1, 2, 3)))
    skus += skus[:1] if dice.random() < 0.3 else []
    units = [item(n, i, sku, **facts) for i, sku in enumerate(skus)]
    if dice.random() < 0.4:
        price = Decimal(units[0]["price"])
        off = (price / 7).quantize(Decimal("0.01"))
        units[0] |= {"discount_amount": str(off), "net_amount": str(price - off)}
    return units


def order(n: int, variant: int, *, placed, units=None, place=None, **facts) -> dict:
    """Return a whole order of the hub; `facts` replace what is ordinary."""
    dice = frozen.chance("basket", n)
    units = basket(n, dice) if units is None else units
    home = facts.pop("shipping_address", None) or address(n, variant if place is None else place)
    stamp = placed.isoformat().replace("+00:00", "Z")
    first, last = NAMES[n % len(NAMES)]
    own = {
        "pk": 500_000 + n,
        "number": f"W{n:03}",
        "channel": 1,
        "status": "400",
        "currency": "INR",
        "date_placed": stamp,
        "modified_date": stamp,
        "customer": {
            "pk": 400_000 + n,
            "email": f"{first.lower()}{n}@example.com",
            "first_name": first,
            "last_name": last,
            "phone_number": f"+9198300{n:05}",
            "erp_code": f"C-{n}" if n % 2 else None,
        },
        "shipping_address": home,
        "billing_address": home,
        "payment_type": "credit_card",
        "payment_option_slug": "credit-card",
        "shipping_amount": "0.00",
        "delivery_type": "standard",
        "delivery_range": None,
        "client_type": "default",
        "language_code": "en-us",
        "cargo_company": 34,
        "retail_store": None,
        "tracking_number": None,
        "extra_field": {},
        "orderitem_set": units,
    } | facts
    own.setdefault("amount", str(amount(own)))
    return own


def amount(raw: dict) -> Decimal:
    """Return what the order costs."""
    paid = sum(Decimal(unit["net_amount"]) for unit in raw["orderitem_set"])
    return paid + Decimal(raw["shipping_amount"])


def moment(text: str) -> datetime:
    """Read a stamp of the hub."""
    return datetime.fromisoformat(text)
