"""What the sandbox sells: products with tax rate and HSN code, and the lists they are on."""

CREATED = "2025-04-01T06:30:00.000000Z"
LIST = 35

# sku, name, HSN code, tax rate, price, retail price
PRODUCTS = [
    ("TEE-BLK-M", "Crew Neck Cotton T-Shirt, Black, M", "61091000", 5, "599.00", "799.00"),
    ("TEE-WHT-L", "Crew Neck Cotton T-Shirt, White, L", "61091000", 5, "599.00", "799.00"),
    ("SHT-OXF-40", "Oxford Shirt, Blue, 40", "62052000", 12, "1499.00", "1999.00"),
    ("JNS-SLM-32", "Slim Fit Jeans, Indigo, 32", "62034200", 12, "1899.00", "2499.00"),
    ("KRT-IND-M", "Hand Block Print Kurta, Indigo, M", "62114200", 5, "899.00", "1299.00"),
    ("SAR-SLK-RD", "Silk Saree, Red", "50072010", 5, "4999.00", "6499.00"),
    ("SNK-RUN-9", "Running Shoes, Grey, UK 9", "64041100", 18, "2799.00", "3499.00"),
    ("SND-LTH-8", "Leather Sandals, Tan, UK 8", "64029990", 12, "1199.00", "1499.00"),
    ("BAG-BCK-25", "Laptop Backpack, 25 l", "42029200", 18, "1649.50", "2199.00"),
    ("WLT-LTH-BR", "Leather Wallet, Brown", "42023120", 18, "749.00", "999.00"),
    ("WCH-ANL-01", "Analogue Watch, Steel", "91021100", 18, "3295.00", "3995.00"),
    ("SUN-AVI-01", "Aviator Sunglasses", "90041000", 18, "1299.00", "1799.00"),
    ("EAR-BUD-BK", "Wireless Earbuds, Black", "85183000", 18, "1999.00", "2999.00"),
    ("PWR-BNK-10", "Power Bank, 10000 mAh", "85076000", 18, "1099.00", "1599.00"),
    ("CBL-USC-1M", "USB-C Cable, 1 m", "85444299", 18, "249.00", "399.00"),
    ("KTL-ELC-15", "Electric Kettle, 1.5 l", "85167920", 18, "1349.00", "1899.00"),
    ("MIX-GRN-500", "Mixer Grinder, 500 W", "85094010", 18, "2849.00", "3595.00"),
    ("LCH-BOX-3", "Steel Lunch Box, Three Tiers", "73239390", 12, "649.00", "849.00"),
    ("BTL-STL-1L", "Steel Water Bottle, 1 l", "73239390", 12, "449.00", "599.00"),
    ("BED-SHT-DB", "Cotton Bed Sheet, Double", "63041910", 12, "1249.00", "1699.00"),
    ("TWL-BTH-BL", "Bath Towel, Blue", "63026090", 5, "399.00", "549.00"),
    ("CSH-CVR-2", "Cushion Covers, Set of Two", "63049250", 5, "349.00", "499.00"),
    ("NTB-A5-RL", "Ruled Notebook, A5", "48202000", 12, "120.00", "150.00"),
    ("TEA-DRJ-250", "Darjeeling Tea, 250 g", "09024020", 5, "425.00", "475.00"),
    ("UMB-FLD-BK", "Folding Umbrella, Black", "66019100", 12, "549.00", "699.00"),
]


def stock_up(world):
    """Put the products and the two lists into an empty world."""
    common = {"pk": LIST, "created_date": CREATED, "is_auto_sync": False, "modified_date": CREATED}
    price_list = {"code": "in_retail", "name": "India retail prices", "currency": "inr"}
    world.add("price_lists", common | price_list)
    world.add("stock_lists", common | {"code": "in_stock", "name": "India stock"})
    for n, product in enumerate(PRODUCTS, start=8400):
        world.add("products", _product(n, *product))


def _product(pk, sku, name, hsn_code, tax_rate, price, retail_price):
    attributes = {"hsn_code": hsn_code}
    kwargs = {"label": hsn_code, "value": hsn_code, "data_type": "text"}
    image = f"https://cdn.example.com/products/{pk}/{sku.lower()}.jpg"
    return {
        "pk": pk,
        "name": name,
        "base_code": sku.rpartition("-")[0],
        "sku": sku,
        "barcode": _barcode(pk),
        "attributes": attributes,
        "attributes_kwargs": {"hsn_code": kwargs},
        "extra_attributes": {},
        "productimage_set": [{"pk": pk + 1000, "order": 0, "image": image, "product": pk}],
        "is_active": True,
        "created_date": CREATED,
        "modified_date": CREATED,
    }


def _barcode(pk):
    digits = f"890{pk:09d}"
    weighted = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(digits))
    return digits + str(-weighted % 10)
