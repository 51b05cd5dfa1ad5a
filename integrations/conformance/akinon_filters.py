"""What a client of Akinon's OMS expects of the filters and the order of a list."""

from integrations.conformance import akinon_shapes as of
from integrations.conformance.akinon_asking import call
from integrations.conformance.cases import Case
from integrations.conformance.checks import at_most, every, fact, ordered
from integrations.conformance.shapes import Exactly

NO_SUCH_NUMBER = "no-such-order-0"


def _kept(**query):
    """Ask for the orders that a filter keeps; its value is a fact where it is a function."""
    return lambda facts: call(
        "GET",
        "/orders/",
        facts,
        query={k: v(facts) if callable(v) else v for k, v in query.items()},
    )


def _all(key, name, words):
    return every("results", key, lambda value, facts: value == facts[name], words)


CASES = (
    Case(
        "orders by number", "[PROPOSED] like state logs", _kept(number=fact("order code")),
        shape=of.page(of.ORDER), checks=(_all("number", "order code", "the number asked for"),),
    ),
    Case(
        "orders by several numbers", "[PROPOSED] like state logs",
        _kept(number__in=lambda facts: f"{facts['order code']},{NO_SUCH_NUMBER}"),
        shape=of.page(of.ORDER), checks=(_all("number", "order code", "the number asked for"),),
    ),
    Case(
        "orders by status code", "State logs page: state__enum_value",
        _kept(state__enum_value=fact("status"), limit=5), shape=of.page(of.ORDER),
        checks=(_all("state.enum_value", "status", "the status asked for"),),
    ),
    Case(
        "orders below an id", "State logs page: id__lt", _kept(id__lt=fact("order"), limit=5),
        shape=of.page(of.ORDER),
        checks=(every("results", "id", lambda v, f: v < f["order"], "below"),),
    ),
    Case(
        "orders sorted by age", "State logs page: sort", _kept(sort="created_date", limit=5),
        shape=of.page(of.ORDER), checks=(ordered("results", "created_date"),),
    ),
    Case(
        "orders with format=json", "State logs page: format", _kept(format="json", limit=1),
        shape=of.page(of.ORDER),
    ),
    Case(
        "orders of nobody", "Order services page: envelope", _kept(number=NO_SUCH_NUMBER),
        shape=Exactly({"count": (0,), "next": "null", "previous": "null", "results": "list"}),
        checks=(at_most("results", 0),),
    ),
)  # fmt: skip
