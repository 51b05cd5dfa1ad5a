"""What a client of Uniware expects when it holds, prioritises, verifies, cancels and dispatches."""

from collections.abc import Iterator

from integrations.conformance import uniware_shapes as of
from integrations.conformance.asking import Answer
from integrations.conformance.cases import Case, Facts
from integrations.conformance.checks import equals, every, fact
from integrations.conformance.uniware_asking import at_facility, post
from integrations.conformance.uniware_checks import says

PRIORITY = 3
NOBODYS = {"saleOrderCode": "no-such-order-0"}
_ENVELOPE = {"successful": "flag", "message": "text?", "errors": "any", "warnings": "none"}


def _do(verb, **more):
    return post(f"/oms/saleOrder/{verb}", {"saleOrderCode": fact("expendable order")} | more)


def _look():
    return post("/oms/saleorder/get", {"code": fact("expendable order")})


def _held(held):
    words = "held" if held else "released"
    rows = "saleOrderDTO.saleOrderItems"
    return every(rows, "onHold", lambda value, facts: value is held, words)


def _explained(answer: Answer, facts: Facts) -> Iterator[str]:
    if not answer.body["successful"] and not answer.body["errors"]:
        yield "$.errors: a refusal names none"


_CANCELLED = equals("saleOrderDTO.status", lambda facts: "CANCELLED")
_REFUSES = {verb: post(f"/oms/saleOrder/{verb}", NOBODYS) for verb in ("cancel", "hold", "unhold")}

CASES = (
    *(
        Case(f"saleOrder/{verb}: an unknown order", "[C3]; envelope rules", ask,
            shape=of.FAILURE, checks=(says("INVALID_SALE_ORDER_CODE"),), writes=True)
        for verb, ask in _REFUSES.items()
    ),
    Case("saleOrder/cancel: a reason too long", "Cancel Sale Order page: 100 characters",
        _do("cancel", cancellationReason="x" * 101), (200, 400), of.FAILURE, writes=True),
    Case("saleOrder/setPriority", "[K]", _do("setPriority", priority=PRIORITY),
        shape=of.success(), writes=True),
    Case("saleorder/get: the priority", "Get Sale Order page: priority", _look(),
        shape=of.SALE_ORDER, checks=(equals("saleOrderDTO.priority", lambda facts: PRIORITY),),
        writes=True),
    Case("saleOrder/hold", "[K]: saleOrderCode", _do("hold"), shape=of.success(), writes=True),
    Case("saleorder/get: on hold", "Get Sale Order page: onHold", _look(), shape=of.SALE_ORDER,
        checks=(_held(True),), writes=True),
    Case("saleOrder/unhold", "[K]: saleOrderCode", _do("unhold"), shape=of.success(), writes=True),
    Case("saleorder/get: released", "Get Sale Order page: onHold", _look(), shape=of.SALE_ORDER,
        checks=(_held(False),), writes=True),
    Case("saleOrder/verify", "[K]: saleOrderCode; an order may be verified already",
        _do("verify"), shape=_ENVELOPE, checks=(_explained,), writes=True),
    Case("saleOrder/cancel", "Cancel Sale Order page",
        _do("cancel", cancellationReason="Asked for by the customer"), shape=of.success(),
        writes=True),
    Case("saleorder/get: cancelled", "Get Sale Order page: status", _look(), shape=of.SALE_ORDER,
        checks=(_CANCELLED,), writes=True),
    Case("shippingPackage/dispatch: an unknown package", "envelope rules",
        at_facility("/oms/shippingPackage/dispatch", {"shippingPackageCode": "no-such-package-0"}),
        shape=of.FAILURE, writes=True),
    Case("shippingPackage/dispatch", "Dispatch Shipping Package page",
        at_facility(
            "/oms/shippingPackage/dispatch", {"shippingPackageCode": fact("expendable package")}
        ),
        shape=of.success(shippingPackageCode="filled", cancelledOnChannel="flag?"),
        checks=(equals("shippingPackageCode", fact("expendable package")),), writes=True),
)  # fmt: skip
