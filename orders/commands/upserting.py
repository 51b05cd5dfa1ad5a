"""Making rows or bringing them in step, many in few statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

CHUNK = 1000
ADVISORY_CLASS = 0x0D6


@dataclass(frozen=True)
class Written:
    """What became of one row: new, changed or unchanged; or why nothing did; what to know of it."""

    said: str
    error: str = ""
    note: str = ""


def write(
    model: Any,
    facts: Sequence,
    held: dict,
    key: str,
    columns: Callable[[Any, Any], dict],
    fresh: Callable[[Any], dict],
    stamps: dict,
    refusal: Callable[[Any, Any], str] = lambda fact, row: "",
    remark: Callable[[Any, Any], str] = lambda fact, row: "",
) -> list[Written]:
    """Make or change the row of each fact in few statements; a key of two rows names none."""
    told, new, changed, names = [], [], [], set(stamps)
    for fact in facts:
        rows = held.get(getattr(fact, key), [])
        row = rows[0] if rows else None
        if error := _ambiguous(rows, key) or refusal(fact, row):
            told.append(Written("", error))
            continue
        own, note = columns(fact, row), remark(fact, row)
        names |= own.keys()
        if row is None:
            new.append(model(**fresh(fact) | own))
            told.append(Written("new", note=note))
        elif different := {n: v for n, v in own.items() if getattr(row, n) != v}:
            for name, value in (different | stamps).items():
                setattr(row, name, value)
            changed.append(row)
            told.append(Written("changed", note=note))
        else:
            told.append(Written("unchanged", note=note))
    model.objects.bulk_create(new, batch_size=CHUNK)
    if changed:
        model.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted(names),
            batch_size=CHUNK,
        )
    return told


def _ambiguous(rows: list, key: str) -> str:
    return f"{len(rows)} rows have this {key}." if len(rows) > 1 else ""


def held_by(rows: Any, column: str, keys: Iterable) -> dict[Any, list]:
    """Return the rows that exist, by the column that names them."""
    held: dict[Any, list] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), CHUNK):
        for row in rows.filter(**{f"{column}__in": wanted[start : start + CHUNK]}):
            held.setdefault(getattr(row, column), []).append(row)
    return held


def one_at_a_time() -> None:
    """Let no other load make rows meanwhile: an SKU is not unique in the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ADVISORY_CLASS])
