"""What searches of this dialect have in common: moments, windows, and the page that is wanted."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q, QuerySet

from integrations.uniware.envelope import Code, Failure
from integrations.uniware.requests import integer, text
from oms.pagination import count_of

FORTNIGHT = 14 * 24 * 60  # minutes
USUAL_LENGTH = 20
LONGEST_PAGE = 500
FAR = 2**31 - 1  # where no list of ours goes
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_MOMENT = re.compile(rf"{_DAY}([T ]{_CLOCK}(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)

# Oldest first. Not by the bare key: to find its first page a database would walk all of the table
# in that order, with the oldest rows first, where it is the newest that are asked for.
OLDEST_FIRST = (F("pk") + 0,)

Conditions = list[Q]


def required(conditions: Conditions, *, also: bool = False) -> None:
    """Raise Failure unless a search asks for something."""
    if not conditions and not also:
        raise Failure(Code.MISSING_REQUIRED_PARAMETERS, "At least one search parameter is required")


def exact(body: Mapping, columns: Mapping[str, str]) -> Conditions:
    """Return what the texts of the body ask of the columns that stand for them."""
    given = {name: text(body, name, required=False) for name in columns}
    return [Q(**{columns[name]: value}) for name, value in given.items() if value]


def moment(body: Mapping, name: str) -> datetime | None:
    """Return a moment of the body; without a zone it is UTC, and a day begins at midnight."""
    if not (given := text(body, name, required=False)):
        return None
    try:
        if _MOMENT.fullmatch(given) is None:
            raise ValueError(given)
        read = datetime.fromisoformat(given)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        described = f"{name} must be a date such as 2026-06-20T10:00:00Z"
        raise Failure(Code.INVALID_DATE, described, field=name) from error


def updated_since(body: Mapping, column: str, *, at: datetime) -> Conditions:
    """Return what updatedSinceInMinutes asks of the column: whole minutes, the begun one too."""
    minutes = integer(body, "updatedSinceInMinutes", least=0, most=FORTNIGHT)
    if minutes is None:
        return []
    since = at.replace(second=0, microsecond=0) - timedelta(minutes=minutes)
    return [Q(**{f"{column}__gte": since})]


def options(body: Mapping) -> Mapping:
    """Return searchOptions, empty when there are none."""
    given = body.get("searchOptions")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        described = "searchOptions must be an object"
        raise Failure(Code.INVALID_API_REQUEST, described, field="searchOptions")
    return given


def page(found: QuerySet, body: Mapping) -> tuple[int, list[int]]:
    """Return how many rows there are, and the keys of a page, of LONGEST_PAGE rows at most."""
    wanted = options(body)
    start = integer(wanted, "displayStart", least=0, most=FAR, default=0) or 0
    asked = integer(wanted, "displayLength", least=1, most=FAR, default=USUAL_LENGTH)
    length = min(asked or USUAL_LENGTH, LONGEST_PAGE)
    keys = list(found.values_list("pk", flat=True)[start : start + length + 1])
    return _total(found, start, keys, length), keys[:length]


def _total(found: QuerySet, start: int, keys: list[int], length: int) -> int:
    """Count only what the page leaves open; what it shows is always within the total."""
    if len(keys) <= length and (keys or not start):
        return start + len(keys)
    counted = count_of(found)
    return max(counted, start + len(keys)) if keys else min(counted, start)
