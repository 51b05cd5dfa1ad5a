"""Stock levels from other systems: counts, or changes of them, many in one request."""

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from oms.once_only import once_only
from orders.commands import stock
from orders.naming import Names

MOST = 1000
LIMIT = 2**31 - 1


class RowSerializer(serializers.Serializer):
    location = serializers.CharField(max_length=64, help_text="The location's code.")
    sku = serializers.CharField(max_length=128)
    on_hand = serializers.IntegerField(
        required=False, min_value=0, max_value=LIMIT, help_text="How many pieces lie there."
    )
    change = serializers.IntegerField(
        required=False, min_value=-LIMIT, max_value=LIMIT, help_text="How many more, or fewer."
    )

    def validate(self, row):
        """Refuse a row that tells both numbers, or none."""
        if strangers := self.initial_data.keys() - self.fields.keys():
            raise ValidationError({name: ["Unknown."] for name in sorted(strangers)})
        if ("on_hand" in row) == ("change" in row):
            raise ValidationError("Send on_hand or change, one of them.")
        return row


RESULT = inline_serializer(
    "StockResult",
    {
        "row": serializers.IntegerField(help_text="Its place in the request, from 0."),
        "ok": serializers.BooleanField(),
        "on_hand": serializers.IntegerField(allow_null=True),
        "reserved": serializers.IntegerField(allow_null=True),
        "error": serializers.CharField(allow_null=True),
    },
)
REQUEST = inline_serializer("StockRows", {"rows": RowSerializer(many=True)})
ANSWER = inline_serializer("StockResults", {"results": serializers.ListField(child=RESULT)})
ASKED = {
    "rows": [
        {"location": "S001", "sku": "245179", "on_hand": 12},
        {"location": "S001", "sku": "245180", "change": -1},
    ]
}
TOLD = {
    "results": [
        {"row": 0, "ok": True, "on_hand": 12, "reserved": 3, "error": None},
        {
            "row": 1,
            "ok": False,
            "on_hand": 2,
            "reserved": 2,
            "error": "2 pieces are promised: there cannot be 1.",
        },
    ]
}


class Stocks(APIView):
    right = "command"

    @extend_schema(
        tags=["stock"],
        summary="Tell stock levels",
        description=(
            "Each row is written or refused by itself, in the order given; at most 1,000 rows."
        ),
        request=REQUEST,
        responses=ANSWER,
        examples=[
            OpenApiExample("Levels", value=ASKED, request_only=True),
            OpenApiExample("Results", value=TOLD, response_only=True),
        ],
    )
    @once_only
    def post(self, request):
        """Write what can be written, and answer each row."""
        return Response({"results": told(_rows(request.data), scope=request.scope)})


def told(rows: list, *, scope) -> list[dict]:
    """Write the levels that are in order, as far as the scope sees their locations."""
    read = [_read(row) for row in rows]
    sound = [row for row in read if isinstance(row, dict)]
    names = Names(
        codes=[row["location"] for row in sound], skus=[row["sku"] for row in sound], scope=scope
    )
    levels = [_level(row, names) if isinstance(row, dict) else row for row in read]
    counted = iter(stock.set_levels([each for each in levels if isinstance(each, stock.Level)]))
    return [
        _result(n, next(counted) if isinstance(each, stock.Level) else each)
        for n, each in enumerate(levels)
    ]


def _rows(body) -> list:
    rows = body.get("rows") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        raise ValidationError({"rows": [f"A list of 1 to {MOST} rows is needed."]})
    if strangers := body.keys() - {"rows"}:
        raise ValidationError({name: ["Unknown."] for name in sorted(strangers)})
    return rows


def _read(row) -> dict | str:
    """Return the row, or what is wrong with it."""
    if not isinstance(row, Mapping):
        return "A row is an object."
    read = RowSerializer(data=row)
    if read.is_valid():
        return read.validated_data
    return " ".join(
        f"{name}: {' '.join(texts)}".removeprefix("non_field_errors: ")
        for name, texts in read.errors.items()
    )


def _level(row: dict, names: Names) -> stock.Level | str:
    try:
        location, product = names.location(row["location"]), names.product(row["sku"])
    except ValueError as error:
        return str(error)
    return stock.Level(location, product, row.get("on_hand"), row.get("change"))


def _result(number: int, outcome: stock.Result | str) -> dict:
    if isinstance(outcome, str):
        return {"row": number, "ok": False, "on_hand": None, "reserved": None, "error": outcome}
    counts = {"on_hand": outcome.on_hand, "reserved": outcome.reserved}
    return {"row": number, "ok": not outcome.error, **counts, "error": outcome.error or None}
