"""What a client of Akinon's OMS expects where it is refused, also by a pull of named orders."""

import re
from collections.abc import Iterator

from integrations.conformance.akinon_asking import ROOT, call, get, post
from integrations.conformance.akinon_filters import NO_SUCH_NUMBER
from integrations.conformance.asking import Answer, Ask
from integrations.conformance.cases import Case, Facts
from integrations.conformance.checks import fact
from integrations.conformance.shapes import Filled

REFUSAL = {"detail": "filled"}


def _pull(number):
    return lambda facts: call(
        "POST", "/orders/pull_from_omnitron/", facts, json={"order_numbers": [number(facts)]}
    )


def _nobodys(facts):
    return NO_SUCH_NUMBER


def _refused_with(number, pattern):
    """The one result is a refusal, its first error as printed with the number in its place."""

    def check(answer: Answer, facts: Facts) -> Iterator[str]:
        error = answer.body[0]["errors"][0]
        wanted = pattern.format(re.escape(number(facts)))
        if not re.fullmatch(wanted, error):
            yield f"$[0].errors[0]: {error!r} is not as printed"

    return check


_RESULTS = Filled({"order_number": "filled", "success": "false", "errors": Filled("filled")})


def _nobody(facts):
    return Ask("GET", f"{ROOT}/orders/")


def _with(credential):
    return lambda facts: Ask("GET", f"{ROOT}/orders/", headers={"Authorization": credential})


CASES = (
    Case("no token", "Order services page: 401", _nobody, (401,), REFUSAL),
    Case("an unknown token", "Order services page: 401", _with("Token 0"), (401,), REFUSAL),
    Case("an unknown order", "OpenAPI pages: 404", get("/orders/999999999999/"), (404,), REFUSAL),
    Case("an unknown path", "[INF] an error is JSON too", get("/no-such-thing/"), (404,), REFUSAL),
    Case(
        "pull: no numbers", "Order services page: order_numbers is required",
        post("/orders/pull_from_omnitron/", json={}), (400,), "object", writes=True,
    ),
    Case(
        "pull: a number that nobody has", "Order services page: message 2", _pull(_nobodys),
        shape=_RESULTS,
        checks=(_refused_with(_nobodys, "Order not found with Order number:{}"),), writes=True,
    ),
    Case(
        "pull: a number that is there", "Order services page: message 1",
        _pull(fact("order code")), shape=_RESULTS,
        checks=(
            _refused_with(fact("order code"), "Order number: {} already exists in .+ channel!"),
        ),
        writes=True,
    ),
    Case(
        "a command that there is not", "Package services page: 400",
        post("/packages/{package}/command/", json={"slug": "no-such-command"}),
        (400, 404, 406), "object", writes=True,
    ),
)  # fmt: skip
