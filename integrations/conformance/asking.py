"""One request to a host that a person named, and its answer just as it came."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3

from oms import strictjson

CONNECT, READ = 5, 30  # seconds
TOTAL = 60  # until the whole body must be there, however slowly it comes
MOST = 20 * 1024 * 1024
CHUNK = 64 * 1024
DEPTH = 60  # how deep an answer may be nested


class NoAnswer(Exception):
    """The host cannot be reached, or does not finish."""


@dataclass(frozen=True)
class Ask:
    """A request; `raw_query` is sent as it stands, for clients that do not escape."""

    method: str
    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw_query: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is None unless it was read as JSON, `trouble` says why it was not."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any = None
    trouble: str = ""

    @property
    def kind(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class Host:
    """A host under its base URL. Redirects are not followed: they are an answer like any other."""

    def __init__(self, base_url: str):
        self.base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # a .netrc would replace the Authorization header
        self._session.headers = {"Accept": "application/json", "User-Agent": "oms-contract"}

    def answer(self, ask: Ask) -> Answer:
        """Make the request and return its answer, whatever the status; NoAnswer if none comes."""
        query = f"?{ask.raw_query}" if ask.raw_query else ""
        until = time.monotonic() + TOTAL
        try:
            with closing(self._send(ask, f"{self.base_url}{ask.path}{query}")) as response:
                content = _content(response.raw, until)
        except (UnicodeError, requests.exceptions.InvalidHeader):
            raise NoAnswer("a header cannot hold what was given") from None
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise NoAnswer(type(error).__name__) from None  # their messages hold the query
        body, trouble = _read(content)
        return Answer(response.status_code, response.headers, content, body, trouble)

    def _send(self, ask, url):
        return self._session.request(
            ask.method,
            url,
            params=dict(ask.query),
            headers=dict(ask.headers),
            json=ask.json,
            data=ask.body or dict(ask.form) or None,
            timeout=(CONNECT, READ),
            allow_redirects=False,
            stream=True,
        )


def _content(raw, until):
    found = bytearray()
    while len(found) <= MOST and (more := raw.read1(CHUNK, decode_content=True)):
        found += more
        if time.monotonic() > until:
            raise NoAnswer(f"it did not end within {TOTAL} seconds")
    return bytes(found)


def _read(content):
    if len(content) > MOST:
        return None, "the body is too long"
    try:
        return strictjson.loads(content, max_depth=DEPTH), ""
    except strictjson.Malformed:
        return None, "the body is not JSON"
