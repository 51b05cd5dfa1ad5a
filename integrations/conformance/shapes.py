"""
How an answer must look, as data, and where one differs.

A shape is one of

* a word of KINDS, `"text?"` where it may also be null;
* `OrNull(shape)`, `OneOf(values)`, or a tuple of values of which it must be one;
* `[shape]`: a list whose every element is so; `Filled(shape)`: such a list, not empty;
* `Each(shape)`: an object with keys of its own whose every value is so;
* a dict: an object with at least these keys, `"key?"` where one may be absent;
* `Exactly(dict)`: an object with these keys and no other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NOTHING = object()  # where an answer has no such place
_MILLIS = 10**11  # an epoch in seconds stays below this until the year 5138


@dataclass(frozen=True)
class OrNull:
    shape: Any


@dataclass(frozen=True)
class Filled:
    shape: Any


@dataclass(frozen=True)
class Each:
    shape: Any


@dataclass(frozen=True)
class Exactly:
    keys: dict[str, Any]


def _like(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value, re.DOTALL))


def _whole(value):
    return type(value) is int


def _number(value):
    return type(value) in {int, Decimal}


def _amount(value):
    return _number(value) and Decimal(value).normalize().as_tuple().exponent >= -3


_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "any": ("anything", lambda value: True),
    "null": ("null", lambda value: value is None),
    "flag": ("true or false", lambda value: type(value) is bool),
    "true": ("true", lambda value: value is True),
    "false": ("false", lambda value: value is False),
    "text": ("a text", lambda value: isinstance(value, str)),
    "filled": ("a text that is not empty", _like(r".*\S.*")),
    "secret": ("a text that is not empty", _like(r".*\S.*")),
    "secret uuid": ("a UUID", _like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    "currency": ("three upper-case letters", _like("[A-Z]{3}")),
    "money": ("an amount with all its decimals, as a text", _like(r"-?\d+(\.\d{2,4})?")),
    "percentage": ("a percentage with two decimals, as a text", _like(r"-?\d+\.\d{2}")),
    "degrees": ("degrees with eight decimals, as a text", _like(r"-?\d+\.\d{8}")),
    "moment": ("a UTC moment with microseconds", _like(_MOMENT + r"\.\d{6}Z")),
    "zoned": ("a moment with its offset", _like(_MOMENT + r"(\.\d+)?(Z|[+-]\d\d:\d\d)")),
    "whole": ("a whole number", _whole),
    "count": ("a whole number, not below 0", lambda value: _whole(value) and value >= 0),
    "none": ("null or empty", lambda value: value is None or value == []),
    "life": ("a whole number above 0", lambda value: _whole(value) and value > 0),
    "number": ("a number", _number),
    "amount": ("a number with at most three decimals", _amount),
    "millis": ("an epoch in milliseconds", lambda value: _whole(value) and value > _MILLIS),
    "object": ("an object", lambda value: isinstance(value, dict)),
    "list": ("a list", lambda value: isinstance(value, list)),
}


def differences(value: Any, shape: Any, path: str = "$") -> Iterator[str]:
    """Yield one sentence, beginning with its path, for everything that is not as the shape says."""
    match shape:
        case str():
            yield from _of_kind(value, shape, path)
        case tuple():
            if value not in shape or isinstance(value, bool):
                yield f"{path}: {told(value)} is none of {', '.join(map(str, shape))}"
        case OrNull(inner):
            if value is not None:
                yield from differences(value, inner, path)
        case list() | Filled():
            yield from _in_list(value, shape, path)
        case _:
            yield from _in_object(value, shape, path)


def at(value: Any, place: str) -> Any:
    """Return what is at a place such as `results.0.id`, or NOTHING; `*` is the first with it."""
    if not place:
        return NOTHING if value is None else value
    key, _, rest = place.partition(".")
    if key == "*":
        inner = value.values() if isinstance(value, dict) else value
        found = (at(each, rest) for each in inner) if isinstance(value, dict | list) else ()
        return next((each for each in found if each is not NOTHING), NOTHING)
    if isinstance(value, dict) and key in value:
        return at(value[key], rest)
    if isinstance(value, list) and key.isdigit() and int(key) < len(value):
        return at(value[int(key)], rest)
    return NOTHING


def told(value: Any) -> str:
    """Say what a value is."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value) if isinstance(value, str) else str(value)


def _of_kind(value, kind, path):
    if kind.endswith("?"):
        if value is None:
            return
        kind = kind[:-1]
    words, fits = KINDS[kind]
    if not fits(value):
        shown = (
            "what is there" if kind.startswith("secret") and isinstance(value, str) else told(value)
        )
        yield f"{path}: {shown} is not {words}"


def _in_list(value, shape, path):
    if not isinstance(value, list):
        yield f"{path}: {told(value)} is not a list"
        return
    if isinstance(shape, Filled) and not value:
        yield f"{path}: the list is empty"
    inner = shape.shape if isinstance(shape, Filled) else shape[0]
    for n, one in enumerate(value):
        yield from differences(one, inner, f"{path}[{n}]")


def _in_object(value, shape, path):
    if not isinstance(value, dict):
        yield f"{path}: {told(value)} is not an object"
        return
    if isinstance(shape, Each):
        for key, one in value.items():
            yield from differences(one, shape.shape, f"{path}.{key}")
        return
    keys = shape.keys if isinstance(shape, Exactly) else shape
    for key, inner in keys.items():
        name = key.removesuffix("?")
        if name in value:
            yield from differences(value[name], inner, f"{path}.{name}")
        elif name == key:
            yield f"{path}.{name}: the key is missing"
    if isinstance(shape, Exactly):
        for key in value.keys() - {key.removesuffix("?") for key in keys}:
            yield f"{path}.{key}: there is no such key"
