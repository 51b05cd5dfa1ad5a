"""Reads what a copy says of statuses, by themselves: whatever else of it cannot be understood."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.omnitron.facts import Facts, Unmappable
from integrations.omnitron.mapping import status
from orders.drafts import StatusDraft, UnitStatus


def loosely(text: str) -> Any:
    """Return the value of a row's text, strict about nothing; None where it is no JSON."""
    try:
        return json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def status_of(raw: object) -> int | None:
    """Return the code of the status that a row says, if it says one."""
    try:
        return status(Facts(raw))
    except Unmappable:
        return None


def status_draft(raw: object, items: object) -> StatusDraft | None:
    """Return the statuses of a copy; None where it does not say of what."""
    try:
        order = Facts(raw)
        key = order.key()
    except Unmappable:
        return None
    stamp = _stamp(order)
    found = [_unit(item) for item in items] if isinstance(items, list) else []
    known = tuple(unit for unit in found if unit)
    complete = bool(found) and len(known) == len(found)
    return StatusDraft(key, status_of(raw), stamp, known, complete)


def _stamp(order: Facts) -> datetime | None:
    try:
        return order.moment("modified_date", None)
    except Unmappable:
        return None


def _unit(item: object) -> UnitStatus | None:
    key = item.get("pk") if isinstance(item, Mapping) else None
    code = status_of(item) if key else None
    return UnitStatus(key, code) if type(key) is int and code is not None else None
