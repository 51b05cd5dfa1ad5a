"""The answers of this dialect as the OpenAPI document tells them, with an example for each call."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, inline_serializer
from rest_framework import serializers

from integrations.xstak.asking import COLUMNS, KNOWN, LARGEST_SIZE, USUAL_SIZE
from integrations.xstak.envelope import SENTENCES, InvalidClient

TEXT, WHOLE, MOMENT = serializers.CharField, serializers.IntegerField, serializers.DateTimeField


def _object(name, /, many=False, **fields):
    made = {field: kind() if isinstance(kind, type) else kind for field, kind in fields.items()}
    return inline_serializer(f"XStak{name}", made, many=many)


def _address(name):
    places = {"address": TEXT, "postcode": TEXT, "city": TEXT, "province": TEXT, "country": TEXT}
    return _object(name, name=TEXT, phone=TEXT, email=TEXT, **places)


LOGIN = _object(
    "Login",
    clientId=TEXT(help_text="Also client_id, or the name in HTTP Basic."),
    clientSecret=TEXT(help_text="Also client_secret, or the password in HTTP Basic."),
    grantType=TEXT(help_text="client_credentials; also grant_type and `grant type`."),
    companyCode=TEXT(help_text="Also company_code, realm_id and realmId."),
)
TOKEN = _object(
    "Token",
    userName=TEXT,
    email=TEXT,
    access_token=TEXT,
    expires_in=WHOLE,
    refresh_expires_in=WHOLE,
    token_type=TEXT,
    **{"not-before-policy": WHOLE},
    scope=TEXT,
)
ERROR = _object("Error", error=TEXT, error_description=TEXT)
ITEM = _object(
    "Item",
    many=True,
    id=WHOLE,
    sku=TEXT,
    name=TEXT,
    quantity=WHOLE,
    price=TEXT,
    discount=TEXT,
    tax=TEXT,
    status=TEXT,
)
ORDER = _object(
    "Order",
    many=True,
    id=WHOLE,
    orderNumber=TEXT,
    channelOrderId=TEXT,
    status=TEXT,
    state=TEXT,
    createdAt=MOMENT,
    updatedAt=MOMENT,
    channel=_object("Channel", id=WHOLE, name=TEXT),
    location=_object("Location", locationId=TEXT, location_code=TEXT, name=TEXT),
    customer=_object("Customer", name=TEXT, email=TEXT, phone=TEXT),
    shippingAddress=_address("ShippingAddress"),
    billingAddress=_address("BillingAddress"),
    paymentType=TEXT,
    currency=TEXT,
    subTotal=TEXT,
    discount=TEXT,
    shipping=TEXT,
    tax=TEXT,
    total=TEXT,
    items=ITEM,
    shipments=_object("Shipment", many=True, trackingNumber=TEXT, courier=TEXT, status=TEXT),
)
PAGE = _object("Page", number=WHOLE, size=WHOLE, totalPages=WHOLE, totalElements=WHOLE)
SALES_ORDERS = _object("SalesOrders", orders=ORDER, page=PAGE)

_TOLD = {
    "order_status": "A tab (pending, processing, packed, dispatched, completed, cancelled,"
    " returned), the name of a state, or all; in any case.",
    "locationId": "Our id of the location, as orders tell it, or else its own code; this or"
    " location_code is required.",
    "location_code": "The location's own code. With both, both must mean the same location.",
    "start_date": "From when on: a date with its offset, or seconds or milliseconds since 1970."
    " Without an offset it is read in your time zone, and X-OMS-Notice says so.",
    "end_date": "Until when, itself not included.",
    "date_field": f"Which date is meant: {' or '.join(COLUMNS)}; placed by default.",
    "page": "From 1.",
    "size": f"{USUAL_SIZE} by default; a size over {LARGEST_SIZE} is {LARGEST_SIZE}.",
}
_AS = {
    "order_status": "completed",
    "locationId": "12345",
    "start_date": "2024-10-17T05:10:06+05:00",
}
FILTERS = [
    OpenApiParameter(
        name,
        description=_TOLD[name],
        required=name in ("order_status", "start_date"),
        type=int if name in ("page", "size") else str,
        examples=[OpenApiExample("As asked", _AS[name])] if name in _AS else [],
    )
    for name in KNOWN
]
PAGING = (
    "\n\nPages are counted anew for each request, in the order of the date: an order that comes in,"
    " or leaves the tab, moves those behind it. To miss none, do not ask for the next page but for"
    " the first again, with the `createdAt` of the last order that you have as `start_date`: that"
    " one comes once more, and you know it by its `id`. To follow changes, ask for `all` with"
    " `date_field=updated`, from a minute before the last `updatedAt` that you have."
)

ASK_FOR_TOKEN = OpenApiExample(
    "A login",
    request_only=True,
    value={
        "clientId": "your_client_id",
        "clientSecret": "your_client_secret",
        "grant type": "client_credentials",
        "companyCode": "your_company_code",
    },
)
A_TOKEN = OpenApiExample(
    "A token",
    response_only=True,
    status_codes=["200"],
    value={
        "userName": "service-account-your_client_id",
        "email": "",
        "access_token": "x7VQk0nWq1V3mFh0m1jJxq2d5l8sKpZrT4uYbNcEaGo",
        "expires_in": 300,
        "refresh_expires_in": 0,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": "email profile",
    },
)


def _refusal(name, status, error, description):
    return OpenApiExample(
        name,
        response_only=True,
        status_codes=[str(status)],
        value={"error": error, "error_description": description},
    )


INVALID_CLIENT = _refusal(
    "Not a client", 401, InvalidClient.default_code, InvalidClient.default_detail
)
INVALID_TOKEN = _refusal("Not a token", 401, "invalid_token", SENTENCES["invalid_token"])
NO_COMPANY = _refusal("Not complete", 400, "invalid_request", "Missing: companyCode.")
NO_TAB = _refusal("Not complete", 400, "invalid_request", "Missing: order_status.")
TOO_MANY = _refusal("Too many", 429, "too_many_requests", "Too many requests.")

_HOME = {
    "name": "Ayesha Khan",
    "phone": "+923001234567",
    "email": "ayesha@example.com",
    "address": "12 Mall Road",
    "postcode": "54000",
    "city": "Lahore",
    "province": "Punjab",
    "country": "Pakistan",
}
A_PAGE = OpenApiExample(
    "One order",
    response_only=True,
    status_codes=["200"],
    value={
        "orders": [
            {
                "id": 63461,
                "orderNumber": "2290000061",
                "channelOrderId": "2290000061",
                "status": "completed",
                "state": "delivered",
                "createdAt": "2024-10-17T05:10:06+05:00",
                "updatedAt": "2024-10-19T16:42:11+05:00",
                "channel": {"id": 3, "name": "Web shop"},
                "location": {
                    "locationId": "12345",
                    "location_code": "67890",
                    "name": "Lahore, Mall Road",
                },
                "customer": {key: _HOME[key] for key in ("name", "email", "phone")},
                "shippingAddress": _HOME,
                "billingAddress": _HOME,
                "paymentType": "pay_on_delivery",
                "currency": "PKR",
                "subTotal": "500.00",
                "discount": "250.00",
                "shipping": "20.00",
                "tax": "76.28",
                "total": "520.00",
                "items": [
                    {
                        "id": 70193,
                        "sku": "SHIRT-M",
                        "name": "Shirt",
                        "quantity": 2,
                        "price": "250.00",
                        "discount": "250.00",
                        "tax": "76.28",
                        "status": "delivered",
                    }
                ],
                "shipments": [
                    {"trackingNumber": "AWB-0001", "courier": "PostEx", "status": "delivered"}
                ],
            }
        ],
        "page": {"number": 1, "size": 10, "totalPages": 1, "totalElements": 1},
    },
)
