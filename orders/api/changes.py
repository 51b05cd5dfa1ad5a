"""The change feed: what happened to orders, in one sequence that no reader misses anything of."""

import re

import orjson
from django.db import connection
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from oms.pagination import DEFAULT_LIMIT
from orders import documents
from orders.api.examples import example
from orders.api.orders import OrderSerializer
from orders.api.short_orders import OrderSimpleSerializer
from orders.api.wire import Moment
from orders.feed import epoch, readers, scan
from orders.feed.numbering import newest
from orders.models import Order

LIMITS = {None: 1000, "simple": 1000, "order": 100}
SCOPE_CHANGED = (
    "This token sees more than when it began to read: it has read past changes of what is new to"
    " it. Begin again at after=0."
)
DESCRIPTION = (
    "For readers that must not miss a change: each has a position, and whoever has read up to a"
    " position has read everything below it. Begin at `after=0`; then send the `next_after` of the"
    " last answer as `after`, and its `epoch` beside it, at once while `more` is true, else after a"
    " pause. `next_after` moves on also where nothing was yours to see. An order comes once in an"
    " answer, with the last of its positions there; it comes again when it changes again. `lag` is"
    " the age in seconds of the oldest change that has no position yet.\n\n"
    "410 `epoch_changed`: the database was set back to an earlier moment, and has not given you"
    " what you have read. 409 `scope_changed`: the token sees more than when it began. Both: begin"
    " again at `after=0`."
)


class EpochChanged(exceptions.APIException):
    status_code = 410
    default_code = "epoch_changed"


class ScopeChanged(exceptions.APIException):
    status_code = 409
    default_code = "scope_changed"
    default_detail = SCOPE_CHANGED


class ChangeSerializer(serializers.Serializer):
    """An order that changed: its last position here, what happened, and its own stamp now."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    position = serializers.IntegerField()
    kinds = serializers.ListField(child=serializers.CharField())
    modified_date = serializers.DateTimeField()
    document = serializers.DictField(required=False)


class ChangesSerializer(serializers.Serializer):
    epoch = serializers.CharField(allow_null=True)
    next_after = serializers.IntegerField()
    more = serializers.BooleanField()
    lag = serializers.FloatField()
    results = ChangeSerializer(many=True)


class Changes(APIView):
    @extend_schema(
        tags=["orders"],
        summary="What happened to orders, by position",
        description=DESCRIPTION,
        parameters=[
            OpenApiParameter("after", int, description="A `next_after`, or 0.", default=0),
            OpenApiParameter("epoch", str, description="The `epoch` that came with `after`."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": 1000, "default": DEFAULT_LIMIT},
                description="At most so many events, and so orders; 100 with `expand=order`.",
            ),
            OpenApiParameter(
                "expand",
                OpenApiTypes.STR,
                enum=["order", "simple"],
                description="Each order as `orders/`, or as `orders/list-simple/`, shows it.",
            ),
        ],
        responses=ChangesSerializer,
        examples=[example("changes", "A page")],
    )
    def get(self, request):
        """Answer a page of changes."""
        asked = _read(request.GET)
        until = newest()  # before the rows are read: all up to it are there by then
        try:
            epoch.refuse_lost(asked["after"], asked["epoch"], until)
            readers.admit(str(request.auth.pk), request.by, request.scope, after=asked["after"])
        except epoch.Lost as error:
            raise EpochChanged(str(error)) from error
        except readers.ScopeChanged as error:
            raise ScopeChanged from error
        found = scan.step(request.scope, after=asked["after"], limit=asked["limit"], until=until)
        return _answer({
            "epoch": epoch.current(),
            "next_after": found.next_after,
            "more": found.more,
            "lag": scan.lag(),
            "results": self._rows(found.changes, asked["expand"]),
        })  # fmt: skip

    def _rows(self, changes, expand):
        keys = [change.order_id for change in changes]
        columns = Order.objects.visible_to(self.request.scope).filter(pk__in=keys)
        known = {row["id"]: row for row in columns.values("id", "number", "modified_date")}
        shown = self._documents(keys, expand) if expand else {}
        return [
            {
                "id": change.order_id,
                "number": known[change.order_id]["number"],
                "position": change.position,
                "kinds": change.kinds,
                "modified_date": _moment(known[change.order_id]["modified_date"]),
            }
            | ({"document": shown[change.order_id]} if expand else {})
            for change in changes
            if change.order_id in known
        ]

    def _documents(self, keys, expand):
        """Return the orders as JSON by key, as the lists show them."""
        context = {"request": self.request, "view": self, "format": None}
        scope = self.request.scope
        if expand == "order" and connection.vendor == "postgresql":
            rows = documents.orders(keys, context=context, scope=scope)
            return dict(zip(keys, map(orjson.Fragment, rows), strict=True))
        shape = OrderSerializer if expand == "order" else OrderSimpleSerializer
        orders = shape.load(Order.objects.visible_to(scope).filter(pk__in=keys), scope=scope)
        shown = {order.pk: shape(order, context=context).data for order in orders}
        return {key: orjson.Fragment(JSONRenderer().render(shown[key])) for key in shown}


def _read(given):
    """Return the parameters, each strictly; or raise what is wrong with them."""
    readers_of = {"after": _after, "epoch": _epoch, "expand": _expand, "limit": _limit}
    errors, asked = {}, {"after": 0, "epoch": None, "expand": None, "limit": DEFAULT_LIMIT}
    for name, values in given.lists():
        if name == "format":
            continue
        if name not in readers_of:
            errors[name] = [f"Unknown parameter. Allowed: {', '.join(sorted(readers_of))}."]
        elif len(values) != 1 or not values[0] or "\ufffd" in values[0]:
            errors[name] = ["One value, not empty, in UTF-8."]
        else:
            try:
                asked[name] = readers_of[name](values[0])
            except ValueError as error:
                errors[name] = [str(error)]
    most = LIMITS[asked["expand"]]
    if not errors and asked["limit"] > most:
        errors["limit"] = [f"A whole number between 1 and {most}."]
    if errors:
        raise exceptions.ValidationError(errors)
    return asked


def _after(text):
    if not re.fullmatch("[0-9]{1,18}", text):
        raise ValueError("A position in plain digits: the `next_after` of an answer, or 0.")
    return int(text)


def _epoch(text):
    if len(text) > 64:
        raise ValueError("The `epoch` of an answer.")
    return text


def _expand(text):
    if text not in LIMITS:
        raise ValueError("One of order, simple.")
    return text


def _limit(text):
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= LIMITS[None]:
        raise ValueError(f"A whole number between 1 and {LIMITS[None]}.")
    return int(text)


def _moment(value):
    return Moment().to_representation(value)


def _answer(body):
    return HttpResponse(orjson.dumps(body), content_type="application/json")
