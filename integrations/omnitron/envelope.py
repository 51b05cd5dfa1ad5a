"""Takes a list answer apart without reading its rows, so that one bad row spoils no other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oms import strictjson
from oms.http import Answer, Garbled

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_OPENING = {"[": 1, "{": 1, "]": -1, "}": -1}
_RESULTS = re.compile(r"\s*:\s*\[")


@dataclass(frozen=True)
class Listing:
    """
    The rows of a list, each as the text that was received.

    `more` tells that others follow, `claimed` how many the hub says there are in all.
    """

    rows: tuple[str, ...]
    more: bool
    paged: bool
    claimed: int = 0


def listing(answer: Answer) -> Listing:
    """Return the rows of an envelope or of a bare array; Garbled when it is neither."""
    text = _text(answer)
    start = 0 if text.startswith("[") else _start_of_results(text)
    rows, end = _rows(text, start)
    around = text[: start + 1] + text[end:]
    try:
        envelope = strictjson.loads(around)
    except strictjson.Malformed as error:
        raise Garbled(str(error), status=answer.status) from None
    paged = isinstance(envelope, dict)
    count = envelope.get("count") if paged else 0
    claimed = count if isinstance(count, int) else 0
    return Listing(tuple(rows), paged and envelope.get("next") is not None, paged, claimed)


def single(answer: Answer) -> str:
    """Return the text of the one row that was asked for; Garbled when it is no object."""
    if not (text := _text(answer)).startswith("{") or not text.endswith("}"):
        raise Garbled("The answer is not an object.", status=answer.status)
    return text


def _text(answer):
    if not answer.whole:
        raise Garbled("The answer is too long.", status=answer.status)
    # What is not UTF-8 stays in the row that holds it, which is then refused alone.
    return answer.body.decode("utf-8", "surrogateescape").strip()


def _start_of_results(text):
    for depth, token in _tokens(text, 0):
        is_key = depth == 1 and token.group() == '"results"'
        if is_key and (found := _RESULTS.match(text, token.end())):
            return found.end() - 1
    raise Garbled("The answer is not a list.")


def _rows(text, start):
    """Return the rows of the array that opens at `start`, and where its bracket closes."""
    rows, begin = [], start + 1
    for depth, token in _tokens(text, start):
        if depth == 1 and token.group() == ",":
            rows.append(text[begin : token.start()].strip())
            begin = token.end()
        elif depth == 0:
            last = text[begin : token.start()].strip()
            return rows + [last] if rows or last else [], token.start()
    raise Garbled("The answer ends in the middle of a list.")


def _tokens(text, start) -> Iterator[tuple[int, re.Match]]:
    """Yield strings, brackets and commas, each with the depth after it."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        depth += _OPENING.get(token.group(), 0)
        yield depth, token
