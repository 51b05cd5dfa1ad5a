"""A hub over a real socket that serves whatever rows it is given, and an order to spoil."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

INDIA = {"pk": 11, "name": "India", "code": "in", "is_active": True}
MUMBAI = {
    "pk": 12,
    "name": "Mumbai",
    "country": {"pk": 11, "name": "India", "code": "in"},
    "state": "Maharashtra",
    "state_code": "MH",
}
STAMP = "2026-11-20T10:00:05.000000Z"


def product(n=1, **changes):
    """A shirt as the hub shows it."""
    return {
        "pk": 5000 + n,
        "name": f"Cotton shirt {n}",
        "base_code": f"B{n}",
        "sku": f"SKU-{n:03}",
        "barcode": f"890000000000{n}",
        "attributes": {"hsn_code": "61091000"},
        "productimage_set": [{"pk": n, "order": 0, "image": f"https://cdn.example.com/{n}.jpg"}],
        "modified_date": "2023-02-02T13:27:03.825072Z",
    } | changes


def unit(pk, order, **changes):
    """One unit of 499.00."""
    return {
        "pk": pk,
        "order": order,
        "product": product(),
        "status": "400",
        "price": "499.00",
        "net_amount": "499.00",
        "price_currency": "inr",
        "retail_price": "499.00",
        "tax_rate": "18.00",
        "parent": None,
    } | changes


def home(pk, **changes):
    """An address in Mumbai."""
    return {
        "pk": pk,
        "first_name": "Test",
        "last_name": "Buyer",
        "email": "buyer@example.com",
        "phone_number": "+919800000000",
        "line": "12 Test Road",
        "postcode": "400053",
        "country": deepcopy(INDIA),
        "city": deepcopy(MUMBAI),
        "township": {"pk": 13, "name": "Andheri West", "city": deepcopy(MUMBAI)},
        "district": None,
    } | changes


def order(pk=90001, number="", **changes):
    """An order of one unit, approved, complete in itself."""
    return {
        "pk": pk,
        "number": number or f"N{pk}",
        "channel": 1,
        "status": "400",
        "date_placed": "2026-11-20T10:00:00.000000Z",
        "modified_date": STAMP,
        "customer": {"pk": pk + 1, "first_name": "Test", "last_name": "Buyer"},
        "shipping_address": home(pk + 2),
        "billing_address": home(pk + 2),
        "currency": "inr",
        "amount": "499.00",
        "payment_type": "credit_card",
        "delivery_type": "standard",
        "cargo_company": None,
        "retail_store": None,
        "has_gift_box": False,
        "notes": None,
        "orderitem_set": [unit(pk + 3, pk)],
    } | changes


class RawHub:
    """Serves `orders`, and the rows of `others` by their path; nothing is checked."""

    def __init__(self):
        self.orders, self.others, self.asked = {}, {}, []

    def put(self, *rows):
        """Serve these orders, each under its key, instead of what was there."""
        for row in rows:
            self.orders[row["pk"]] = deepcopy(row)

    def __enter__(self):
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                hub._answer(self, self.path)

            def do_POST(self):  # noqa: N802
                self.rfile.read(int(self.headers["Content-Length"]))
                _send(self, 200, {"key": "token"})

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/v1"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request, path):
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        name = parts.path.removeprefix("/api/v1/")
        self.asked.append(name)
        if name == "orders/":
            _send(request, 200, {"count": 0, "next": None, "results": self._listed(query)})
        elif name in ("cargos/", "retail_stores/"):
            _send(request, 200, {"count": 0, "next": None, "results": self.others.get(name, [])})
        elif name.startswith("orders/") and int(name.split("/")[1]) in self.orders:
            _send(request, 200, self.orders[int(name.split("/")[1])])
        elif name in self.others:
            _send(request, 200, self.others[name])
        else:
            _send(request, 404, {"detail": "Not found."})

    def _listed(self, query):
        rows = sorted(self.orders.values(), key=lambda row: (_moment(row), row["pk"]))
        if "number" in query:
            return [row for row in rows if row["number"] == query["number"]]
        since = datetime.fromisoformat(query["modified_date__gte"])
        return [row for row in rows if _moment(row) >= since]


def _moment(row):
    try:
        return datetime.fromisoformat(row["modified_date"])
    except (TypeError, ValueError):
        return datetime(2026, 11, 20, tzinfo=UTC)


def _send(request, status, body):
    data = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)
