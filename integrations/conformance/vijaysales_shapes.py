"""What Vijay Sales' partners are answered with; only the shape of serviceability was ever seen."""

from integrations.conformance.shapes import Each, Exactly, Filled, OrNull

# The guide promises the key `error`; its value was seen to be a plain text.
ERROR = {"error": "filled"}
TOKEN = {
    "data": {
        "token": "secret", "sessionToken": "secret", "tokenType": ("Bearer",),
        "expiresIn": (604_800,), "expiresAt": "zoned",
    }
}  # fmt: skip
ME = {
    "data": {
        "id": "text", "username": "text?", "name": "text", "email": "text?", "partnerCode": "text",
        "channels": [{"id": "whole", "name": "text"}], "scopes": ["text"],
        "authMethod": ("bearer", "apikey"), "tokenExpiresAt": OrNull("zoned"),
    }
}  # fmt: skip
EMPTY = Exactly({"data": Exactly({})})
VALID = {
    "data": {
        "gstin": "text", "isValid": "true", "reason": "null", "stateCode": "text",
        "stateName": "text", "pan": "text", "holderType": "text",
        "verification": ("OFFLINE", "GSTN"),
        "registrationStatus": ("ACTIVE", "CANCELLED", "SUSPENDED", "UNKNOWN"),
        "legalName": "text?", "tradeName": "text?", "address": OrNull("object"),
        "checkedAt": "zoned",
    }
}  # fmt: skip
INVALID = {
    "data": {
        "gstin": "text", "isValid": "false",
        "reason": ("LENGTH", "FORMAT", "STATE_CODE", "PAN", "CHECKSUM"), "legalName": "null",
    }
}  # fmt: skip
_MODES = ("HOME_DELIVERY", "EXPRESS", "STORE_PICKUP")
_REASONS = ("UNKNOWN_SKU", "PINCODE_NOT_COVERED", "OUT_OF_STOCK", "QUANTITY_EXCEEDS_LIMIT")
_MODE = {
    "mode": _MODES, "deliveryType": _MODES, "promisedFrom": "text", "promisedTo": "text",
    "cutoffAt": OrNull("zoned"), "charge": "money", "codAvailable": "flag",
}  # fmt: skip
_STORE = {
    "storeCode": "text", "name": "text", "address": "text", "pincode": "text",
    "availableQuantity": "count", "readyAt": "zoned",
}  # fmt: skip
SERVICEABILITY = {
    "data": Each(
        {
            "isServiceable": "flag", "maxQuantity": "count", "shippingModes": [_MODE],
            "storePickupList": [_STORE], "reason": OrNull(_REASONS),
        }
    )
}  # fmt: skip
BLOCK = {
    "data": {
        "blockId": "filled", "referenceId": "filled",
        "status": ("ACTIVE", "CONSUMED", "RELEASED", "EXPIRED"), "createdAt": "zoned",
        "expiresAt": "zoned", "ttlSeconds": "life",
        "items": Filled({"vanNo": "text", "quantity": "life", "locationCode": "text"}),
    }
}  # fmt: skip
_AMOUNTS = {
    "subTotal": "money", "discount": "money", "shipping": "money", "tax": "money",
    "total": "money", "currency": ("INR",),
}  # fmt: skip
_NAMES = {"orderId": "filled", "orderNumber": "filled", "partnerOrderId": "filled"}
PLACED = {
    "data": _NAMES | {
        "status": ("PLACED", "CONFIRMED"), "orderDate": "zoned", "amounts": _AMOUNTS,
        "items": Filled(
            {
                "itemId": "filled", "lineId": "text?", "vanNo": "text", "quantity": "life",
                "unitPrice": "money", "status": "text", "promisedBy": "text?",
            }
        ),
    }
}  # fmt: skip
_SUMMARY = _NAMES | {"status": "text", "orderDate": "zoned", "amounts": _AMOUNTS}
ORDERS = {
    "data": [_SUMMARY],
    "pagination": {
        "page": "life", "limit": "life", "totalCount": "count", "totalPages": "count",
        "hasNext": "flag",
    },
}  # fmt: skip
ITEM = {
    "itemId": "filled", "orderId": "filled", "partnerOrderId": "text", "lineId": "text?",
    "vanNo": "text", "name": "text", "hsn": "text", "quantity": "life",
    "cancelledQuantity": "count", "unitPrice": "money", "discount": "money",
    "taxRate": "percentage",
    "taxableAmount": "money", "cgst": "money", "sgst": "money", "utgst": "money", "igst": "money",
    "total": "money", "status": "text", "locationCode": "text?", "packageId": "text?",
    "serialNumbers": ["text"], "promisedBy": "text?", "updatedAt": "zoned",
}  # fmt: skip
_ADDRESS = {"name": "text", "line1": "text", "city": "text", "state": "text", "pincode": "text"}
_PACKAGE = {"packageId": "text", "status": "text", "carrier": "text?", "trackingNumber": "text?"}
_HISTORY = {"status": "text", "at": "zoned"}
ORDER = {
    "data": _SUMMARY | {
        "customer": "object", "billingAddress": _ADDRESS, "shippingAddress": _ADDRESS,
        "gstin": "text?", "payment": {"mode": ("PREPAID", "COD")}, "items": Filled(ITEM),
        "packages": [_PACKAGE], "invoices": ["object"], "history": [_HISTORY],
    }
}  # fmt: skip
_STATUS = _NAMES | {
    "status": "text", "statusLabel": "text", "updatedAt": "zoned",
    "items": Filled({"itemId": "text", "vanNo": "text", "quantity": "life", "status": "text"}),
    "tracking": [_PACKAGE], "history": [_HISTORY | {"note": "text"}],
}  # fmt: skip
STATUS = {"data": _STATUS}
STATUSES = {"data": [_STATUS], "notFound": ["text"]}
CANCELLED = {
    "data": {
        "orderId": "filled", "status": "text",
        "cancelledItems": Filled({"itemId": "text", "quantity": "life"}),
        "refund": {"amount": "money", "mode": "text", "status": ("PENDING", "NOT_APPLICABLE")},
        "cancelledAt": "zoned",
    }
}  # fmt: skip
NOTICE = {
    "data": {
        "notificationId": "filled", "status": ("PENDING", "NOTIFIED", "CANCELLED"),
        "vanNo": "text", "createdAt": "zoned",
    }
}  # fmt: skip
