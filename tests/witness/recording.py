"""What the doors said, line by line: one file for each teller, one paragraph for each order."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.witness.doors import Number

HOME = Path(__file__).parent / "recorded"
DIGEST = "(every word)"
TAB = "\t"
LONGEST = 2000  # characters of one word; a PDF in Base64 is longer

Entry = dict[str, str]  # where a word stands in an answer, and the word as JSON
Recording = dict[str, dict[str, Entry]]  # by teller, then by what it speaks of

# What cannot be fixed, by the end of the place where it stands: what is random by purpose, and the
# keys of content types, which a model more moves.
REWRITTEN = {
    r"\.requestId$": "<random>",
    r"\.access_token$": "<random>",
    r"\.refresh_token$": "<random>",
    r"\.(token|sessionToken)$": "<random>",
    r"\.(blockId|preRegistrationId|notificationId)$": "<random>",
    r"\.secret_key$": "<random>",
    r"\.content_type$": "<its key>",
}
_REWRITTEN = [(re.compile(place), word) for place, word in REWRITTEN.items()]


@dataclass(frozen=True)
class Teller:
    """
    One door. `facts` are the places that are kept of an order that is not kept whole.

    Where bodies are long, only the orders of `only` are kept whole.
    """

    name: str
    facts: str = ""  # a regular expression; none keeps every word of everything
    only: frozenset[str] | None = None

    @property
    def path(self) -> Path:
        return HOME / f"{self.name}.txt"


def entry(value: Any) -> Entry:
    """Lay an answer down, each of its words by the place where it stands."""
    return dict(_words(value, ""))


def kept(teller: Teller, full: Entry, *, whole: bool) -> Entry:
    """Return what is written down of an answer: all of it, or its facts and a digest of it all."""
    if whole or not teller.facts:
        return full
    known, found = re.compile(teller.facts), defaultdict(list)
    for place, word in full.items():
        if known.search(place):
            found[re.sub(r"\[\d+\]", "[]", place)].append(word)
    return {DIGEST: digest(full)} | {place: _joined(words) for place, words in found.items()}


def digest(full: Entry) -> str:
    """Return a short text that changes with any word of an answer, in whatever order they stand."""
    text = "\n".join(f"{place}: {word}" for place, word in sorted(full.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write(teller: Teller, said: Mapping[str, Entry]) -> None:
    """Write one file anew: paragraphs of what is kept whole, then a table of the facts."""
    HOME.mkdir(exist_ok=True)
    whole = {subject: words for subject, words in said.items() if DIGEST not in words}
    facts = {subject: words for subject, words in said.items() if DIGEST in words}
    lines = [*_paragraphs(whole), *_table(facts)]
    teller.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(teller: Teller) -> dict[str, Entry]:
    """Read one file; nothing was recorded where there is none."""
    said: dict[str, Entry] = {}
    if not teller.path.exists():
        return said
    columns: list[str] = []
    for line in teller.path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("= "):
            said[line[2:]] = current = {}
        elif TAB in line:
            subject, *words = line.split(TAB)
            if columns:
                cells = zip(columns, words, strict=True)
                said[subject] = {place: word for place, word in cells if word}
            columns = columns or words
        elif line:
            place, _, word = line.partition(": ")
            current[place] = word
    return said


def _paragraphs(said: Mapping[str, Entry]) -> Iterator[str]:
    for subject, words in said.items():
        yield f"= {subject}"
        yield from (f"{place}: {word}" for place, word in words.items())
        yield ""


def _table(said: Mapping[str, Entry]) -> Iterator[str]:
    columns = sorted({place for words in said.values() for place in words})
    if columns:
        yield TAB.join(["order", *columns])
    for subject, words in said.items():
        yield TAB.join([subject, *(words.get(place, "") for place in columns)])


def _joined(words: list[str]) -> str:
    """Return the words of all rows of a list in one line."""
    alike = len(words) > 1 and len(set(words)) == 1
    return f"{words[0]} × {len(words)}" if alike else ", ".join(words)


def _words(value: Any, place: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from _words(inner, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list | tuple) and value:
        for n, inner in enumerate(value):
            yield from _words(inner, f"{place}[{n}]")
    else:
        yield place, _word(value, place)


def _word(value: Any, place: str) -> str:
    for pattern, instead in _REWRITTEN:
        if value and pattern.search(f".{place}"):
            return instead
    if isinstance(value, str) and len(value) > LONGEST:
        return f"<{len(value)} characters, {digest({place: value})}>"
    return str(value) if isinstance(value, Number) else orjson.dumps(value, default=str).decode()
