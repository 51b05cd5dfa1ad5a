"""How many statements each list costs, and what a person of the staff reads of an order."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders import documents
from orders.models import Order, StockLocation
from tests.witness import doors
from tests.witness.doors import NATIVE, XSTAK
from tests.witness.recording import Teller
from tests.witness.world import World

STATEMENTS = Teller("statements")
STAFF = Teller("admin_order")
PAGES = ("W001", "W002", "W004", "W007", "W008", "W012", "W016", "W025")
LISTS = ("orders/", "orders/short/", "orders/list-simple/", "order_items/", "packages/",
         "cargo_companies/", "channels/", "stocklocations/list-simple/")  # fmt: skip
Said = Iterator[tuple[Teller, str, Any]]


def tell(world: World) -> Said:
    """Yield the statements of every list, and the text of some pages."""
    yield STATEMENTS, "statements", dict(_costs(world))
    yield from _pages()


def _costs(world):
    native, post = doors.native(world.house), doors.uniware(world.house)
    send, client = doors.vijaysales(world.house, "vijaysales_all"), doors.xstak(world.house)
    place = StockLocation.objects.get(erp_code="MUM1")
    asked = {"order_status": "all", "locationId": str(place.pk), "start_date": "2025-01-01"}
    page = {"updatedSinceInMinutes": 20160, "searchOptions": {"displayLength": 50}}
    for path in LISTS:
        yield f"native {path}", _cost(lambda path=path: native.get(f"{NATIVE}{path}?limit=50"))
    yield "uniware orders", _cost(lambda: post("oms/saleOrder/search", page))
    yield "uniware packages", _cost(lambda: post("oms/shippingPackage/search", page))
    yield "uniware order", _cost(lambda: post("oms/saleorder/get", {"code": "W025"}))
    yield "xstak orders", _cost(lambda: client.get(XSTAK, asked | {"size": "50"}))
    yield "vijaysales orders", _cost(lambda: send("GET", "orders?limit=50"))
    own = doors.vijaysales(world.house, "vijaysales")
    yield "vijaysales order", _cost(lambda: own("GET", "orders/W025"))


def _cost(ask) -> int:
    ask()  # what a first request looks up once and for all is no part of it
    documents.forget()
    with CaptureQueriesContext(connection) as log:
        answer = ask()
    assert answer.status_code == 200, answer.content
    return len(log)


def _pages() -> Said:
    boss = get_user_model().objects.create_superuser("boss", "boss@example.com", "x")
    client = Client()
    client.force_login(boss)
    for order in Order.objects.filter(code__in=PAGES).order_by("pk"):
        answer = client.get(f"/admin/orders/order/{order.pk}/change/")
        assert answer.status_code == 200, answer.content
        yield STAFF, order.code, {"line": list(_text(answer.text))}


def _text(page: str) -> Iterator[str]:
    """Yield the words of a page: no scripts, no styles, no tags, no blanks."""
    body = re.sub(r"(?s)<(script|style|nav|head)\b.*?</\1>|<!--.*?-->", " ", page)
    for part in re.split(r"<[^>]*>", body):
        if words := " ".join(unescape(part).split()):
            yield words
