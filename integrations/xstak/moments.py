"""Reads a moment as XStak's callers write it: a number, or a date in any of their spellings."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from integrations.xstak.envelope import Refused

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 10**11  # as seconds this would be the year 5138
WIDEST_OFFSET = timedelta(hours=14)

# A zone may have one digit of hours, and a blank for its plus: that is `+` in a query, unescaped.
_WRITTEN = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?"
    r"(?P<zone>[Zz]|(?P<sign>[-+ ])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"\d{1,16}", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """A moment, and whether its writer left it to us to know the zone."""

    at: datetime
    naive: bool = False


def read(name: str, text: str, *, zone: tzinfo) -> Moment:
    """Return the moment that the parameter `name` tells; without an offset it is in `zone`."""
    try:
        if _NUMBER.fullmatch(text):
            return Moment(_of_number(int(text)))
        if written := _WRITTEN.fullmatch(text):
            return _of_text(written, zone)
    except (ValueError, OverflowError) as error:
        raise _unreadable(name) from error
    raise _unreadable(name)


def _of_number(number):
    unit = "milliseconds" if number >= MILLISECONDS_FROM else "seconds"
    return EPOCH + timedelta(**{unit: number})


def _of_text(written, zone):
    local = datetime.fromisoformat(f"{written['date']}T{written['time'] or '00:00'}")
    own = _offset(written)
    return Moment(local.replace(tzinfo=own or zone).astimezone(UTC), naive=own is None)


def _offset(written):
    if not written["zone"]:
        return None
    if written["zone"] in "Zz":
        return UTC
    offset = timedelta(hours=int(written["hours"]), minutes=int(written["minutes"] or 0))
    if offset > WIDEST_OFFSET:
        raise ValueError("No place on earth is so far from Greenwich.")
    return timezone(-offset if written["sign"] == "-" else offset)


def _unreadable(name):
    return Refused(
        f"{name} is a date with a time zone, as 2024-10-17T05:10:06+05:00,"
        " or a number of seconds or milliseconds since 1970."
    )
