"""What a golden request is: what is asked, what must hold of the answer, and what it teaches."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from integrations.conformance.asking import Answer, Ask

OK = (200,)
JSON = "application/json"
SECRETS = (
    "token",
    "password",
    "client secret",
    "refresh token",
    "application key",
    "partner key",
)

MARKS = {"INF": "inferred: no page says so", "PROPOSED": "our own reading: no page says so"}
UNKNOWN = "no {} is known"
HIDDEN = "********"
BASIC = re.compile(r"\b([Bb]asic )(?=\S*[A-Z0-9=])[\w+/-]{8,}=*")  # a name and a secret


class Missing(Exception):
    """A case cannot be run; the message says for want of what."""


class Facts(dict[str, Any]):
    """What is known of the host: what a person gave, and else what the latest answer taught."""

    def __init__(self, given: Mapping[str, str]):
        super().__init__(given)
        self._given = frozenset(given)
        self._secrets = {given[name] for name in SECRETS if name in given}

    def __missing__(self, name: str) -> Any:
        raise Missing(UNKNOWN.format(name))

    def learn(self, name: str, value: Any) -> None:
        """Keep a fact, unless a person knew better."""
        if name in SECRETS and value and isinstance(value, str):
            self._secrets.add(value)
        if name not in self._given:
            self[name] = value

    def hide(self, text: str) -> str:
        """Return the text without any secret that was ever known, however it is written there."""
        written = {spelt for secret in self._secrets for spelt in _spellings(secret)}
        for spelt in sorted(written, key=len, reverse=True):  # one may hold another
            text = re.sub(re.escape(spelt), HIDDEN, text, flags=re.IGNORECASE)
        return BASIC.sub(rf"\1{HIDDEN}", text)


Check = Callable[[Answer, Facts], Iterable[str]]


@dataclass(frozen=True)
class Case:
    """
    A golden request. `evidence` says where the expectation comes from.

    Only an answer of the `kind` application/json is read, for others there are checks.
    `learns` maps the name of a fact to the place in the answer that teaches it.
    A `Missing` raised by `ask` or a check skips the case. One that `writes` changes the host.
    """

    name: str
    evidence: str
    ask: Callable[[Facts], Ask]
    status: tuple[int, ...] = OK
    shape: Any = "any"
    checks: tuple[Check, ...] = ()
    learns: Mapping[str, str] = field(default_factory=dict)
    writes: bool = False
    kind: str = JSON


@dataclass(frozen=True)
class Dialect:
    """
    The cases of one dialect, in the order in which they teach.

    Of `needs`, each a tuple of facts, one has to be given. `marks` say what stands for evidence in
    brackets, where it is no page of the partner's documentation.
    """

    title: str
    cases: tuple[Case, ...]
    needs: tuple[tuple[str, ...], ...]
    marks: Mapping[str, str] = field(default_factory=dict)


def need(condition: object, reason: str) -> None:
    """Skip the case with this reason unless the condition holds."""
    if not condition:
        raise Missing(reason)


def _spellings(secret: str) -> set[str]:
    """Return how a secret may stand in a text: plainly, in a URL, and quoted once or twice."""
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    for _ in range(2):
        found |= {quoted(text)[1:-1] for text in found for quoted in (repr, json.dumps)}
    return found
