"""The two orders that Akinon's order services page prints, as an Omnitron would tell them."""

from integrations.sandbox import blank
from integrations.sandbox.world import World

CDN = "https://cdn.example.com"
EMAIL = "[email protected]"
CURRENCY = "try"

COUNTRY = {
    "pk": 1,
    "name": "Italy",
    "code": "it",
    "is_active": True,
    "longitude": "35.30207500",
    "latitude": "39.05625600",
}
CITY = {
    "pk": 7,
    "name": "MILANO",
    "country": 1,
    "is_active": True,
    "longitude": "32.85404900",
    "latitude": "39.92076300",
}
TOWNSHIP = {
    "pk": 84,
    "name": "20158 Milano MI",
    "city": 7,
    "is_active": True,
    "longitude": "32.85342000",
    "latitude": "39.92003000",
}
DISTRICT = {
    "pk": 6245,
    "name": "Lorem Ipsum",
    "city": 7,
    "township": 84,
    "is_active": True,
    "longitude": "32.87055100",
    "latitude": "39.90130400",
}
CUSTOMER = {
    "pk": 3433,
    "channel": 1,
    "email": EMAIL,
    "first_name": "John",
    "last_name": "Doe",
    "phone_number": None,
    "erp_code": None,
    "channel_code": None,
    "user_type": "registered",
    "is_active": True,
    "created_date": "2023-05-17T13:30:02.118204Z",
    "modified_date": "2023-05-17T13:30:02.118204Z",
}
ADDRESS = {
    "pk": 10033,
    "customer": 3433,
    "address_type": "customer",
    "title": "dolor sit amet",
    "is_active": True,
    "line": "Viale Edoardo Jenner",
    "postcode": "06290",
    "country": 1,
    "city": 7,
    "township": 84,
    "district": 6245,
    "notes": None,
    "email": EMAIL,
    "phone_number": "+90 555XXX0000",
    "first_name": "John",
    "last_name": "Doe",
    "company_name": "",
    "tax_office": "",
    "tax_no": "",
    "e_bill_taxpayer": False,
    "hash_data": "9f2c1d0f5b0f4f0e8f6f8f1d7d2c3a10",
    "created_date": "2023-05-17T13:37:44.752820Z",
    "modified_date": "2023-05-17T13:45:55.646535Z",
}
PRODUCT = {
    "pk": 8362,
    "name": "Ultimate Organic Cotton T Shirt With Crew Neck",
    "base_code": "AKN-008",
    "sku": "AKN-008",
    "barcode": None,
    "attributes": {"hallo": "Voorbeeld", "integration_kol_boyu": "kısa"},
    "attributes_kwargs": {
        "hallo": {"label": "Voorbeeld", "value": "Voorbeeld", "data_type": "valuelabel"},
        "integration_kol_boyu": {"label": "kısa", "value": "kısa", "data_type": "dropdown"},
    },
    "extra_attributes": {},
    "productimage_set": [
        {
            "pk": 465,
            "order": 0,
            "image": f"{CDN}/products/2022/09/07/8362/38f3cfef-d582-489e-bcc2-324cd0455c72.jpg",
            "product": 8362,
        }
    ],
    "is_active": True,
    "created_date": "2022-09-07T11:47:01.302117Z",
    "modified_date": "2022-09-07T11:49:23.777608Z",
}
PRICE_LIST = {
    "pk": 34,
    "code": "pz_fiyat_list",
    "name": "pz_fiyat_list",
    "currency": CURRENCY,
    "created_date": "2021-02-25T13:41:08.252536Z",
    "is_auto_sync": False,
    "modified_date": "2023-02-02T13:27:03.825072Z",
}
STOCK_LIST = {
    "pk": 34,
    "code": None,
    "name": "pz_stok_list",
    "created_date": "2021-02-25T13:41:20.523128Z",
    "is_auto_sync": False,
    "modified_date": "2021-02-25T13:41:20.523152Z",
}

# The page prints the copy's row dates; the original's own, a little earlier, are ours.
ORDERS = [
    {
        "pk": 63460,
        "number": "2291086068212691",
        "date_placed": "2023-05-17T13:37:37.930719Z",
        "created_date": "2023-05-17T13:37:38.214402Z",
        "modified_date": "2023-05-17T13:37:42.360915Z",
        "orderitem_set": [70192],
    },
    {
        "pk": 63461,
        "number": "2291090711512921",
        "date_placed": "2023-05-17T13:45:20.568681Z",
        "created_date": "2023-05-17T13:45:20.901237Z",
        "modified_date": "2023-05-17T13:45:52.104418Z",
        "orderitem_set": [70193],
    },
]

ORDER = {
    "channel": 1,
    "status": "400",
    "currency": CURRENCY,
    "amount": "250.00",
    "discount_amount": "125.00",
    "shipping_amount": "0.00",
    "payment_option": 332,
    "payment_option_slug": "credit-card",
    "cargo_company": 34,
    "retail_store": None,
    "customer": 3433,
    "shipping_address": 10033,
    "billing_address": 10033,
    "language_code": "tr-tr",
}
ITEM = {
    "product": 8362,
    "status": "400",
    "price": "250.00",
    "price_currency": CURRENCY,
    "retail_price": "1000.00",
    "discount_amount": "125.00",
    "net_amount": "250.00",
    "tax_rate": "8.00",
    "price_list": 34,
    "stock_list": 34,
}


def publish(world: World) -> None:
    """Put the two orders, and all that they name, into an empty world."""
    for table, row in (
        ("countries", COUNTRY),
        ("cities", CITY),
        ("townships", TOWNSHIP),
        ("districts", DISTRICT),
        ("customers", CUSTOMER),
        ("addresses", ADDRESS),
        ("products", PRODUCT),
        ("price_lists", PRICE_LIST),
        ("stock_lists", STOCK_LIST),
    ):
        world.add(table, row)
    for order in ORDERS:
        _add(world, order)


def _add(world, order):
    (item,) = order["orderitem_set"]
    dates = {key: order[key] for key in ("created_date", "modified_date")}
    paid = {"pk": order["pk"], "payment_type": "credit_card", "amount": ORDER["amount"]}
    world.add("order_items", blank.ITEM | ITEM | dates | {"pk": item, "order": order["pk"]})
    world.add("orders", blank.ORDER | ORDER | order | {"transactions": [paid]})
