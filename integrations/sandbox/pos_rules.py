"""What one value in a dispatch may be; a rule yields (field, complaint) pairs."""

import re
from datetime import datetime
from decimal import Decimal

SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
UNKNOWN = "is not a field of the page"


def text(where, value):
    if not isinstance(value, str):
        yield where, "must be a string"


def filled(where, value):
    if not isinstance(value, str) or not value.strip():
        yield where, "must be a string that is not empty"


def null(where, value):
    if value is not None:
        yield where, "must be null"


def text_or_null(where, value):
    if value is not None and not isinstance(value, str):
        yield where, "must be a string or null"


def number(where, value):
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        yield where, "must be a number"
    elif isinstance(value, Decimal) and value.normalize().as_tuple().exponent < -3:
        yield where, "must have at most three decimals"


def date(where, value):
    if not isinstance(value, str) or not SECONDS.fullmatch(value) or not _is_real(value):
        yield where, "must be a date as yyyy-MM-ddTHH:mm:ss"


def _is_real(text):
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def currency(where, value):
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        yield where, "must be three upper-case letters"


def one_of(*allowed):
    def rule(where, value):
        if value not in allowed:
            yield where, f"must be one of {', '.join(allowed)}"

    return rule


def object_of(table):
    def rule(where, value):
        if not isinstance(value, dict):
            yield where, "must be an object"
            return
        for key, inner in table.items():
            if key not in value:
                yield join(where, key), "is missing"
            else:
                yield from inner(join(where, key), value[key])
        for key in sorted(value.keys() - table.keys()):
            yield join(where, key), UNKNOWN

    return rule


def array_of(table):
    def rule(where, value):
        if not isinstance(value, list) or not value:
            yield where, "must be an array that is not empty"
            return
        for n, element in enumerate(value):
            yield from object_of(table)(f"{where}[{n}]", element)

    return rule


def join(where, key):
    return f"{where}.{key}" if where else key
