"""How a stand-in can be told to misbehave, and for how long."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from typing import Protocol

from integrations.sandbox.wire import Answer, Call, answer

KINDS = (
    "slow", "drip", "status", "garbage", "expired", "useless", "refused", "lost", "shift", "hollow",
)  # fmt: skip
OF_OMNITRON = ("useless", "shift", "hollow")
DOORS = ("auth/login/", "v1/auth/Token")


class Side(Protocol):
    """A stand-in that can be told to misbehave."""

    def answer(self, call: Call) -> Answer: ...

    def expire_tokens(self) -> None: ...

    def refusal(self, errors: list) -> Answer: ...


@dataclass
class Manner:
    """
    One way to misbehave, for `calls` calls, or until cleared when that is None.

    It leaves the login doors alone unless `path`, a part of the call's path, names them. `drip`
    sends the answer in crumbs that take `seconds` together; `useless` gives a token that opens
    nothing; `shift` changes the first order of a page once it was read, so that the pages move;
    `hollow` counts the rows of a list and shows none.
    """

    kind: str
    calls: int | None = None
    path: str = ""
    seconds: float = 1.0
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    errors: list = field(default_factory=list)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"A manner is one of {', '.join(KINDS)}")

    def suits(self, call: Call) -> bool:
        if self.kind == "useless":
            return call.path in DOORS
        return self.path in call.path if self.path else call.path not in DOORS


class Manners:
    """The manners that wait their turn; the first that suits a call is used up by it."""

    def __init__(self):
        self._waiting: list[Manner] = []
        self._lock = Lock()

    def add(self, manner: Manner) -> None:
        with self._lock:
            self._waiting.append(manner)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, call: Call) -> Manner | None:
        """Return the manner for this call, and count it."""
        with self._lock:
            manner = next((one for one in self._waiting if one.suits(call)), None)
            if manner and manner.calls is not None:
                manner.calls -= 1
                if manner.calls <= 0:
                    self._waiting.remove(manner)
            return manner


def misbehave(
    manner: Manner, side: Side, call: Call, proper: Callable[[], Answer], *, stopped: Event
) -> Answer | None:
    """Answer in the given manner; None means that the connection closes without a word."""
    match manner.kind:
        case "slow":
            stopped.wait(manner.seconds)
            return proper()
        case "status":
            return answer(manner.status, {"detail": "The sandbox is unwell."}, **manner.headers)
        case "garbage":
            return Answer(200, b'<html><body>{"count": 12, "resu', content_type="text/html")
        case "drip":
            return replace(proper(), drip=manner.seconds)
        case "hollow":
            return _hollowed(proper())
        case "useless":
            return answer(200, {"key": "0" * 40})
        case "expired":
            side.expire_tokens()
            return proper()
        case "refused":
            return side.refusal(manner.errors)
    proper()
    return None


def _hollowed(told):
    shown = json.loads(told.body)
    empty = shown | {"results": []} if isinstance(shown, dict) else []
    return replace(told, body=json.dumps(empty).encode())
