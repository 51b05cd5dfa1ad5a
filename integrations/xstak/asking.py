"""Which sales orders a caller asks for, read from its parameters."""

import re
from dataclasses import dataclass
from datetime import tzinfo

from django.db.models import Q

from integrations.xstak import moments, words
from integrations.xstak.envelope import Refused
from integrations.xstak.moments import Moment
from integrations.xstak.parameters import Sent

KNOWN = (
    "order_status",
    "locationId",
    "location_code",
    "start_date",
    "end_date",
    "date_field",
    "page",
    "size",
)
COLUMNS = {"placed": "date_placed", "updated": "modified_date"}
USUAL_SIZE, LARGEST_SIZE = 10, 100


@dataclass(frozen=True)
class Asked:
    """What is asked; `column` holds the date that `since` and `until` are about."""

    tab: Q
    location_id: str
    location_code: str
    column: str
    since: Moment
    until: Moment | None
    page: int
    size: int

    @property
    def notice(self) -> str:
        """What the caller should know of its own request; nothing when all is well."""
        dates = {"start_date": self.since, "end_date": self.until}
        naive = [name for name, moment in dates.items() if moment and moment.naive]
        return "; ".join(f"{name} had no offset" for name in naive)


def read(found: Sent, *, zone: tzinfo) -> Asked:
    """Understand all that was sent; what nobody knows or can read is refused, and named."""
    _refuse_unknown(found)
    told = {name: found.first(name) for name in KNOWN}
    _refuse_missing(told)
    until = told["end_date"]
    return Asked(
        tab=words.on_tab(told["order_status"]),
        location_id=told["locationId"],
        location_code=told["location_code"],
        column=_column(told["date_field"]),
        since=moments.read("start_date", told["start_date"], zone=zone),
        until=moments.read("end_date", until, zone=zone) if until else None,
        page=_whole("page", told["page"], 1),
        size=min(_whole("size", told["size"], USUAL_SIZE), LARGEST_SIZE),
    )


def _refuse_unknown(found):
    if not found.names() <= {*KNOWN, "format"}:
        raise Refused(f"A parameter is not known here. These are: {', '.join(KNOWN)}.")


def _refuse_missing(told):
    missing = [name for name in ("order_status", "start_date") if not told[name]]
    if not told["locationId"] and not told["location_code"]:
        missing.append("locationId")
    if missing:
        raise Refused(f"Missing: {', '.join(missing)}.")


def _column(word):
    if (found := COLUMNS.get(word.lower() or "placed")) is None:
        raise Refused(f"date_field is one of {', '.join(COLUMNS)}.")
    return found


def _whole(name, text, usual):
    if not text:
        return usual
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        raise Refused(f"{name} is a whole number from 1.")
    return int(text)
