"""A short name for contents: equal facts give equal digests, however they were written."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal


def digest(facts: object) -> str:
    """Return the SHA-256 of facts in canonical form: sorted keys, plain decimals, UTC."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
