"""How a query parameter is read: a wrong one is a 400, for a typo must not return everything."""

import re
from datetime import UTC, datetime

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions

from oms import pagination

MOST_IN_A_LIST = 100
BOUNDS = ["gt", "gte", "lt", "lte"]
WITH_OFFSET = "A date and time with its offset, as in 2026-01-31T09:00:00Z."


class WholeNumberField(forms.Field):
    """A whole number in plain digits."""

    def to_python(self, value):
        """Return the number, or refuse."""
        if value is None:
            return None
        if not re.fullmatch("-?[0-9]{1,18}", value):
            raise ValidationError("A whole number.")
        return int(value)


class MomentField(forms.Field):
    """A moment that says in which zone."""

    def to_python(self, value):
        """Return the moment in UTC, or refuse."""
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValidationError(WITH_OFFSET)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(WITH_OFFSET) from error


class ListField(forms.Field):
    """Values separated by commas: each readable, none empty, and not too many."""

    def __init__(self, *, each, **options):
        self.each = each
        super().__init__(**options)

    def to_python(self, value):
        """Return the values, or refuse."""
        if value is None:
            return None
        if len(values := value.split(",")) > MOST_IN_A_LIST:
            raise ValidationError(f"At most {MOST_IN_A_LIST} values.")
        return [self.each.clean(one) for one in values]


class SortField(forms.Field):
    """The name of a column, behind a minus when it falls."""

    def __init__(self, *, columns, **options):
        self.columns = columns
        super().__init__(**options)

    def to_python(self, value):
        """Return the name, or refuse and say which there are."""
        if value is not None and value.removeprefix("-") not in self.columns:
            names = ", ".join(self.columns)
            raise ValidationError(f"One of {names}; a minus in front reverses it.")
        return value


class Whole(django_filters.Filter):
    field_class = WholeNumberField


class Text(django_filters.CharFilter):
    def __init__(self, *args, **options):
        super().__init__(*args, strip=False, max_length=512, **options)


class When(django_filters.Filter):
    field_class = MomentField


class AnyOf(django_filters.Filter):
    field_class = ListField


def some_of(field_name: str, *, each: forms.Field) -> AnyOf:
    """Return the filter that keeps the rows with any of the values."""
    described = {"type": "string", "description": f"Up to {MOST_IN_A_LIST}, between commas."}
    some = AnyOf(field_name=field_name, lookup_expr="in", each=each)
    return extend_schema_field(described)(some)


class Sort(django_filters.Filter):
    """Orders by one of the columns, or by one under another name; else the newest first."""

    field_class = SortField

    def __init__(self, *columns, **renamed):
        self.renamed = renamed
        columns = (*columns, *renamed)
        super().__init__(columns=columns)
        extend_schema_field({
            "type": "string",
            "enum": [name for column in columns for name in (column, f"-{column}")],
            "default": "-id",
        })(self)  # fmt: skip

    def filter(self, queryset, value):
        """Order by the column; pages see to it that equal rows have an order too."""
        column = (value or "-id").removeprefix("-")
        minus = "" if value == column else "-"
        return queryset.order_by(minus + self.renamed.get(column, column))


class Strict(DjangoFilterBackend):
    """Names, in the house's own way, every parameter that cannot be obeyed."""

    def filter_queryset(self, request, queryset, view):
        """Return what the parameters leave of the queryset, or raise what is wrong with them."""
        filterset = self.get_filterset(request, queryset, view)
        if errors := {**filterset.form.errors, **filterset.strangers()}:
            raise exceptions.ValidationError(errors)
        return filterset.qs


class Filters(django_filters.FilterSet):
    """Filters whose Meta names columns and lookups; each column is read strictly, by its type."""

    def strangers(self):
        """Return what is wrong with parameters before anybody tries to read them."""
        # Akinon's clients send `format`; the framework has looked at it already.
        allowed = sorted({*self.filters, *pagination.PARAMETERS, "format"})
        wrong = {}
        for name, values in self.data.lists():
            if name not in allowed:
                wrong[name] = [f"Unknown parameter. Allowed: {', '.join(allowed)}."]
            elif len(values) != 1 or not values[0] or "\ufffd" in values[0]:
                wrong[name] = ["One value, not empty, in UTF-8."]
        return wrong

    @classmethod
    def filter_for_field(cls, field, field_name, lookup_expr="exact"):
        """Return the strict filter for a lookup in a column."""
        whole = field.is_relation or isinstance(field, models.IntegerField)
        if lookup_expr == "in":
            each = WholeNumberField() if whole else forms.CharField(max_length=512, strip=False)
            return some_of(field_name, each=each)
        kind = When if isinstance(field, models.DateTimeField) else Whole if whole else Text
        return kind(field_name=field_name, lookup_expr=lookup_expr)
