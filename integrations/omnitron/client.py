"""How we ask the hub: one shared token, a brake on logins, and never a wait in a worker."""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import orjson
from django.conf import settings
from django.utils import timezone

from integrations.omnitron import cursor, pace
from integrations.omnitron.envelope import Listing, listing, single
from oms import http
from oms.http import Garbled, RemoteError
from orders.models import Channel

PAGES_OF_A_SHORT_LIST = 1000
JSON = {"Content-Type": "application/json"}


class BadCredentials(RemoteError):
    """The hub does not accept the channel's user name and password."""


class Client:
    """
    Asks the hub about one channel, in exactly the calls that its documents name.

    The token is kept on the channel, so that all workers share one login. A 401 is answered with
    one new token and one repeat. Requests keep the distance that `pace` says. With a `deadline`
    (of the monotonic clock) nothing lasts longer. Without `remember` nothing is written: a token
    that had to be got is kept here alone, and the login is not counted.
    """

    def __init__(self, channel: Channel, *, deadline: float = math.inf, remember: bool = True):
        self.channel, self._deadline, self._remember = channel, deadline, remember
        self._token, self._pace = channel.auth_token, pace.Pace(f"omnitron:{channel.pk}")
        self._line: http.Line | None = None

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let the requests within share one connection."""
        with closing(http.Line(settings.OUTBOUND_ALLOWED_NETWORKS)) as self._line:
            try:
                yield
            finally:
                self._line = None

    def changed_orders(self, *, since: datetime, page: int, limit: int) -> Listing:
        """Return one page of the orders changed since a moment, oldest change first."""
        stamp = since.astimezone(UTC).isoformat().replace("+00:00", "Z")
        wanted = {"modified_date__gte": stamp, "sort": "modified_date"}
        return self._list("orders/", **self._mine(), **wanted, limit=limit, page=page)

    def orders_by_key(self, *, page: int, limit: int) -> Listing:
        """Return one page of the channel's orders in the order of the hub's keys."""
        return self._list("orders/", **self._mine(), sort="pk", limit=limit, page=page)

    def newest_orders(self, *, page: int, limit: int) -> Listing:
        """Return one page of the channel's orders, latest change first."""
        return self._list("orders/", **self._mine(), sort="-modified_date", limit=limit, page=page)

    def orders_numbered(self, number: str) -> Listing:
        """Return the channel's orders of this number: one, or none."""
        return self._list("orders/", number=number, **self._mine())

    def items_of(self, order_id: int) -> Iterator[str]:
        """Yield the items of an order that came without them."""
        return self._every("order_items/", order=order_id)

    def pages_of_items(self, order_id: int) -> Iterator[Listing]:
        """Yield the items of an order page by page; a hub that ignores the filter yields others."""
        for page in range(1, PAGES_OF_A_SHORT_LIST):
            yield (found := self._list("order_items/", order=order_id, page=page))
            if not found.more:
                return

    def cargo_companies(self) -> Iterator[str]:
        """Yield the carriers."""
        return self._every("cargos/")

    def retail_stores(self) -> Iterator[str]:
        """Yield the stores and warehouses."""
        return self._every("retail_stores/")

    def row(self, resource: str, key: int) -> str:
        """Return the text of one row by its key."""
        return single(self._get(f"{resource}/{key}/"))

    def patch(self, url: str, body: bytes) -> http.Answer:
        """Change one row of the hub, under its whole address, and return the answer."""
        return self._authorized("PATCH", url, body=body, headers=JSON)

    def log_in(self) -> None:
        """Get a new token and keep it for everybody."""
        if self._remember:
            cursor.count_login(self.channel, now=timezone.now())
        body = orjson.dumps({"username": self.channel.username, "password": self.channel.password})
        try:
            answer = self._send("POST", self._url("auth/login/"), body=body, headers=JSON)
        except http.Refused as error:
            if error.status not in (400, 401, 403):
                raise
            raise BadCredentials(
                f"Omnitron refuses the user name and password of channel {self.channel}.",
                status=error.status,
            ) from None
        self._token = _key_in(http.read_json(answer))
        if self._remember:
            Channel.objects.filter(pk=self.channel.pk).update(auth_token=self._token)

    def _mine(self):
        return {"channel": self.channel.omnitron_id}

    def _every(self, path, **params):
        for page in range(1, PAGES_OF_A_SHORT_LIST):
            found = self._list(path, **params, **({"page": page} if page > 1 else {}))
            yield from found.rows
            if not found.more:
                return
        raise Garbled(f"{path} does not end.")

    def _list(self, path, **params):
        found = listing(self._get(path, **params))
        if found.claimed and not found.rows and params.get("page", 1) == 1:
            raise Garbled(f"It counts {found.claimed} {path} and shows none.")
        return found

    def _get(self, path, **params):
        return self._authorized("GET", self._url(path), params=params)

    def _authorized(self, method, url, **request):
        if not self._token:
            self.log_in()
        try:
            return self._ask(method, url, **request)
        except http.Refused as error:
            if error.status != 401:
                raise
        self._renew()
        return self._ask(method, url, **request)

    def _ask(self, method, url, *, headers: Mapping[str, str] | None = None, **request):
        headers = {**(headers or {}), "Authorization": f"Token {self._token}"}
        return self._send(method, url, headers=headers, **request)

    def _renew(self):
        """Take the token that another worker got meanwhile, or else log in."""
        kept = Channel.objects.only("auth_token").get(pk=self.channel.pk).auth_token
        if kept and kept != self._token:
            self._token = kept
        else:
            self.log_in()

    def _url(self, path):
        return f"{self.channel.server.rstrip('/')}/{path}"

    def _send(self, method, url, **request):
        self._pace.wait(until=self._deadline)
        if (left := self._deadline - time.monotonic()) <= 0:
            raise http.Unreachable("TimeoutError")
        limits = {"timeout": min(left, http.TOTAL), "size": http.PULL_ANSWER}
        if self._line is not None:
            return self._line.send(method, url, **limits, **request)
        networks = settings.OUTBOUND_ALLOWED_NETWORKS
        return http.send(method, url, networks=networks, **limits, **request)


def sentence(error: RemoteError) -> str:
    """Say what went wrong in words for staff; nothing that was sent or received is repeated."""
    match error:
        case BadCredentials() | cursor.TooManyLogins():
            return str(error)
        case http.Unreachable():
            return f"Omnitron does not answer ({error})."
        case http.Unwell():
            return f"Omnitron cannot answer now (HTTP {error.status})."
        case http.Refused():
            return f"Omnitron refuses our request (HTTP {error.status})."
        case http.Forbidden():
            return (
                f"Omnitron's address is none that we may call ({error}). A private one has to be"
                " named in OUTBOUND_ALLOWED_NETWORKS."
            )
    return f"Omnitron's answer cannot be read: {error}"


def _key_in(answer):
    key = answer.get("key") if isinstance(answer, dict) else None
    if not isinstance(key, str) or not key.isascii() or not key.isprintable() or not key:
        raise Garbled("The answer to the login holds no key.")
    return key
