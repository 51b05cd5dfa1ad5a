"""The stand-in Omnitron's front door: login, lists, single rows, and the two PATCHes."""

import json
from datetime import UTC, datetime
from hashlib import sha1
from urllib.parse import urlencode

from integrations.sandbox import editing
from integrations.sandbox.speech import Speech, Teller
from integrations.sandbox.wire import Answer, Call, answer, not_found
from integrations.sandbox.world import TABLES, World, wire_time

LISTED = ("orders", "order_items", "cargos", "retail_stores")
FILTERS = {"orders": ("channel", "number"), "order_items": ("order",)}
SORTS = ("pk", "-pk", "modified_date", "-modified_date")
MOST = 1000


class Omnitron:
    """Answers calls about a world; whoever calls it holds the world's lock."""

    def __init__(self, world: World, *, username: str, password: str, speech: Speech):
        self.world, self.speech = world, speech
        self.credentials = {"username": username, "password": password}
        self.tokens: set[str] = set()
        self.logins = 0

    def answer(self, call: Call) -> Answer:
        """Answer one call, in JSON whatever it was."""
        if call.path == "auth/login/":
            return self._login(call)
        if self._token(call) not in self.tokens:
            return answer(401, {"detail": "Invalid token."})
        table, *key = call.path.removesuffix("/").split("/")
        if table not in TABLES or len(key) > 1 or not call.path.endswith("/"):
            return not_found()
        return self._row(call, table, key[0]) if key else self._list(call, table)

    def shift(self, call: Call, told: Answer) -> None:
        """Stamp the first order of the page that was just told, as if somebody had edited it."""
        shown = json.loads(told.body)
        rows = shown.get("results") if isinstance(shown, dict) else shown
        if call.path == "orders/" and rows:
            self.world.get("orders", rows[0]["pk"])["modified_date"] = self.world.stamp()

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def refusal(self, errors: list) -> Answer:
        """Refuse for a reason of business, as Omnitron does."""
        reasons = errors or ["The sandbox was told to refuse."]
        return answer(406, {"non_field_errors": reasons, "code": "sandbox_refused"})

    def _login(self, call):
        if call.method != "POST":
            return _not_allowed(call)
        if _json(call) != self.credentials:
            text = "Unable to log in with provided credentials."
            return answer(400, {"non_field_errors": [text], "code": "user_100_1"})
        self.logins += 1
        key = sha1(f"{self.world.seed}/{self.logins}".encode(), usedforsecurity=False).hexdigest()
        self.tokens.add(key)
        return answer(200, {"key": key})

    def _token(self, call):
        return call.headers.get("authorization", "").removeprefix("Token ")

    def _row(self, call, table, pk):
        row = self.world.tables[table].get(int(pk)) if pk.isdecimal() else None
        if row is None:
            return not_found()
        if call.method == "PATCH" and table in editing.EDITABLE:
            if faults := editing.faults(table, changes := _json(call)):
                return answer(400, faults)
            editing.edit(self.world, table, row, changes)
        elif call.method != "GET" or (table == "order_items" and self.speech.units != "shown"):
            return _not_allowed(call)
        return answer(200, Teller(self.world, self.speech).tell(table, row))

    def _list(self, call, table):
        if table not in LISTED or (table == "order_items" and self.speech.units == "hidden"):
            return not_found()
        if call.method != "GET":
            return _not_allowed(call)
        try:
            rows = self._selected(table, call.query)
        except ValueError:
            return answer(400, {"modified_date__gte": ["Enter a valid date/time."], "code": "date"})
        if self.speech.lists == "bare":
            return answer(200, self._tell(table, rows))
        return self._page(call, table, rows)

    def _selected(self, table, query):
        hidden = table == "orders" and self.speech.orders == "hidden"
        rows = [] if hidden else self.world.rows(table)
        for key in FILTERS.get(table, ()):
            if key in query and self.speech.filters == "heeded":
                rows = [row for row in rows if str(row[key]) == query[key]]
        if "modified_date__gte" in query and self.speech.dates == "filtered":
            since = _moment(query["modified_date__gte"])
            rows = [row for row in rows if row["modified_date"] >= since]
        sort = query.get("sort") if query.get("sort") in SORTS else _usual_sort(table)
        field = sort.removeprefix("-")
        return sorted(rows, key=lambda row: (row[field], row["pk"]), reverse=sort[0] == "-")

    def _page(self, call, table, rows):
        limit = min(_positive(call.query.get("limit"), 10), MOST)
        page = _positive(call.query.get("page"), 1)
        last = max(1, -(-len(rows) // limit))
        if page > last:
            return answer(404, {"detail": "Invalid page."})
        chosen = rows[(page - 1) * limit : page * limit]
        neighbours = {
            "next": _link(call, page + 1) if page < last else None,
            "previous": _link(call, page - 1) if page > 1 else None,
        }
        envelope = {"count": len(rows), **neighbours, "results": self._tell(table, chosen)}
        return answer(200, envelope)

    def _tell(self, table, rows):
        teller = Teller(self.world, self.speech)
        return [teller.tell(table, row) for row in rows]


def _json(call):
    try:
        return json.loads(call.body)
    except ValueError:
        return None


def _moment(text):
    moment = datetime.fromisoformat(text)
    return wire_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _usual_sort(table):
    return "-pk" if table == "orders" else "pk"


def _positive(text, default):
    return int(text) if text and text.isdecimal() and int(text) else default


def _link(call, page):
    return f"{call.base}/{call.path}?{urlencode(call.query | {'page': page})}"


def _not_allowed(call):
    return answer(405, {"detail": f'Method "{call.method}" not allowed.'})
