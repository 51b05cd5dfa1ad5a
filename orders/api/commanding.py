"""One door for every command: `POST …/{pk}/command/` with a slug, or the number of a transition."""

from collections.abc import Mapping

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from oms.once_only import once_only
from orders import workflow
from orders.api.lists import Scoped
from orders.commands import run
from orders.commands.reach import within_reach
from orders.commands.running import clean
from orders.scope import Scope

TYPES = {
    "boolean": {"type": "boolean"},
    "cargo_company": {"type": "integer"},
    "datetime": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer"},
    "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1},
    "percentage": {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,2})?$"},
    "serials": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "item": {"type": "integer", "description": "The key of the unit."},
                "serial": {"type": "string", "maxLength": 128},
                "imei": {"type": "string", "pattern": "^[0-9]{15}$"},
                "seal": {"type": "string", "maxLength": 64},
            },
            "required": ["item"],
            "additionalProperties": False,
        },
    },
}


class Commanding(Scoped):
    """Runs a command on one object; the token needs the right for it, once it sees the object."""

    right = "command"
    right_after_object = True

    @once_only
    def post(self, request, pk):
        """Do what is asked; 204 when it is done."""
        found = self.get_object()
        command, parameters = asked(request.data, kind=found._meta.model_name, pk=pk)
        try:
            cleaned = clean(command, parameters)
            refuse_foreign_location(cleaned.get("location"), request.scope)
            with within_reach(command, pk, request.scope, units=cleaned.get("items")):
                run(command, pk, parameters, by=request.by, at=timezone.now())
        except workflow.Invalid as error:
            raise ValidationError({name: [text] for name, text in error.errors.items()}) from error
        except workflow.IllegalMove as error:
            raise ValidationError([str(error)], code="illegal_move") from error
        return Response(status=204)


def asked(body: object, *, kind: str, pk: int) -> tuple[workflow.Command, dict]:
    """Return the command that a body names, and its parameters; or raise what is wrong with it."""
    if not isinstance(body, Mapping):
        raise ValidationError(["Send an object with a slug or a transition."])
    parameters = {key: body[key] for key in body if key not in {"slug", "transition", kind}}
    if body.get(kind, pk) != pk:
        raise ValidationError({kind: ["This is not the one that the address names."]})
    command = _named(body, kind)
    allowed = [parameter.name for parameter in command.parameters]
    if strangers := parameters.keys() - set(allowed):
        known = ", ".join(["slug", "transition", kind, *allowed])
        raise ValidationError({name: [f"Unknown. Allowed: {known}."] for name in strangers})
    return command, parameters


def refuse_foreign_location(location: int | None, scope: Scope) -> None:
    """Raise Invalid for a location that the scope does not see, as for one that is not there."""
    if location and scope.locations is not None and location not in scope.locations:
        raise workflow.Invalid(location="There is no such location.")


def describe(kind: str):
    """Describe the door of one kind of object in the OpenAPI document, from the table."""
    commands = [command for command in workflow.COMMANDS if command.object == kind]
    examples = [
        OpenApiExample(
            command.title, value={"slug": command.slug, **_sample(command)}, request_only=True
        )
        for command in commands
    ]
    described = extend_schema(
        tags=[f"{kind}s"],
        summary=f"Give a command to the {kind}",
        description="By slug, by transition, or by both when they agree.",
        request={"application/json": _body(kind, commands)},
        responses={204: None},
        examples=examples,
    )
    return extend_schema_view(post=described)


def _body(kind, commands):
    parameters = {
        parameter.name: TYPES.get(parameter.type, {"type": "string"})
        | {"description": parameter.title}
        for command in commands
        for parameter in command.parameters
    }
    named = {
        "slug": {"type": "string", "enum": [command.slug for command in commands]},
        "transition": {"type": "integer", "enum": [command.id for command in commands]},
        kind: {"type": "integer", "description": "The same as in the address."},
    }
    return {"type": "object", "properties": named | parameters, "additionalProperties": False}


def _named(body, kind):
    slug, number = body.get("slug"), body.get("transition")
    known = {c.slug: c for c in workflow.COMMANDS if c.object == kind}
    if slug is None and number is None:
        raise ValidationError(["Name the command: a slug, a transition, or both."])
    if slug is not None and not (isinstance(slug, str) and slug in known):
        raise ValidationError({"slug": [f"One of {', '.join(known)}."]})
    by_number = {c.id: c for c in known.values()}
    if number is not None and (type(number) is not int or number not in by_number):
        raise ValidationError({"transition": [f"One of {', '.join(map(str, by_number))}."]})
    if slug is not None and number is not None and known[slug].id != number:
        raise ValidationError(["slug and transition name different commands."])
    return known[slug] if slug is not None else by_number[number]


def _sample(command):
    samples = {
        "cargo_company": 34,
        "datetime": "2026-04-01T09:30:00Z",
        "location": "S001",
        "text": "The customer asked for it.",
        "string": "1Z999AA10123456784",
        "integer": 5,
        "percentage": "18.00",
        "state": "KA",
    }
    return {p.name: samples[p.type] for p in command.parameters if p.required}
