"""How the native API writes what every object shares: moments, states, and what may be done now."""

from collections.abc import Mapping
from datetime import UTC

from django.db import models
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from orders import workflow
from orders.models import Order, OrderItem, Package, PackageItem, State
from orders.models.amounts import AmountField

LOCALES = {"en": "en-us", "tr": "tr-tr"}


class Moment(serializers.DateTimeField):
    """A moment in UTC, always with six digits behind the second, and a Z."""

    def to_representation(self, value):
        """Return the moment as text."""
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Amount(serializers.DecimalField):
    """An amount of money with the decimals of its currency, as it is stored."""

    def to_representation(self, value):
        """Return the amount as text."""
        return f"{value:f}"


class Native(serializers.ModelSerializer):
    """A model as the native API shows it; nothing is ever written through it."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
        AmountField: Amount,
    }


class StateSerializer(Native):
    name = serializers.CharField(help_text="In the language of Accept-Language: en or tr.")

    class Meta:
        model = State
        fields = [
            "id",
            "created_date",
            "modified_date",
            "translations",
            "name",
            "config",
            "enum_class",
            "enum_value",
            "content_type",
        ]

    def to_representation(self, state):
        """Return the State row, its name in the reader's language."""
        state.name = localised(state.translations, language(self.context))
        return super().to_representation(state)


@extend_schema_field(StateSerializer)
class StateField(serializers.Field):
    """The State row that belongs to the code of an object."""

    def __init__(self, **options):
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row):
        """Return the row of the code that the context tells, or else of the object's own."""
        return state(row._meta.model_name, code_of(row, self.context), self.context)


@extend_schema_field(OpenApiTypes.INT)
class StateKeyField(StateField):
    """The id of that State row."""

    def to_representation(self, row):
        """Return the id alone."""
        return state_rows(self.context)[row._meta.model_name, row.state].pk


class CommandSerializer(serializers.Serializer):
    """One command that the object accepts now."""

    transition = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField()
    destination_state = StateSerializer()
    parameters = inline_serializer(
        "Parameter",
        {
            "name": serializers.CharField(),
            "type": serializers.CharField(),
            "required": serializers.BooleanField(),
            "title": serializers.CharField(),
        },
        many=True,
    )


@extend_schema_field(CommandSerializer(many=True))
class CommandsField(serializers.Field):
    """The commands that an object accepts now, whoever asks."""

    def __init__(self, **options):
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row):
        """Return the legal commands of the object."""
        code = code_of(row, self.context)
        legal = workflow.legal(row._meta.model_name, code, row.facts())
        return [shown(command, code, self.context) for command in legal]


def language(context: Mapping) -> str:
    """Return the language of the answer: the reader's, and English where nobody reads."""
    chosen = (get_language() or "en")[:2] if context.get("request") else "en"
    return chosen if chosen in LOCALES else "en"


def localised(translations: Mapping, chosen: str) -> str:
    return translations.get(LOCALES[chosen], translations["en-us"])["name"]


def state_rows(context: dict) -> dict[tuple[str, int], State]:
    """Return every State row by kind and code; they are read once per answer."""
    if "state_rows" not in context:
        rows = State.objects.select_related("content_type")
        context["state_rows"] = {(row.content_type.model, int(row.enum_value)): row for row in rows}
    return context["state_rows"]


def state(kind: str, code: int, context: dict) -> dict:
    """Return the State row of a code as the API shows it."""
    shown = context.setdefault("shown_states", {})
    if (kind, code) not in shown:
        row = state_rows(context)[kind, code]
        shown[kind, code] = StateSerializer(row, context=context).data
    return shown[kind, code]


def code_of(row: Order | OrderItem | Package | PackageItem, context: Mapping) -> int:
    """Return the code that `context["states"]` (an event's "after") tells of a row, or its own."""
    told = context.get("states") or {}
    match row:
        case Order():
            return told.get("order", row.state)
        case OrderItem():
            return told.get("items", {}).get(str(row.pk), row.state)
        case Package():
            return told.get("packages", {}).get(str(row.pk), row.state)
    return told.get("packages", {}).get(str(row.package_id), row.state)


def shown(command: workflow.Command, code: int, context: dict) -> dict:
    """Return a command as the API shows it for an object in the state of that code."""
    turkish = language(context) == "tr"
    return {
        "transition": command.id,
        "slug": command.slug,
        "name": command.title_tr if turkish else command.title,
        "code": command.slug.upper().replace("-", "_"),
        "destination_state": state(command.object, command.destination or code, context),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "required": parameter.required,
                "title": parameter.title_tr if turkish else parameter.title,
            }
            for parameter in command.parameters
        ],
    }
