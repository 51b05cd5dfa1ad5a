"""Is every field that a dialect promises either a fact of ours, or told of as a default?"""

from collections.abc import Iterable, Iterator, Mapping

from integrations.defaults import Default


def assert_accounted_for(
    fields: Iterable[str], answers: Iterable[Mapping], defaults: Mapping[str, Default]
) -> None:
    """Fail with every field that is neither a fact in one of the answers nor among the defaults."""
    assert unaccounted(fields, answers, defaults) == []


def unaccounted(
    fields: Iterable[str], answers: Iterable[Mapping], defaults: Mapping[str, Default]
) -> list[str]:
    """
    Return a sentence for each field that nobody accounts for, or that is told of wrongly.

    A field is a dotted path without the places of lists; `*` is any key. It is a fact where an
    answer holds something else than null in it. A default must stand in some answer as it is told.
    """
    wanted = list(fields)
    found = [pair for answer in answers for pair in _walk(answer)]
    return [
        *_missing(wanted, found, defaults),
        *(f"{path}: a default of no field" for path in defaults if path not in wanted),
    ]


def _missing(wanted, found, defaults):
    for field in wanted:
        values = [value for path, value in found if _same(path, field)]
        if not values:
            yield f"{field}: in no answer"
        elif field in defaults:
            if defaults[field].value not in values:
                yield f"{field}: the default stands in no answer"
        elif all(value is None for value in values):
            yield f"{field}: neither a fact nor a default"


def _walk(value, path=()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield (path, value) of everything in an answer; the entries of a list share their path."""
    below = value if isinstance(value, list) else []
    for entry in below:
        yield from _walk(entry, path)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield (*path, name), inner
            yield from _walk(inner, (*path, name))


def _same(path, field):
    names = field.split(".")
    return len(path) == len(names) and all(
        name in ("*", step) for name, step in zip(names, path, strict=True)
    )
