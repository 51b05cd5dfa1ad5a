"""What each door answers to who writes, or asks for what it does not give; it runs last."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from orders.models import CargoCompany, Order
from tests.witness import doors, partner_orders
from tests.witness.doors import JSON, NATIVE, XSTAK, answered
from tests.witness.recording import Teller
from tests.witness.world import World, arrive

NATIVE_POSTS = Teller("native_posts")
UNIWARE_POSTS = Teller("uniware_posts")
XSTAK_POSTS = Teller("xstak_posts")
VS_POSTS = Teller("vijaysales_posts")
GSTIN = "27AAPFU0939F1ZV"
BLOCK = {
    "referenceId": "cart-1", "pincode": "400001", "ttlSeconds": 900,
    "deliveryType": "HOME_DELIVERY", "items": [{"vanNo": "PHONE-1", "quantity": 1}],
}  # fmt: skip
PERSON = {"name": "Asha Rao", "mobile": "9820012345", "pincode": "400001", "consent": True}
Said = Iterator[tuple[Teller, str, Any]]


def tell(world: World) -> Said:
    """Yield every answer by what was asked, and what became of the order that it was about."""
    orders = [arrive(world, n) for n in range(901, 907)]
    yield from _each(NATIVE_POSTS, _native(world, *orders[:2]))
    yield from _each(UNIWARE_POSTS, _uniware(world, *orders[2:5]))
    yield from _each(XSTAK_POSTS, _xstak(world))
    yield from _each(VS_POSTS, _vijaysales(world))


def _each(teller, calls) -> Said:
    for n, (name, answer, *about) in enumerate(calls, start=1):
        then = [states(order) for order in about]
        yield teller, f"{n:02} {name}", {"answer": answered(answer), "then": then}


def states(order: Order) -> dict:
    """Return where an order stands, with its units and packages."""
    row = Order.objects.get(pk=order.pk)
    return {
        "order": [row.state, row.priority, row.held_at],
        "units": list(row.orderitem_set.order_by("pk").values_list("state", flat=True)),
        "packages": [list(p) for p in row.packages.order_by("pk").values_list("number", "state")],
        "events": list(row.events.order_by("pk").values_list("kind", "by")),
    }


def _native(world, first, second):
    client = doors.native(world.house)

    def post(path, body):
        world.clock.tick()
        return client.post(f"{NATIVE}{path}", body, content_type=JSON)

    def command(order, **body):
        return f"order {body}", post(f"orders/{order.pk}/command/", body), order

    package = second.packages.get()
    carrier = CargoCompany.objects.get(erp_code="BLUEDART").omnitron_id

    def of_package(**body):
        path = f"packages/{package.pk}/command/"
        return f"package {body}", post(path, {**body}), second

    yield command(first, slug="hold", reason="Fraud check")
    yield command(first, slug="hold")
    yield command(first, slug="release")
    yield command(first, slug="prioritise", priority=7)
    yield command(first, slug="prioritise", priority="x")
    yield command(first, slug="nonsense")
    yield command(first, slug="cancel", items=[first.orderitem_set.first().pk], reason="Too big")
    yield command(first, slug="cancel", reason="Changed my mind")
    yield of_package(slug="ship", carrier=carrier, tracking_number="AWB-A1")
    yield of_package(slug="pack")
    yield of_package(slug="ship", carrier=carrier, tracking_number="AWB-A1")
    yield of_package(slug="deliver")
    yield of_package(slug="take-back", reason="Too small")
    rows = [{"location": "MUM1", "sku": "PHONE-1", "change": 1},
            {"location": "MUM1", "sku": "CABLE-1", "on_hand": 7},
            {"location": "NONE", "sku": "CABLE-1", "on_hand": 7}]  # fmt: skip
    yield "stocks", post("stocks/", {"rows": rows})
    yield "stocks, wrong", post("stocks/", {"rows": []})
    yield "pull nothing", post("orders/pull_from_omnitron/", {})
    yield "unknown filter", client.get(f"{NATIVE}orders/?nonsense=1")
    yield "unknown order", client.get(f"{NATIVE}orders/77/")
    yield "no token", Client().get(f"{NATIVE}orders/")


def _uniware(world, first, second, third):
    post = doors.uniware(world.house)

    def about(order, path, **body):
        world.clock.tick()
        return f"{path} {body}", post(path, {"saleOrderCode": order.code, **body}), order

    yield about(first, "oms/saleOrder/hold")
    yield about(first, "oms/saleOrder/hold")
    yield about(first, "oms/saleOrder/unhold")
    yield about(first, "oms/saleOrder/setPriority", priority=3)
    yield about(first, "oms/saleOrder/verify")
    yield about(first, "oms/saleOrder/cancel", cancellationReason="Too late")
    yield about(second, "oms/saleOrder/cancel", saleOrderItemCodes=["NONE"])
    yield "cancel without", post("oms/saleOrder/cancel", {})
    yield "unknown order", post("oms/saleorder/get", {"code": "NONE"})
    dispatch = {"shippingPackageCode": third.packages.get().number, "trackingNumber": "AWB-A2"}
    yield "dispatch too early", post("oms/shippingPackage/dispatch", dispatch), third
    adjusted = {
        "itemSKU": "CABLE-1", "quantity": 5, "shelfCode": "DEFAULT", "adjustmentType": "ADD",
        "facilityCode": "MUM1",
    }  # fmt: skip
    yield "adjust", post("inventory/adjust/bulk", {"inventoryAdjustments": [adjusted]})
    skus = {"itemTypeSKUs": ["CABLE-1", "PHONE-1", "NONE"]}
    yield "inventory", post("inventory/inventorySnapshot/get", skus)
    yield "facility", post("facility/get", {"facilityCode": "MUM1"})
    yield "no facility", post("facility/get", {"facilityCode": "NONE"})
    yield "of a status", post("oms/shippingPackage/getShippingPackages", {"statusCode": "PICKED"})
    login = {"grant_type": "password", "client_id": "my-trusted-client"}
    yield "token", Client().get("/oauth/token", login | world.house.logins["uniware"])
    yield "no token", Client().post("/services/rest/v1/facility/get", {}, content_type=JSON)


def _xstak(world):
    client, login = doors.xstak(world.house), world.house.logins["xstak"]
    path = "/v1/admin/service-account/token"
    yield "token", Client().post(path, login, content_type=JSON)
    yield "wrong secret", Client().post(path, login | {"clientSecret": "no"}, content_type=JSON)
    yield "missing", client.get(XSTAK, {"order_status": "all"})
    asked = {"order_status": "packed", "location_code": "MUM1", "start_date": "2025-11-01"}
    yield "a page", client.get(XSTAK, asked | {"size": "2"})
    yield "no token", Client().get(XSTAK, asked)


def _vijaysales(world):
    send, told = doors.vijaysales(world.house, "vijaysales"), world.house.logins["vijaysales"]
    login = send("POST", "login", {"username": told["username"], "password": told["password"]})
    bearer = {"authorization": f"Bearer {login.json()['data']['token']}"}
    yield "login", login
    yield "me", send("GET", "me", None, **bearer)
    yield "logout", send("POST", "logout", None, **bearer)
    yield "gstin", send("GET", f"gstin/{GSTIN}")
    yield "wrong gstin", send("GET", "gstin/27AAPFU0939F1ZX")
    query = "pincode=400001&vanNo=PHONE-1,NONE&quantity=1&storeList=true"
    yield "serviceability", send("GET", f"serviceability?{query}")
    block = send("POST", "inventory/block", BLOCK)
    yield "block", block
    key = f"inventory/block/{block.json()['data']['blockId']}"
    yield "block now", send("GET", key)
    yield "release", send("POST", f"{key}/release", {})
    yield from _orders_of_vijaysales(world, send)
    yield "notify", send("POST", "notify-me", PERSON | {"vanNo": "PHONE-1", "channels": ["SMS"]})
    sign_up = PERSON | {"campaignCode": "PHONE-2", "quantity": 1}
    yield "pre-register", send("POST", "pre-register", sign_up)


def _orders_of_vijaysales(world, send):
    world.clock.tick()
    asked = partner_orders.body(990, 0)
    made = send("POST", "orders", asked)
    order = Order.objects.get(pk=made.json()["data"]["orderId"])
    yield "order", made, order
    yield "order again", send("POST", "orders", asked), order
    yield "another under its name", send("POST", "orders", asked | {"notes": "x"}), order
    yield "wrong sum", send("POST", "orders", partner_orders.body(991, 0) | {"orderAmount": "1"})
    yield "nothing", send("POST", "orders", {})
    yield "item", send("GET", f"items/{order.pk}-1")
    yield "list", send("GET", "orders?limit=3&sort=orderDate")
    yield "statuses", send("POST", "orders/status", {"orderIds": [str(order.pk), "NONE"]})
    cancel = {"reasonCode": "CUSTOMER_REQUEST"}
    yield "cancel", send("POST", f"orders/{order.pk}/cancel", cancel), order
    yield "cancel again", send("POST", f"orders/{order.pk}/cancel", cancel), order
    yield "unknown order", send("GET", "orders/NONE")
