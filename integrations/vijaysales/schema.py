"""How a call is told in the OpenAPI document: what it takes, and its example."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework.serializers import Serializer

EXAMPLES = Path(__file__).parent / "examples"
TEXT = {"type": "string"}
ERROR = {
    "type": "object",
    "properties": {
        "error": TEXT,
        "code": {"type": "integer"},
        "errorCode": TEXT,
        "details": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": TEXT, "message": TEXT}},
        },
        "requestId": TEXT,
    },
    "required": ["error", "code", "errorCode", "details", "requestId"],
}


@dataclass(frozen=True)
class Call:
    """One call: the name of its example, what it is for, and what it takes."""

    name: str
    summary: str
    body: type[Serializer] | None = None
    query: type[Serializer] | None = None
    parameters: tuple[OpenApiParameter, ...] = ()
    text: str = ""
    paper: bool = False
    open_to_all: bool = False

    def described(self) -> Any:
        """Return the decorator of the view's method."""
        told = example(self.name)
        named = [self._named(name, value) for name, value in told.get("named", {}).items()]
        given: list[Any] = [*([self.query] if self.query else []), *self.parameters, *named]
        shown = [OpenApiExample("answered", told["answer"], response_only=True)]
        if self.body and told["asked"]:
            shown.append(OpenApiExample("asked", told["asked"], request_only=True))
        answers: dict = {200: _schema(told["answer"]), "4XX": ERROR, "5XX": ERROR}
        if self.paper:
            answers[200, "application/pdf"] = OpenApiTypes.BINARY
        return extend_schema(
            operation_id=f"vijaysales_{self.name}",
            tags=["Vijay Sales"],
            summary=self.summary,
            description=self.text,
            request=self.body,
            parameters=given,
            responses=answers,
            examples=shown,
            auth=[] if self.open_to_all else None,
        )

    def _named(self, name: str, value: str) -> OpenApiParameter:
        """Return what the query, or else the path, has to name, as the example names it."""
        asked = self.query().fields if self.query else {}
        return OpenApiParameter(
            name,
            str,
            "query" if name in asked else "path",
            required=True,
            examples=[OpenApiExample("asked", value)],
        )


def example(name: str) -> dict:
    """Return what is asked and answered in an example."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def name_apart(serializers: Iterable[type[Serializer]]) -> None:
    """Give the bodies names of their own: two of them have lines."""
    for one in serializers:
        room = one.__module__.rpartition(".")[2].removesuffix("_request").title()
        extend_schema_serializer(component_name=f"VijaySales{room}{one.__name__}")(one)


class Scheme(OpenApiAuthenticationExtension):
    """The application's two headers, and beside them a token or the partner's key."""

    target_class = "integrations.vijaysales.auth.Authentication"
    name = ["applicationId", "restApiKey", "bearer", "partnerKey"]  # noqa: RUF012 - theirs

    def get_security_definition(self, auto_schema):
        """Return the schemes, in the order of their names."""
        headers = ("X-Parse-Application-Id", "X-Parse-REST-API-Key", "vs-partner-apikey")
        identifier, application, key = (
            {"type": "apiKey", "in": "header", "name": header} for header in headers
        )
        return [identifier, application, {"type": "http", "scheme": "bearer"}, key]

    def get_security_requirement(self, auto_schema):
        """Return both ways to prove oneself."""
        both: dict[str, list] = {"applicationId": [], "restApiKey": []}
        return [both | {"bearer": []}, both | {"partnerKey": []}]


class AsText(OpenApiSerializerFieldExtension):
    target_class = "integrations.vijaysales.fields.Moment"

    def map_serializer_field(self, auto_schema, direction):
        """Return the schema of a moment."""
        return {"type": "string", "format": "date-time"}


class Amount(OpenApiSerializerFieldExtension):
    target_class = "integrations.vijaysales.fields.Money"

    def map_serializer_field(self, auto_schema, direction):
        """Return the schema of an amount, which may be a number too."""
        return {"oneOf": [{"type": "string", "pattern": r"^[0-9]{1,8}(\.[0-9]{1,2})?$"},
                          {"type": "number", "minimum": 0, "multipleOf": 0.01}]}  # fmt: skip


def _schema(value: Any) -> dict:
    match value:
        case None:
            return {"type": "string", "nullable": True}
        case dict():
            inner = {name: _schema(one) for name, one in value.items()}
            if inner and all(name[:1].isdigit() for name in inner):  # by SKU
                return {"type": "object", "additionalProperties": next(iter(inner.values()))}
            return {"type": "object", "properties": inner}
        case list():
            return {"type": "array", "items": _schema(value[0]) if value else {}}
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
    return TEXT
