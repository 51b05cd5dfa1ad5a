"""What a partner of Vijay Sales may do to stock and orders; the bodies are ours to propose."""

from integrations.conformance import vijaysales_shapes as of
from integrations.conformance.asking import Ask
from integrations.conformance.cases import Case
from integrations.conformance.checks import equals, fact
from integrations.conformance.vijaysales_asking import REPLAYED, get, ours, post, proof

LIST = "API details"
_PRICE = "100.00"
_HELD = fact("block")
_BLOCK, _ORDER = ours("block reference"), ours("partner order id")


def _lines(facts, **more):
    return [{"vanNo": facts["sku"], "quantity": 1} | more]


def _block(reference=_BLOCK, **changed):
    return lambda facts: {
        "referenceId": reference(facts), "pincode": facts["pincode"],
        "deliveryType": "HOME_DELIVERY", "items": _lines(facts),
    } | changed  # fmt: skip


def _order(reference=_ORDER, block=_HELD, **changed):
    return lambda facts: {
        "partnerOrderId": reference(facts),
        **({"blockId": block(facts)} if block else {}),
        "deliveryType": "HOME_DELIVERY",
        "customer": {"firstName": "Contract", "mobile": "9820012345"},
        "billingAddress": _address(facts), "shippingAddress": _address(facts),
        "items": _lines(facts, lineId="1", unitPrice=_PRICE),
        "orderAmount": _PRICE,
        "payment": {"mode": "PREPAID", "instrument": "UPI", "transactionId": "contract"},
    } | changed  # fmt: skip


def _address(facts):
    return {
        "name": "Contract", "line1": "1 Test Road", "city": "Mumbai", "state": "MH",
        "pincode": facts["pincode"],
    }  # fmt: skip


def _at(path, name):
    return lambda facts: path.format(facts[name])


def _deleted(facts):
    return Ask("DELETE", f"/inventory/block/{facts['second block']}", headers=proof(facts))


_UNKNOWN = {"vanNo": "no-such-sku", "quantity": 1}
_CANCEL = {"reasonCode": "CUSTOMER_REQUEST"}

BLOCKS = (
    Case("block", f"{LIST}: Block Inventory", post("/inventory/block", _block()), shape=of.BLOCK,
        checks=(equals("data.status", lambda _f: "ACTIVE"),), learns={"block": "data.blockId"},
        writes=True),
    Case("block: the same again", "[PROPOSED] a repeat", post("/inventory/block", _block()),
        shape=of.BLOCK, checks=(equals("data.blockId", fact("block")), REPLAYED), writes=True),
    Case("block: other content", "[PROPOSED] a repeat",
        post("/inventory/block", _block(deliveryType="EXPRESS")), (422,), of.ERROR, writes=True),
    Case("block: now", "[PROPOSED]", get(_at("/inventory/block/{}", "block")), shape=of.BLOCK,
        checks=(equals("data.blockId", fact("block")),), writes=True),
    Case("block: an unknown SKU", "Status table: 422",
        post("/inventory/block", _block(ours("x"), items=[_UNKNOWN])),
        (422,), of.ERROR, writes=True),
    Case("block: released", "[PROPOSED]",
        post("/inventory/block", _block(ours("second reference"))), shape=of.BLOCK,
        learns={"second block": "data.blockId"}, writes=True),
    Case("block: deleted", "[PROPOSED]", _deleted, shape=of.BLOCK,
        checks=(equals("data.status", lambda _f: "RELEASED"),), writes=True),
    Case("block: no reference", "Status table: 400", post("/inventory/block", {}), (400,),
        of.ERROR),
)  # fmt: skip

ORDERS = (
    Case("order: from the block", f"{LIST}: Create Order", post("/orders", _order()),
        shape=of.PLACED, checks=(equals("data.partnerOrderId", _ORDER),),
        learns={"order code": "data.orderId", "item": "data.items.0.itemId"}, writes=True),
    Case("order: the same again", "[PROPOSED] a repeat", post("/orders", _order()),
        shape=of.PLACED, checks=(equals("data.partnerOrderId", _ORDER), REPLAYED), writes=True),
    Case("order: another under its id", "[PROPOSED] a repeat",
        post("/orders", _order(notes="another")), (422,), of.ERROR, writes=True),
    Case("order: sums that differ", "Status table: 422",
        post("/orders", _order(ours("y"), block=None, orderAmount="1.00")), (422,), of.ERROR,
        writes=True),
    Case("order: no body", "Status table: 400", post("/orders", {}), (400,), of.ERROR),
    Case("orders", f"{LIST}: Get Orders", get("/orders", limit="5"), shape=of.ORDERS,
        learns={"order code": "data.0.orderId"}),
    Case("orders: of its id", "[PROPOSED] filters", get("/orders", partnerOrderId=_ORDER),
        shape=of.ORDERS, checks=(equals("data.0.partnerOrderId", _ORDER),), writes=True),
    Case("orders: a bad filter", "Status table: 422", get("/orders", limit="0"), (422,), of.ERROR),
    Case("order: get", f"{LIST}: Get Single Order", get(_at("/orders/{}", "order code")),
        shape=of.ORDER, checks=(equals("data.orderId", fact("order code")),),
        learns={"item": "data.items.0.itemId"}),
    Case("order: by the partner's id", "[PROPOSED]",
        get(lambda facts: f"/orders/{_ORDER(facts)}", by="partnerOrderId"), shape=of.ORDER,
        checks=(equals("data.partnerOrderId", _ORDER),), writes=True),
    Case("item", f"{LIST}: Item by Id", get(_at("/items/{}", "item")), shape={"data": of.ITEM},
        checks=(equals("data.itemId", fact("item")),)),
    Case("status", f"{LIST}: Get Order Status", get(_at("/orders/{}/status", "order code")),
        shape=of.STATUS, checks=(equals("data.orderId", fact("order code")),)),
    Case("status: of several", "[PROPOSED]",
        post("/orders/status", lambda facts: {"orderIds": [facts["order code"], "no-such-order"]}),
        shape=of.STATUSES, checks=(equals("notFound.0", lambda _f: "no-such-order"),)),
    Case("invoice", f"{LIST}: Download Invoice",
        get(_at("/orders/{}/invoice", "order code"), format="json"), (200, 404), "object"),
    Case("order: an unknown one", "Status table: 404", get("/orders/no-such-order"), (404,),
        of.ERROR),
    Case("cancel", f"{LIST}: Cancel Order",
        post(lambda facts: f"/orders/{_ORDER(facts)}/cancel", _CANCEL), shape=of.CANCELLED,
        checks=(equals("data.status", lambda _f: "CANCELLED"),), writes=True),
    Case("cancel: the same again", "[PROPOSED] a repeat",
        post(lambda facts: f"/orders/{_ORDER(facts)}/cancel", _CANCEL), shape=of.CANCELLED,
        checks=(REPLAYED,), writes=True),
)  # fmt: skip
