"""Orders that a partner places with us, through its own door."""

from decimal import Decimal

ADDRESS = {
    "name": "Asha Rao", "line1": "12 Marine Drive", "line2": "Flat 4", "city": "Mumbai",
    "state": "Maharashtra", "pincode": "400001", "mobile": "9820012345",
}  # fmt: skip
GOA = ADDRESS | {"city": "Panaji", "state": "Goa", "pincode": "403001", "name": "Madonna"}
PHONE = {"lineId": "a", "vanNo": "PHONE-1", "quantity": 2, "unitPrice": "69990.00"}
CABLE = {"lineId": "b", "vanNo": "CABLE-1", "quantity": 1, "unitPrice": "500.00"}
LAMP = {"lineId": "c", "vanNo": "LAMP-1", "quantity": 3, "unitPrice": "100.00"}
CHANGES: list[dict] = [
    {},
    {"deliveryType": "STORE_PICKUP", "storeCode": "MUM1", "shippingAddress": None},
    {"payment": {"mode": "COD"}},
    {"gstin": "27AAPFU0939F1ZV", "companyName": "Rao Traders Ltd"},
    {"shippingAddress": GOA},
    {"items": [PHONE | {"serialNumbers": ["IMEI-1", "IMEI-2"], "discount": "100.01"}, CABLE]},
    {"deliveryType": "EXPRESS"},
    {"items": [LAMP, CABLE], "notes": "Ring twice\nthen wait"},
]
LIVES = ["planned", "packed", "shipped", "delivered", "cancelled", "line_cancelled"]


def body(n: int, variant: int) -> dict:
    """Return what is posted for a new order."""
    own = {
        "partnerOrderId": f"W{n:03}",
        "deliveryType": "HOME_DELIVERY",
        "customer": {
            "firstName": "Asha", "lastName": "Rao", "mobile": "9820012345",
            "email": f"asha{n}@example.com", "customerCode": f"V-{n}",
        },
        "billingAddress": ADDRESS,
        "shippingAddress": ADDRESS,
        "items": [PHONE, CABLE],
        "shippingCharge": "49.00" if variant % 2 else "0.00",
        "payment": {"mode": "PREPAID", "instrument": "UPI", "transactionId": f"T{n}"},
    } | CHANGES[variant % len(CHANGES)]  # fmt: skip
    return own | {"orderAmount": str(_amount(own))}


def _amount(asked):
    lines = asked["items"]
    gross = sum(line["quantity"] * Decimal(line["unitPrice"]) for line in lines)
    off = sum(Decimal(line.get("discount", "0")) for line in lines)
    return gross - off + Decimal(asked["shippingCharge"])
