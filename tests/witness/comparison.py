"""What differs between two recordings, in lines that a person can read."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from tests.witness.recording import DIGEST, Entry, Recording

MOST_ORDERS = 6
NOTHING = "(nothing)"
SEQUENCE = "(sequence of the keys)"
LINE_OF_A_PAGE = re.compile(r"(line|page\[\d+\]|printed\[\d+\])\[\d+\]")


def differences(before: Recording, after: Recording) -> list[str]:
    """
    Return a line for each change: teller, place, what it was, what it is, and which orders.

    Equal changes of several orders are one line. Where only the digest of an order moved, the line
    says so: something changed of which no word is kept for that order.
    """
    found: dict[tuple, list[str]] = defaultdict(list)
    for teller in sorted(before.keys() | after.keys()):
        old, new = before.get(teller, {}), after.get(teller, {})
        for subject in [*old, *(name for name in new if name not in old)]:
            for place, was, now in _moved(old.get(subject, {}), new.get(subject, {})):
                found[teller, place, was, now].append(subject)
    return [_line(*change, subjects) for change, subjects in found.items()]


def _moved(old: Entry, new: Entry) -> Iterator[tuple[str, str, str]]:
    (old, old_texts), (new, new_texts) = _apart(old), _apart(new)
    for text in {**old_texts, **new_texts}:
        yield from _lines_moved(text, old_texts.get(text, []), new_texts.get(text, []))
    moved = [
        (place, old.get(place, NOTHING), new.get(place, NOTHING))
        for place in {**old, **new}
        if old.get(place) != new.get(place)
    ]
    if [place for place, _was, _now in moved] == [DIGEST]:
        yield DIGEST, "one", "another"
    elif not moved and DIGEST not in new and list(old) != list(new):
        yield SEQUENCE, "one", "another"
    yield from (change for change in moved if change[0] != DIGEST)


def _apart(words: Entry) -> tuple[Entry, dict[str, list[str]]]:
    """Return the words of an answer, and apart from them the lines of each page that was read."""
    plain: Entry = {}
    texts: dict[str, list[str]] = defaultdict(list)
    for place, word in words.items():
        if found := LINE_OF_A_PAGE.fullmatch(place):
            texts[found[1]].append(word)
        else:
            plain[place] = word
    return plain, texts


def _lines_moved(text: str, old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what was replaced; a line more moves none of those below it."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield text, " / ".join(old[a:b]) or NOTHING, " / ".join(new[c:d]) or NOTHING


def _line(teller, place, was, now, subjects) -> str:
    named = ", ".join(subjects[:MOST_ORDERS])
    more = len(subjects) - MOST_ORDERS
    who = named + (f" and {more} more" if more > 0 else "")
    return f"{teller} · {who} · {place}: {was} → {now}"
