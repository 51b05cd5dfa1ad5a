"""Rows that the hub gives and orders point to: carriers with their numbers, reasons to keep."""

import re

from django.contrib import admin
from django.core.exceptions import ValidationError

from orders.admin.base import NeverDeleted, Screen, scope_of
from orders.models import CargoCompany, DenialReason

OURS = "tracking_pattern"
REPEATED_TWICE = re.compile(r"[*+}][^()]*\)[*+{]")


@admin.register(CargoCompany)
class CargoCompanyAdmin(NeverDeleted, Screen):
    """Everybody's carriers: only who sees every location says what their numbers look like."""

    list_display = ["name", "erp_code", "shipping_company", "tracking_pattern", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "erp_code", "shipping_company", "omnitron_id", "is_active", OURS]
    readonly_fields = ["name", "erp_code", "shipping_company", "omnitron_id", "is_active"]

    def has_add_permission(self, request, obj=None):
        """Say no: the hub gives carriers."""
        return False

    def has_change_permission(self, request, obj=None):
        everywhere = scope_of(request).locations is None
        return everywhere and super().has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == OURS:
            field.validators = [*field.validators, require_pattern]
        return field


def require_pattern(value):
    """Refuse what no tracking number could be compared with."""
    try:
        re.compile(value, re.ASCII)
    except re.error as error:
        raise ValidationError("This is no regular expression.") from error
    if REPEATED_TWICE.search(value):
        raise ValidationError("A repetition of a repetition takes for ever to compare.")


@admin.register(DenialReason)
class DenialReasonAdmin(NeverDeleted, Screen):
    list_display = ["title", "remote_id", "priority"]
    search_fields = ["title"]
    ordering = ["priority", "pk"]
