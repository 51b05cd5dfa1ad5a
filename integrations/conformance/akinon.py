"""What a client of Akinon's OMS expects to read: orders, what was told of them, packages."""

from collections.abc import Iterator

from integrations.conformance import akinon_filters, akinon_refusals
from integrations.conformance import akinon_shapes as of
from integrations.conformance.akinon_asking import call, get
from integrations.conformance.asking import Answer
from integrations.conformance.cases import Case, Dialect, Facts, need
from integrations.conformance.checks import at_most, equals, every, fact, ordered, some
from integrations.conformance.shapes import Filled

PAGE = "Order services page: GET Order List"


def _second_page(facts):
    need(facts.get("next page"), "there is no second page of orders")
    return call("GET", "/orders/", facts, query={"limit": 2, "page": 2})


def _names_its_neighbour(answer: Answer, facts: Facts) -> Iterator[str]:
    body = answer.body
    if body["count"] > 2 and "page=2" not in (body["next"] or ""):
        yield "$.next: it does not name page 2"
    if body["previous"] is not None:
        yield "$.previous: the first page has one"


def _other_rows(answer: Answer, facts: Facts) -> Iterator[str]:
    if any(row["id"] == facts["order"] for row in answer.body["results"]):
        yield "$.results: an order of page 1 is on page 2 again"
    if answer.body["previous"] is None:
        yield "$.previous: page 2 has none"


def _without_payload(answer: Answer, facts: Facts) -> Iterator[str]:
    for n, row in enumerate(answer.body["results"]):
        if "request_payload" in row:
            yield f"$.results[{n}].request_payload: the short form has it"


def _pairs(value):
    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        if value not in [pair["value"] for pair in answer.body]:
            yield f"$: {value} is not among them"

    return check


_SOME = some("results")
_NEWEST_FIRST = ordered("results", "id", descending=True)


READING = (
    Case(
        "orders", PAGE, get("/orders/", limit=2), shape=of.page(of.ORDER),
        checks=(_SOME, at_most("results", 2), _NEWEST_FIRST, _names_its_neighbour),
        learns={
            "order": "results.0.id", "order code": "results.0.number", "next page": "next",
            "status": "results.0.state.enum_value", "modified date": "results.0.modified_date",
        },
    ),
    Case("orders, page 2", PAGE, _second_page, shape=of.page(of.ORDER), checks=(_other_rows,)),
    Case(
        "orders/short", "Order services page: Order List - Short [PROPOSED body]",
        get("/orders/short/", limit=5), shape=of.page(of.ORDER_SHORT),
    ),
    Case(
        "orders/list-simple, in the order of change", "Order services page: Order List - Simple",
        get("/orders/list-simple/", sort="modified_date"), shape=of.page(of.ORDER_SIMPLE),
        checks=(ordered("results", "modified_date"),),
    ),
    Case(
        "orders/list-simple, what changed since", "[PROPOSED] increments of the BI tool",
        lambda facts: call(
            "GET", "/orders/list-simple/", facts,
            query={"sort": "modified_date", "modified_date__gte": facts["modified date"]},
        ),
        shape=of.page(of.ORDER_SIMPLE),
        checks=(
            every("results", "modified_date", lambda v, f: v >= f["modified date"], "later"),
        ),
    ),
    Case(
        "orders/{pk}", "Order services page: Order Detail", get("/orders/{order}/"),
        shape=of.ORDER,
        checks=(
            equals("id", fact("order")),
            every("orderitem_set", "order", lambda v, f: v == f["order"], "of the order"),
        ),
    ),
    Case(
        "orders/{pk}/short", "Order services page: Order Detail - Short [PROPOSED body]",
        get("/orders/{order}/short/"), shape=of.ORDER_DETAIL_SHORT,
        checks=(equals("id", fact("order")),),
    ),
    Case(
        "order_items of an order", "Order item services page",
        lambda facts: call(
            "GET", "/order_items/", facts, query={"order_number": facts["order code"]}
        ),
        shape=of.page(of.ITEM),
        checks=(_SOME,),
    ),
    Case(
        "orders/delivery_type_enums", "Order services page: Delivery Type Enums",
        get("/orders/delivery_type_enums/"), shape=Filled({"value": "filled", "label": "text"}),
        checks=(_pairs("standard"),),
    ),
    Case(
        "orders/payment_type_enums", "Order services page: Payment Type Enums",
        get("/orders/payment_type_enums/"), shape=Filled({"value": "filled", "label": "text"}),
        checks=(_pairs("credit_card"),),
    ),
    Case(
        "orders/{pk}/webhook_events", "dj-whisperer 0.5.3: WebhookEvent",
        get("/orders/{order}/webhook_events/"), shape=of.page(of.EVENT), checks=(_SOME,),
        learns={"webhook event": "results.0.id"},
    ),
    Case(
        "orders/{pk}/webhook_events/short", "Order services page: the payload is left out",
        get("/orders/{order}/webhook_events/short/"), shape=of.page(of.EVENT_SHORT),
        checks=(_without_payload,),
    ),
    Case(
        "orders/{pk}/webhook_events/{id}", "Order services page: Webhook Event Details",
        get("/orders/{order}/webhook_events/{webhook event}/"), shape=of.EVENT,
        checks=(equals("id", fact("webhook event")),),
    ),
    Case(
        "packages", "Package services page", get("/packages/", limit=5),
        shape=of.page(of.PACKAGE), checks=(_SOME, at_most("results", 5)),
        learns={"package": "results.0.id"},
    ),
    Case(
        "packages/{id}", "Package services page", get("/packages/{package}/"),
        shape=of.PACKAGE, checks=(equals("id", fact("package")),),
    ),
    Case(
        "packages/short", "Package services page: packageitem_count and keys",
        get("/packages/short/", limit=5), shape=of.page(of.PACKAGE_SHORT),
        checks=(_SOME, at_most("results", 5)),
    ),
    Case(
        "state-transition-logs", "State logs page: ten at a time, newest first",
        get("/state-transition-logs/"), shape=of.page(of.MOVE),
        checks=(_SOME, at_most("results", 10), _NEWEST_FIRST),
        learns={"move": "results.0.id", "moved to": "results.0.new_state.enum_value"},
    ),
    Case(
        "state-transition-logs/{id}", "State logs page", get("/state-transition-logs/{move}/"),
        shape=of.MOVE, checks=(equals("id", fact("move")),),
    ),
    Case(
        "state-transition-logs to a state", "State logs page: new_state__enum_value__in",
        lambda facts: call(
            "GET", "/state-transition-logs/", facts,
            query={"new_state__enum_value__in": facts["moved to"], "limit": 5},
        ),
        shape=of.page(of.MOVE),
        checks=(
            _SOME,
            every(
                "results", "new_state.enum_value", lambda v, f: v == f["moved to"], "asked for"
            ),
        ),
    ),
    Case(
        "stocklocations/list-simple", "Stock location services page: the address is a key",
        get("/stocklocations/list-simple/"), shape=of.page(of.LOCATION_SIMPLE),
        checks=(_SOME,),
    ),
)  # fmt: skip

DIALECT = Dialect(
    "Akinon OMS", (*READING, *akinon_filters.CASES, *akinon_refusals.CASES), needs=(("token",),)
)
