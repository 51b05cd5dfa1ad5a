"""The one outgoing client: limits always, only to addresses that we may call, typed errors."""

import logging
import math
import re
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from oms import addresses, strictjson

TOTAL = 15
PUSH_ANSWER = 64 * 1024
PULL_ANSWER = 20 * 1024 * 1024
ERROR_ANSWER = 4 * 1024
LONGEST_PAUSE = 24 * 3600

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
_HEADERS = {
    "User-Agent": f"oms/{_PROJECT['version']}",
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}

# Its warnings name the URL, and tokens live there.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Answer:
    """A 2xx: `body` is at most as long as was asked for; `whole` says if that is all of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    took: float


class RemoteError(Exception):
    """The other side did not do what we asked. `retry` says if asking again may help."""

    retry = False

    def __init__(self, message="", *, status=None, body=b"", retry_after=None):
        super().__init__(message or str(status))
        self.status, self.body, self.retry_after = status, body, retry_after


class Unreachable(RemoteError):
    """No answer: name lookup, connection, TLS or time."""

    retry = True


class Unwell(RemoteError):
    """They cannot now: 429 or 5xx, with the seconds after which they want to be asked again."""

    retry = True


class Refused(RemoteError):
    """They will not: every other answer that is not 2xx, a redirect too."""


class Garbled(RemoteError):
    """A 2xx that is not what their document promises."""

    retry = True


class Forbidden(RemoteError):
    """We will not: the URL, a header or the address behind the name is none that we send to."""


class Line:
    """Makes requests one after another, over one connection as long as the other side keeps it."""

    def __init__(self, networks: Iterable[str] = ()):
        self._adapter = _Adapter(addresses.Road(math.inf, networks))

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, object] | None = None,
        body: bytes | None = None,
        timeout: float = TOTAL,
        size: int = PUSH_ANSWER,
    ) -> Answer:
        """Make one request within `timeout` seconds in all; see `send`."""
        headers = {"Connection": "keep-alive"} | dict(headers or {})
        return _sent(self._adapter, timeout, size, (method, url, headers, params, body))

    def close(self) -> None:
        self._adapter.close()


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, object] | None = None,
    body: bytes | None = None,
    timeout: float = TOTAL,
    size: int = PUSH_ANSWER,
    networks: Iterable[str] = (),
) -> Answer:
    """
    Make one request within `timeout` seconds in all, and return its 2xx or raise a RemoteError.

    Only public addresses are called, and those in `networks`.
    """
    with closing(_Adapter(addresses.Road(math.inf, networks))) as adapter:
        return _sent(adapter, timeout, size, (method, url, headers, params, body))


def _sent(adapter, timeout, size, asked):
    started, handled = time.monotonic(), sys.exc_info()[1]
    adapter.road.deadline = started + timeout
    try:
        with closing(_ask(adapter, _prepared(*asked))) as response:
            if not 200 <= response.status_code < 300:
                raise _failure(response)
            answer, whole = _read(response, size)
    except addresses.NotPublic:
        raise Forbidden(
            "The host leads to a private address; only public ones are called."
        ) from None
    except ValueError as error:
        raise Forbidden(type(error).__name__) from None  # their messages repeat the URL
    except (OSError, urllib3.exceptions.HTTPError) as error:
        raise Unreachable(type(_root(error, handled)).__name__) from None
    took = time.monotonic() - started
    return Answer(response.status_code, response.headers, answer, whole, took)


def read_json(answer: Answer, *, max_depth: int = strictjson.MAX_DEPTH) -> Any:
    """Return the JSON in `answer`, numbers with a fraction as Decimal, or raise Garbled."""
    if not answer.whole:
        raise Garbled("The answer is too long.", status=answer.status)
    try:
        return strictjson.loads(answer.body, max_depth=max_depth)
    except strictjson.Malformed as error:
        raise Garbled(str(error), status=answer.status, body=answer.body[:ERROR_ANSWER]) from None


def seconds_of(retry_after: str | None, *, now: datetime) -> int | None:
    """Read a Retry-After header: at most a day, None for what makes no sense."""
    text = (retry_after or "").strip()
    if re.fullmatch("[0-9]+", text):
        return min(int(text[:10]), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(math.ceil(seconds), LONGEST_PAUSE) if seconds > 0 else None


def _prepared(method, url, headers, params, body):
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise Forbidden("A URL without spaces and backslashes is needed.")
    headers = _HEADERS | dict(headers or {})
    request = requests.Request(method, url, headers=headers, params=params, data=body).prepare()
    parts = urlsplit(request.url)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise Forbidden("A http or https URL without a user is needed.")
    return request


def _ask(adapter, request):
    # Not through a Session: it reads proxies and .netrc, and the whole body of a redirect.
    return adapter.send(request, stream=True, timeout=(addresses.CONNECT, addresses.READ))


def _read(response, size):
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > size:
            return bytes(body[:size]), False
    return bytes(body), True


def _failure(response):
    status = response.status_code
    try:
        body, _whole = _read(response, ERROR_ANSWER)
    except (OSError, urllib3.exceptions.HTTPError):  # the status says enough
        body = b""
    if status != 429 and status < 500:
        return Refused(status=status, body=body)
    pause = seconds_of(response.headers.get("Retry-After"), now=datetime.now(UTC))
    return Unwell(status=status, body=body, retry_after=pause)


def _root(error, handled):
    while error.__context__ not in (None, handled):
        error = error.__context__
    return error


class _Adapter(HTTPAdapter):
    """Sends over connections that know their road."""

    def __init__(self, road):
        self.road = road
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs, ssl_context=addresses.tls())

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        host, _requests_own_tls = super().build_connection_pool_key_attributes(request, verify)
        return host, {}

    def cert_verify(self, conn, url, verify, cert):
        """Leave it to the context, which always verifies."""

    def get_connection_with_tls_context(self, *args, **kwargs):
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = partial(addresses.CONNECTIONS[pool.scheme], road=self.road)
        return pool
