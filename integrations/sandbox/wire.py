"""What passes between the socket and the two stand-ins: calls and answers."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Call:
    """One request; `path` starts behind the stand-in's own base, `base` is that base."""

    method: str
    base: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """One response, JSON unless it was told to be garbage; `drip` is how long it takes to send."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    drip: float = 0.0


def answer(status: int, value: object, **headers: str) -> Answer:
    """Return `value` as a JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers)


def not_found() -> Answer:
    return answer(404, {"detail": "Not found."})
