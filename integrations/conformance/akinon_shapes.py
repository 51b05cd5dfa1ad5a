"""The objects of Akinon's OMS API, as its order services page prints them."""

from typing import Any

from integrations.conformance.shapes import Exactly, OrNull

STAMPS = {"created_date": "moment", "modified_date": "moment"}


def page(row: Any) -> Exactly:
    """Return the envelope of a list."""
    return Exactly({"count": "count", "next": "text?", "previous": "text?", "results": [row]})


def state(*classes: str) -> Exactly:
    """Return a state of these classes."""
    names = {"translations": "object", "name": "filled", "config": "object"}
    kind = {"enum_class": classes, "enum_value": "filled", "content_type": "whole"}
    return Exactly({"id": "whole", **STAMPS, **names, **kind})


ORDER_STATE, PACKAGE_STATE = state("OrderStatus"), state("PackageStatus")
COMMAND = {"slug": "filled", "name": "text", "parameters": "list"}

_PLACE = {"pk": "whole", "name": "text", "is_active": "flag", "longitude": "degrees?"}
_PLACE |= {"latitude": "degrees?"}
COUNTRY = Exactly(_PLACE | {"code": "text"})
CITY = Exactly(_PLACE | {"country": "whole"})
TOWNSHIP = Exactly(_PLACE | {"city": "whole"})
DISTRICT = Exactly(_PLACE | {"city": "whole", "township": "whole?"})

CUSTOMER = Exactly(
    {
        "email": "text",
        "first_name": "text",
        "last_name": "text",
        "phone_number": "text?",
        "erp_code": "text?",
        "pk": "whole",
        "channel": "whole",
    }
)
_ADDRESS = {
    "id": "whole",
    "customer": OrNull(CUSTOMER),
    "address_type": "text",
    **STAMPS,
    "omnitron_id": "whole?",
    "mapping": "any",
    "title": "text",
    "is_active": "flag",
    "line": "text",
    "postcode": "text?",
    "notes": "text?",
    "email": "text",
    "phone_number": "text?",
    "first_name": "text",
    "last_name": "text",
    "company_name": "text",
    "tax_office": "text",
    "tax_no": "text",
    "e_bill_taxpayer": "flag",
}
ADDRESS = Exactly(
    _ADDRESS
    | {
        "city": OrNull(CITY),
        "country": OrNull(COUNTRY),
        "township": OrNull(TOWNSHIP),
        "district": OrNull(DISTRICT),
    }
)
_NAMED = OrNull({"pk": "whole", "name": "text"})
ADDRESS_SHORT = _ADDRESS | dict.fromkeys(("city", "country", "township", "district"), _NAMED)

CHANNEL = Exactly(
    {
        "id": "whole",
        "channel_type": "text",
        **STAMPS,
        "omnitron_id": "whole?",
        "name": "text",
        "configuration": "object",
        "is_active": "flag",
    }
)
PRODUCT = Exactly(
    {
        "id": "whole",
        "productimage_set": [
            Exactly({"order": "whole", "id": "whole", "url": "text", "product": "whole"})
        ],
        **STAMPS,
        "omnitron_id": "whole?",
        "name": "text",
        "base_code": "text",
        "sku": "text",
        "barcode": "text?",
        "attributes": "object",
        "attributes_kwargs": "object",
        "extra_attributes": "object",
        "remote_modified_date": "moment?",
    }
)
_LIST = {"pk": "whole", "code": "text?", "name": "text", **STAMPS, "is_auto_sync": "flag"}
ITEM = Exactly(
    {
        "id": "whole",
        "state": ORDER_STATE,
        "product": PRODUCT,
        **STAMPS,
        "omnitron_id": "whole?",
        "net_amount": "money",
        "price": "money",
        "price_currency": "text",
        "retail_price": "money?",
        "tax_rate": "percentage?",
        "tax_amount": "money?",
        "discount_amount": "money?",
        "without_net_amount": "money?",
        "installment_interest_amount": "money?",
        "attributes": "object",
        "attributes_kwargs": "object",
        "image": "text?",
        "price_list": OrNull(Exactly(_LIST | {"currency": "text"})),
        "stock_list": OrNull(Exactly(_LIST)),
        "extra_field": "object",
        "parent_omnitron_id": "whole?",
        "order": "whole",
    }
)
_ORDER = {
    "id": "whole",
    "state": ORDER_STATE,
    "commands": [COMMAND],
    "customer": CUSTOMER,
    "payment_type": "text",
    "retail_store": "any",
    "delivery_range": "any",
    "client_type": "text",
    "delivery_type": "text",
    **STAMPS,
    "omnitron_id": "whole?",
    "number": "filled",
    "date_placed": "moment",
    "tracking_number": "text?",
    "has_gift_box": "flag",
    "gift_box_note": "text?",
    "notes": "text?",
    "segment": "any",
    "cargo_company": "whole?",
}
ORDER = Exactly(
    _ORDER
    | {
        "orderitem_set": [ITEM],
        "shipping_address": ADDRESS,
        "billing_address": ADDRESS,
        "channel": CHANNEL,
    }
)
ORDER_DETAIL_SHORT = _ORDER | {
    "order_item_count": "count",
    "shipping_address": ADDRESS_SHORT,
    "billing_address": ADDRESS_SHORT,
    "channel": {"id": "whole", "name": "text", "channel_type": "text"},
}
_ORDER_KEYS = {
    "id": "whole",
    "omnitron_id": "whole?",
    "number": "filled",
    **STAMPS,
    "date_placed": "moment",
    "state": "whole",
    "channel": "whole",
    "customer": "whole",
    "shipping_address": "whole",
    "billing_address": "whole",
    "cargo_company": "whole?",
    "payment_type": "text",
    "delivery_type": "text",
}
ORDER_SIMPLE = _ORDER_KEYS | {"amount": "money", "currency": "filled"}
ORDER_SHORT = _ORDER_KEYS | {
    "retail_store": "whole?",
    "client_type": "text",
    "delivery_range": "any",
    "tracking_number": "text?",
    "segment": "any",
    "order_item_count": "count",
}

EVENT_SHORT = {
    "id": "whole",
    **STAMPS,
    "uuid": "filled",
    "webhook": {"id": "whole", "target_url": "filled", "event_type": "filled"},
    "response_http_status": "whole?",
    "response_time": "any",
    "delivered": "flag",
    "request_datetimes": ["moment"],
    "retry_count": "whole?",
    "content_type": "any",
    "object_id": "text",
}
EVENT = EVENT_SHORT | {"request_payload": "object", "response_content": "text?"}

PACKAGE = {
    "id": "whole",
    "number": "filled",
    "state": PACKAGE_STATE,
    "order": "any",
    "stock_location": "object",
    "packageitem_set": [{"id": "whole", "state": PACKAGE_STATE, "quantity": "whole"}],
    "commands": [COMMAND],
    "shipment": "any",
    "shipping_label": "text?",
    "invoice_number": "text?",
    "shipment_date": "moment?",
    **STAMPS,
}
PACKAGE_SHORT = {
    "id": "whole",
    "number": "filled",
    "state": "filled",
    "stock_location_erp_code": "text",
    "packageitem_count": "count",
}
MOVE = {
    "id": "whole",
    "old_state": OrNull(state("OrderStatus", "PackageStatus")),
    "new_state": state("OrderStatus", "PackageStatus"),
    "user": "any",
    "attributes": "any",
    "created_date": "moment",
    "object_id": "whole",
    "content_type": "whole",
}
LOCATION_SIMPLE = {
    "id": "whole",
    "omnitron_id": "whole?",
    "name": "text",
    "erp_code": "text",
    "stock_location_type": "text",
    "address": "whole?",
    "tags": "list",
    "priority": "whole?",
    "conf": "object",
    "is_active": "flag",
    "is_fulfillment_center": "flag",
    "is_pickup_location": "flag",
    "is_delivery_location": "flag",
    "is_return_available": "flag",
    "is_fast_delivery_available": "flag",
    "max_quota": "whole?",
    "quota": "whole",
    **STAMPS,
}
