"""How the back office says things: states in the reader's language and colour, who, how much."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import IntegerChoices
from django.utils.html import format_html
from django.utils.translation import get_language

from oms import strictjson
from oms.core import currency as currencies
from orders.state_names import TURKISH, TURKISH_PACKAGE
from orders.workflow import (
    APPROVAL_WITHDRAWN,
    CANCELLATION_REQUESTED,
    CHANGED_SINCE_PACKED,
    HELD,
    NEWER_COPY,
    SENT_ELSEWHERE,
    Command,
    OrderStatus,
    PackageStatus,
    Parameter,
)

ORDER_TONES: Mapping[int, str] = {
    OrderStatus.CANCELLATION_WAITING: "bad",
    OrderStatus.CANCELLED: "quiet",
    OrderStatus.WAITING: "waiting",
    OrderStatus.PAYMENT_WAITING: "waiting",
    OrderStatus.CONFIRMATION_WAITING: "waiting",
    OrderStatus.APPROVED: "waiting",
    OrderStatus.INACTIVE: "bad",
    OrderStatus.SHIPPED: "good",
    OrderStatus.DELIVERED: "good",
    OrderStatus.PAID: "good",
    OrderStatus.REFUNDED: "quiet",
}
PACKAGE_TONES: Mapping[int, str] = {
    PackageStatus.WAITING: "waiting",
    PackageStatus.DELIVERED: "good",
    PackageStatus.SHIPPED: "good",
    PackageStatus.RETURNED: "quiet",
    PackageStatus.CANCELLED: "quiet",
}
STATUSES: dict[str, tuple[type[IntegerChoices], Mapping[Any, str]]] = {
    "order": (OrderStatus, TURKISH),
    "package": (PackageStatus, TURKISH_PACKAGE),
}
TONES: dict[str, Mapping[int, str]] = {"order": ORDER_TONES, "package": PACKAGE_TONES}
MARKS = {
    CANCELLATION_REQUESTED: "cancel?",
    APPROVAL_WITHDRAWN: "not approved",
    SENT_ELSEWHERE: "sent?",
    CHANGED_SINCE_PACKED: "changed",
    HELD: "held",
    NEWER_COPY: "newer copy",
}
ACTORS = {"omnitron": "Omnitron", "system": "the system"}


def turkish() -> bool:
    return (get_language() or "").startswith("tr")


def state_name(kind: str, code: int) -> str:
    """Name a state of an order or a package in the reader's language."""
    statuses, names = STATUSES[kind]
    if code not in statuses.values:  # the hub's own word may be one that we have no name for
        return str(code)
    return names[code] if turkish() else str(statuses(code).label)


def state_badge(kind: str, code: int) -> str:
    return badge(state_name(kind, code), TONES[kind].get(code, "info"))


def badge(text: str, tone: str) -> str:
    return format_html('<span class="oms-badge oms-{}">{}</span>', tone, text)


def marked(state: str, facts: set[str]) -> str:
    """Add to the badge of a state what keeps the object from going on."""
    for fact, mark in MARKS.items():
        state = format_html("{} {}", state, badge(mark, "bad")) if fact in facts else state
    return state


def title(thing: Command | Parameter) -> str:
    return thing.title_tr if turkish() else thing.title


def money(amount, currency: str) -> str:
    return f"{currencies.text(amount, currency)} {currency.upper()}"


def who(by: str) -> str:
    """Say in words who asked: `staff:ayse` is ayse, `token:bi` is the token bi."""
    kind, _, name = by.partition(":")
    if kind == "staff":
        return name
    return f"{kind} {name}" if name else ACTORS.get(kind, kind)


def states(kind: str):
    """Return the choices of a filter by state."""
    return [(str(code), state_name(kind, code)) for code in STATUSES[kind][0].values]


def pretty(raw: bytes | str) -> str:
    """Lay JSON out for reading, its numbers digit for digit; what is none is shown as it came."""
    try:
        value = strictjson.loads(raw)
        laid_out = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=_digits)
    except (strictjson.Malformed, orjson.JSONEncodeError):
        return raw if isinstance(raw, str) else raw.decode(errors="replace")
    return laid_out.decode()


def _digits(number):
    return orjson.Fragment(str(number))
