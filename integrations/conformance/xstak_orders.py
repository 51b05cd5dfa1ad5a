"""What a client of XStak's sales API expects of orders: their frame, filters and pages."""

import json
from collections.abc import Iterator
from math import ceil

from integrations.conformance.asking import Answer, Ask
from integrations.conformance.cases import Case, Facts, need
from integrations.conformance.checks import at_most, equals, every, fact, header, ordered, some
from integrations.conformance.shapes import Exactly

ORDERS = "/oe/v2/orders/sales_orders"
PAGE = "Get Orders API"
EXAMPLE = "Get Orders API: Example Request"
FORM = "application/x-www-form-urlencoded"
TABS = ("pending", "processing", "packed", "dispatched", "completed", "cancelled", "returned")
LONG_AGO = "2020-01-01T00:00:00+05:00"
LARGEST_BODY = 64 * 1024

_NAMES = {"id": "any", "name": "text"}
_ITEM = {"id": "any", "sku": "filled", "name": "text", "quantity": "life", "price": "money"}
ORDER = {
    "id": "whole",
    "orderNumber": "filled",
    "channelOrderId": "text?",
    "status": TABS,
    "state": "filled",
    "createdAt": "zoned",
    "updatedAt": "zoned",
    "channel": _NAMES,
    "location": {"locationId": "filled", "location_code": "any", "name": "text"},
    "customer": {"name": "text", "email": "text?", "phone": "text?"},
    "shippingAddress": "object",
    "billingAddress": "object",
    "paymentType": "text",
    "currency": "currency",
    **dict.fromkeys(("subTotal", "discount", "shipping", "tax", "total"), "money"),
    "items": [_ITEM | {"discount": "money", "tax": "money", "status": "filled"}],
    "shipments": [{"trackingNumber": "text?", "courier": "text?", "status": "text"}],
}
_PAGE = {"number": "life", "size": "life", "totalPages": "life", "totalElements": "count"}
FRAME = Exactly({"orders": [ORDER], "page": Exactly(_PAGE)})


def refusal(error: str) -> dict:
    """Return the shape of a refusal."""
    return {"error": (error,), "error_description": "filled"}


def _asked(facts: Facts, **changed) -> dict:
    location = facts["location id"]
    asked = {"order_status": "all", "locationId": location, "start_date": LONG_AGO} | changed
    return {name: value for name, value in asked.items() if value is not None}


def _get(**changed):
    """Ask by query, as the page prefers; None leaves a parameter out."""
    return lambda facts: Ask(
        "GET", ORDERS, query=_asked(facts, **changed), headers={"token": facts["token"]}
    )


def _in_body(kind=None, **changed):
    """Ask by a JSON body on a GET, as the example does."""

    def ask(facts):
        headers = {"token": facts["token"]} | ({"Content-Type": kind} if kind else {})
        return Ask(
            "GET", ORDERS, headers=headers, body=json.dumps(_asked(facts, **changed)).encode()
        )

    return ask


def _with(**headers):
    """Ask with these headers; {} is the token."""

    def ask(facts):
        sent = {name: value.format(facts["token"]) for name, value in headers.items()}
        return Ask("GET", ORDERS, query=_asked(facts), headers=sent)

    return ask


def _second_page(facts):
    need(facts["how many"] > 1, "there is no second order")
    return _get(size=1, page=2)(facts)


def _by_code(facts):
    return _get(location_code=facts["location code"])(facts)


def _counted(answer: Answer, facts: Facts) -> Iterator[str]:
    page = answer.body["page"]
    pages = max(1, ceil(page["totalElements"] / page["size"]))
    if page["totalPages"] != pages:
        yield f"$.page.totalPages: {page['totalPages']}, not {pages}"
    if len(answer.body["orders"]) > page["size"]:
        yield f"$.orders: more than the size of a page, {page['size']}"


def _page(name, value):
    return equals(f"page.{name}", lambda facts: value)


def _tab(tab):
    return Case(f"sales_orders: {tab}", f"{PAGE}: order_status", _get(order_status=tab),
        shape=FRAME,
        checks=(_counted, every("orders", "status", lambda v, f: v == tab, "of the tab")),
    )  # fmt: skip


def _dated(text):
    return Case(f"sales_orders: since {text}", f"{PAGE}: start_date",
        _get(start_date=text), shape=FRAME, checks=(_counted,))  # fmt: skip


def _lists_the_tabs(answer: Answer, facts: Facts) -> Iterator[str]:
    if absent := [tab for tab in TABS if tab not in answer.body["error_description"]]:
        yield f"$.error_description: it does not name {', '.join(absent)}"


def _large(facts):
    return _in_body(padding="x" * LARGEST_BODY)(facts)


DATES = (
    "2024-10-17T05:10:06", "2024-10-17T05:10:06+5:00", "2024-10-17T05:10:06+05:00",
    "2024-10-17T05:10:06+0500", "2024-10-17T05:10:06 5:00", "2024-10-17T05:10:06Z",
    "2024-10-17", "1729141806", "1729141806000",
)  # fmt: skip
_EMPTY = equals("orders", lambda facts: [])
_WRONG, _NO_TOKEN = refusal("invalid_request"), refusal("invalid_token")
_BEARER = header("WWW-Authenticate", lambda v: v.lower().startswith("bearer"), "Bearer")

CASES = (
    Case(
        "sales_orders", f"{PAGE}; [PROPOSED] order", _get(), shape=FRAME,
        checks=(
            some("orders"), _counted, _page("number", 1), _page("size", 10),
            ordered("orders", "createdAt"),
        ),
        learns={
            "location code": "orders.*.location.location_code",
            "how many": "page.totalElements",
        },
    ),
    *map(_tab, TABS),
    Case("sales_orders: a tab in capitals", "[PROPOSED] in any case", _get(order_status="ALL"),
        shape=FRAME, checks=(_counted,)),
    *map(_dated, DATES),
    Case("sales_orders: with location_code", f"{PAGE}: location_code", _by_code, shape=FRAME,
        checks=(_counted,)),
    Case("sales_orders: a JSON body on GET", EXAMPLE, _in_body(), shape=FRAME, checks=(_counted,)),
    Case("sales_orders: the body as curl sends it", f"{EXAMPLE}, -d without a type",
        _in_body(FORM, order_status="completed", start_date="2024-10-17T05:10:06+5:00"),
        shape=FRAME, checks=(_counted,)),
    Case("sales_orders: a body that says it is JSON", EXAMPLE, _in_body("application/json"),
        shape=FRAME, checks=(_counted,)),
    Case("sales_orders: token: Bearer …", f"{PAGE}: token_type is Bearer",
        _with(token="Bearer {}"), shape=FRAME),
    Case("sales_orders: Authorization: Bearer …", f"{PAGE}: token_type is Bearer",
        _with(Authorization="Bearer {}"), shape=FRAME),
    Case("sales_orders: one on a page", "[PROPOSED] size", _get(size=1), shape=FRAME,
        checks=(_counted, at_most("orders", 1), _page("size", 1))),
    Case("sales_orders: the second page", "[PROPOSED] page", _second_page, shape=FRAME,
        checks=(_counted, _page("number", 2))),
    Case("sales_orders: past the end", "[PROPOSED] true totals", _get(page=1_000_000),
        shape=FRAME, checks=(_counted, _EMPTY, equals("page.totalElements", fact("how many")))),
    Case("sales_orders: too large a page", "[PROPOSED] clamped, and told", _get(size=1000),
        shape=FRAME, checks=(_counted, _page("size", 100))),
    Case("sales_orders: from the future", f"{PAGE}: Example Response",
        _get(start_date="2100-01-01T00:00:00+05:00"), shape=FRAME,
        checks=(_EMPTY, _page("totalElements", 0), _page("totalPages", 1), _page("number", 1))),
    Case("sales_orders: an unknown location", "[PROPOSED] nothing leaks",
        _get(locationId="no-such-location-0"), shape=FRAME,
        checks=(_EMPTY, _page("totalElements", 0))),
    *(
        Case(f"sales_orders: no {name}", f"{PAGE}: required", _get(**{name: None}), (400,), _WRONG)
        for name in ("order_status", "locationId", "start_date")
    ),
    Case("sales_orders: an unknown tab", "[PROPOSED] it lists the tabs",
        _get(order_status="no-such-tab"), (400,), _WRONG, checks=(_lists_the_tabs,)),
    Case("sales_orders: a date that is none", "[PROPOSED]", _get(start_date="yesterday"), (400,),
        _WRONG),
    Case("sales_orders: too large a body", "[PROPOSED] 64 KiB", _large, (400,), _WRONG),
    Case("sales_orders: no token", f"{PAGE}: token is required", _with(), (401,), _NO_TOKEN,
        checks=(_BEARER,)),
    Case("sales_orders: an unknown token", f"{PAGE}: token is required", _with(token="nobody's"),
        (401,), _NO_TOKEN, checks=(_BEARER,)),
    Case("sales_orders: another method", "[PROPOSED] an error is JSON",
        lambda facts: Ask("POST", ORDERS, headers={"token": facts["token"]}, json={}), (405,),
        {"error": "filled"}),
)  # fmt: skip
