"""
Pages of a list: Akinon's count, next, previous and results, with a keyset behind `next`.

A plain `page` is an OFFSET. `next` also carries `after`, the signed sort values of the last row
shown: following it costs the page and not the distance, and rows that come in meanwhile neither
hide nor double one that is still to be read. `count` is exact up to EXACT_UP_TO rows; a larger one
is counted as exactly, but not more often than every COUNT_AGE seconds.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import Field, Q, QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

PARAMETERS = frozenset({"page", "limit", "after"})
DEFAULT_LIMIT = 20
MAX_LIMIT = 100
EXACT_UP_TO = 10_000
COUNT_AGE = 60

_counts: dict[tuple[str, str], tuple[int, float]] = {}


@dataclass(frozen=True)
class Page:
    """One page: its rows (objects, or ids) and the addresses of its neighbours."""

    rows: Sequence
    count: int
    next: str | None
    previous: str | None


def page_of(
    queryset: QuerySet,
    request,
    *,
    limit: int = DEFAULT_LIMIT,
    max_limit: int = MAX_LIMIT,
    within: Q | None = None,
) -> Page:
    """
    Return the page of objects that `request` asks for, in the order of `queryset`.

    `within` leaves rows out of the pages that are not to be read yet, and not out of the count.
    """
    wanted = _Wanted(queryset, request, limit, max_limit, within)
    return wanted.page(list(wanted.rows()), lambda row, name: getattr(row, name))


def page_of_ids(
    queryset: QuerySet, request, *, max_limit: int = MAX_LIMIT, within: Q | None = None
) -> Page:
    """Return the page of primary keys that `request` asks for, in the order of `queryset`."""
    wanted = _Wanted(queryset, request, DEFAULT_LIMIT, max_limit, within)
    page = wanted.page(list(wanted.rows().values("pk", *wanted.names)), dict.__getitem__)
    return Page([row["pk"] for row in page.rows], page.count, page.next, page.previous)


def envelope(page: Page, results: Sequence) -> dict:
    """Return the body of a list answer around `results`."""
    return {
        "count": page.count,
        "next": page.next,
        "previous": page.previous,
        "results": results,
    }


def envelope_bytes(page: Page, documents: Sequence[bytes]) -> bytes:
    """Return the body of a list answer around documents that are JSON already."""
    return orjson.dumps(envelope(page, [orjson.Fragment(document) for document in documents]))


class PageLimit(BasePagination):
    """The native list envelope for the framework's generic views."""

    limit = DEFAULT_LIMIT
    max_limit = MAX_LIMIT

    def paginate_queryset(self, queryset, request, view=None):
        """Return the rows of the page that the request asks for."""
        within = getattr(view, "within", None)
        most = {"limit": self.limit, "max_limit": self.max_limit}
        self.page = page_of(queryset, request, **most, within=within)
        return self.page.rows

    def get_paginated_response(self, data):
        """Return the answer around the serialized rows."""
        return Response(envelope(self.page, data))

    def get_paginated_response_schema(self, schema):
        """Describe the envelope."""
        link = {"type": "string", "format": "uri", "nullable": True, "example": None}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "example": 1},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view):
        """Describe what chooses a page."""
        limit = {"minimum": 1, "maximum": self.max_limit, "default": self.limit}
        schemas = {
            "page": {"type": "integer", "minimum": 1, "default": 1},
            "limit": {"type": "integer", **limit},
            "after": {"type": "string", "description": "As `next` gives it."},
        }
        return [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in schemas.items()
        ]


class LongPageLimit(PageLimit):
    """The same for lists of narrow rows."""

    max_limit = 1000


class ShortPageLimit(PageLimit):
    """The same, ten rows at a time unless more are asked for."""

    limit = 10


class _Wanted:
    """What one request asks of one list."""

    def __init__(self, queryset, request, limit, max_limit, within):
        self.request = request
        self.limit = _limit(request.GET.get("limit"), limit, max_limit)
        self.number = _number(request.GET.get("page", "1"))
        self.queryset = _totally_ordered(queryset)
        self.readable = self.queryset if within is None else self.queryset.filter(within)
        self.keys = _keys(self.queryset)
        self.names = [field.attname for field, _descending in self.keys]
        order = ",".join(map(str, self.queryset.query.order_by))
        self.signer = Signer(salt=f"after:{queryset.model._meta.label}:{order}")
        self.after = self._read(request.GET.get("after"))

    def rows(self):
        """Return the rows of the page, and one more if there is one."""
        if self.after:
            return self.readable.filter(_beyond(self.keys, self.after))[: self.limit + 1]
        start = (self.number - 1) * self.limit
        return self.readable[start : start + self.limit + 1]

    def page(self, rows, value_of):
        """Return the page made of what `rows()` found."""
        if not rows and self.number > 1 and not self.after:
            raise NotFound("There is no such page.")
        following = None
        if len(rows) > self.limit:
            rows = rows[: self.limit]
            after = [str(value_of(rows[-1], name)) for name in self.names]
            token = self.signer.sign_object(after) if after else None
            following = self._link(self.number + 1, after=token)
        previous = self._link(self.number - 1) if self.number > 1 else None
        return Page(rows, count_of(self.queryset), following, previous)

    def _read(self, token):
        if token is None:
            return None
        try:
            values = self.signer.unsign_object(token)
        except BadSignature as error:
            message = "This comes from another list or order. Leave it out to begin again."
            raise ValidationError({"after": [message]}) from error
        return [field.to_python(value) for (field, _), value in zip(self.keys, values, strict=True)]

    def _link(self, number, *, after=None):
        parameters = self.request.GET.copy()
        parameters.pop("after", None)
        parameters["page"] = number
        if number == 1:
            del parameters["page"]
        if after:
            parameters["after"] = after
        url = urlsplit(self.request.build_absolute_uri())
        return url._replace(query=parameters.urlencode()).geturl()


def _limit(text, usual, max_limit):
    if text is None:
        return usual
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= max_limit:
        raise ValidationError({"limit": [f"A whole number between 1 and {max_limit}."]})
    return int(text)


def _number(text):
    if not re.fullmatch("[0-9]{1,15}", text) or int(text) < 1:
        raise NotFound("There is no such page.")
    return int(text)


def _totally_ordered(queryset):
    order = list(queryset.query.order_by)
    if {"pk", "-pk", "id", "-id"}.intersection(map(str, order)):
        return queryset
    backwards = order and str(order[-1]).startswith("-")
    return queryset.order_by(*order, "-pk" if backwards else "pk")


def _keys(queryset) -> list[tuple[Field, bool]]:
    """Return the columns of the order, each with "descending"; none when one may be null."""
    keys = []
    for name in map(str, queryset.query.order_by):
        field = _column(queryset.model, name.removeprefix("-"))
        if field is None or field.null or field.is_relation:
            return []
        keys.append((field, name.startswith("-")))
    return keys


def _column(model, name):
    try:
        return model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _beyond(keys, values):
    (first, descending), *_others = keys
    # True of all that follows, and what an index on the first column understands.
    bound = Q(**{f"{first.attname}__{'lte' if descending else 'gte'}": values[0]})
    beyond, equal = Q(), {}
    for (field, descending), value in zip(keys, values, strict=True):
        beyond |= Q(**equal, **{f"{field.attname}__{'lt' if descending else 'gt'}": value})
        equal[field.attname] = value
    return bound & beyond


def count_of(queryset: QuerySet) -> int:
    """Return how many rows there are; of more than EXACT_UP_TO, how many there lately were."""
    unordered = queryset.order_by()
    count = unordered[: EXACT_UP_TO + 1].count()
    return count if count <= EXACT_UP_TO else _large_count(unordered)


def _large_count(queryset):
    key, now = (queryset.db, str(queryset.query)), time.monotonic()
    count, until = _counts.get(key, (0, 0))
    if until <= now:
        count = queryset.count()
        if len(_counts) > 1000:
            _counts.clear()
        _counts[key] = (count, now + COUNT_AGE)
    return count
