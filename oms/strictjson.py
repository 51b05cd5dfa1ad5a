"""The one JSON reader: what it lets through can be stored, sent on and read by anybody."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

MAX_DEPTH = 20
MAX_DIGITS = 64
MAX_EXPONENT = 64

_OPENING_AND_CLOSING = bytes.maketrans(b"{[]}", b"(())")
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"{[]}"))
_SURROGATE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile("[\ud800-\udfff]")
# In order: an escaped backslash, a whole pair, and what has to go.
_ESCAPE = re.compile(
    r"(?P<kept>\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Malformed(ValueError):
    """This is not JSON that we read. The message says why and repeats nothing of it."""


class Unstorable(Malformed):
    """This is JSON, but a text in it holds what no column can."""


def loads(data: bytes | str, *, charset: str = "utf-8", max_depth: int = MAX_DEPTH) -> Any:
    """Return the one JSON value in `data`, numbers with a fraction as Decimal."""
    text = _text(data, charset)
    escaped = text.encode().replace(rb"\\", b"__")  # what still has a backslash is an escape
    _refuse_depth(escaped, max_depth)
    _refuse_unstorable(escaped)
    try:
        return json.loads(
            text,
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_not_a_number,
            object_pairs_hook=_object,
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise Malformed("This is not JSON.") from error


def mended(text: str) -> str:
    """Return JSON text with U+FFFD for each character that no column can hold."""
    whole = _HALF.sub("\ufffd", text).replace("\x00", "\ufffd")
    return _ESCAPE.sub(lambda found: found["kept"] or "\ufffd", whole)


def storable(value: Any) -> Any:
    """Return what was read as our columns hold it: a number with a fraction stands as its text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: storable(inner) for name, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


class StrictJSONParser(JSONParser):
    """Reads the body of a request; a JSONParser, so that the body is measured before it is read."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return the value in the body, or raise what becomes a 400 or 415."""
        refuse_encoding(media_type or "", (parser_context or {}).get("request"))
        try:
            return loads(stream.read())
        except Malformed as error:
            raise ParseError(str(error), code="malformed") from error


def refuse_encoding(media_type: str, request: Any) -> None:
    """Refuse with 415 a body whose header says that it is not UTF-8, or that it is packed."""
    _, parameters = parse_header_parameters(media_type)
    if parameters.get("charset", "utf-8").strip("\"'").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(media_type, "Send JSON as UTF-8.")
    if request is not None and request.META.get("HTTP_CONTENT_ENCODING"):
        raise UnsupportedMediaType(media_type, "Send the body without a Content-Encoding.")


def _text(data, charset):
    if charset.lower() not in {"utf-8", "utf8"}:
        raise Malformed("JSON is read as UTF-8 only.")
    try:
        # A text is taken through bytes as well: it may hold half of a surrogate pair.
        return (data.encode() if isinstance(data, str) else data).decode()
    except UnicodeEncodeError as error:
        raise Unstorable("This is not UTF-8.") from error
    except UnicodeError as error:
        raise Malformed("This is not UTF-8.") from error


def _refuse_depth(escaped, max_depth):
    outside_strings = b"".join(escaped.replace(rb"\"", b"").split(b'"')[::2])
    brackets = outside_strings.translate(_OPENING_AND_CLOSING, _ALL_BUT_BRACKETS)
    for _level in range(max_depth):
        brackets = brackets.replace(b"()", b"")
    if brackets:
        raise Malformed(f"This is nested deeper than {max_depth} levels, or not closed.")


def _refuse_unstorable(escaped):
    if rb"\u0000" in escaped:
        raise Unstorable("A text holds a NUL character.")
    if _SURROGATE.search(escaped) and _SURROGATE.search(_SURROGATE_PAIR.sub(b"", escaped)):
        raise Unstorable("A text holds half of a surrogate pair.")


def _fraction(text):
    _refuse_length(text)
    try:
        number = Decimal(text)
    except InvalidOperation as error:  # an exponent that Decimal itself cannot hold
        raise Malformed("A number is too large or too small.") from error
    if abs(number.adjusted()) > MAX_EXPONENT:
        raise Malformed("A number is too large or too small.")
    return number


def _integer(text):
    _refuse_length(text)
    return int(text)


def _refuse_length(text):
    if len(text) > MAX_DIGITS:
        raise Malformed(f"A number has more than {MAX_DIGITS} digits.")


def _not_a_number(text) -> NoReturn:
    raise Malformed("NaN and Infinity are not JSON.")


def _object(pairs):
    if len(found := dict(pairs)) != len(pairs):
        raise Malformed("An object has the same key twice.")
    return found
