"""This dialect in the OpenAPI document: each call with what it takes and one true example."""

import json
from pathlib import Path

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)

from integrations.uniware.defaults import RECKONED
from integrations.uniware.envelope import Code

EXAMPLES = Path(__file__).parent / "examples"
TEXT, FLAG, WHOLE = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}
OPTIONS = {
    "type": "object",
    "properties": {"displayStart": WHOLE, "displayLength": WHOLE, "searchKey": TEXT},
}
PERIOD = {"type": "object", "properties": {"start": TEXT, "end": TEXT}}
FRAME = ("successful", "message", "errors", "warnings")
FACILITY = OpenApiParameter(
    "Facility",
    str,
    OpenApiParameter.HEADER,
    description="The code of a facility: only what is there is seen.",
)


def call(summary: str, *, required: tuple[str, ...] = (), **fields: dict):
    """Describe a view whose POST takes these fields, and others that are ignored."""

    def decorate(view):
        told = example(view.route)
        asked = {"type": "object", "properties": fields, "required": list(required)}
        if not required:
            asked.pop("required")
        described = extend_schema(
            operation_id=view.route.replace("/", "_"),
            tags=[view.route.rsplit("/", 1)[0].removeprefix("oms/")],
            summary=summary,
            parameters=[FACILITY] if view.facility_level else [],
            request={"application/json": asked},
            responses={200: _schema(told["answer"]) | {"required": list(FRAME)}},
            examples=[
                OpenApiExample("asked", told["asked"], request_only=True),
                OpenApiExample("answered", told["answer"], response_only=True),
            ],
        )
        return extend_schema_view(post=described)(view)

    return decorate


def paper(summary: str):
    """Describe a view whose GET prints what its query names."""

    def decorate(view):
        told = example(view.route)
        named = OpenApiParameter(
            view.parameter,
            str,
            required=True,
            description="Codes, with commas between them.",
            examples=[OpenApiExample("asked", told["asked"][view.parameter])],
        )
        refused = OpenApiExample(
            "refused", told["answer"], response_only=True, media_type="application/json"
        )
        described = extend_schema(
            operation_id=view.route.replace("/", "_"),
            tags=[view.route.rsplit("/", 1)[0].removeprefix("oms/")],
            summary=summary,
            parameters=[FACILITY, named],
            responses={
                (200, "application/pdf"): OpenApiTypes.BINARY,
                (200, "application/json"): _schema(told["answer"]) | {"required": list(FRAME)},
            },
            examples=[refused],
        )
        return extend_schema_view(get=described)(view)

    return decorate


def login(view):
    """Describe the login: the same parameters in the query, in a form, or as JSON."""
    told = example("oauth/token")
    fields = {
        "grant_type": TEXT | {"enum": ["password", "refresh_token"]},
        "client_id": TEXT | {"description": "Any; clients send my-trusted-client."},
        "username": TEXT | {"description": "Of a password; it may be an HTTP header instead."},
        "password": TEXT | {"description": "As username."},
        "refresh_token": TEXT | {"description": "Of a refresh_token; good for 30 days."},
    }
    needed = ("grant_type", "client_id")
    asked = {"type": "object", "properties": fields, "required": list(needed)}
    shared = {
        "tags": ["oauth"],
        "auth": [],
        "responses": {200: _schema(told["answer"])},
        "examples": [OpenApiExample("answered", told["answer"], response_only=True)],
    }
    query = [_parameter(name, field, told["asked"], needed) for name, field in fields.items()]
    forms = ("application/x-www-form-urlencoded", "application/json")
    asking = [
        OpenApiExample(f"asked as {form}", told["asked"], request_only=True, media_type=form)
        for form in forms
    ]
    return extend_schema_view(
        get=extend_schema(
            operation_id="oauth_token", summary="Log in, or renew", parameters=query, **shared
        ),
        post=extend_schema(
            operation_id="oauth_token_post",
            summary="Log in, or renew",
            request=dict.fromkeys(forms, asked),
            **shared | {"examples": [*asking, *shared["examples"]]},
        ),
    )(view)


def _parameter(name, field, asked, needed):
    examples = [OpenApiExample("asked", asked[name])] if name in asked else []
    told = {"description": field.get("description"), "examples": examples}
    return OpenApiParameter(name, str, required=name in needed, **told)


def example(route: str) -> dict:
    """Return what is asked and answered in the example of a route."""
    name = route.removeprefix("oms/").replace("/", "_")
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def more() -> str:
    """Return the tables of what is reckoned and of error codes as Markdown."""
    reckoned = [f"| `{path}` | {how} |" for path, how in RECKONED.items()]
    codes = [f"| {code.value} | {code.name} |" for code in Code]
    return "\n".join(
        [
            *("## What is reckoned", "", "| Field | How |", "| --- | --- |", *reckoned, ""),
            *("## Error codes", "", "| code | message |", "| --- | --- |", *codes),
        ]
    )


def _schema(value):
    match value:
        case None:
            return {"nullable": True}
        case dict():
            return {
                "type": "object",
                "properties": {name: _schema(inner) for name, inner in value.items()},
            }
        case list():
            return {"type": "array", "items": _schema(value[0]) if value else {}}
        case bool():
            return FLAG
        case int() | float():
            return {"type": "number"}
    return TEXT
