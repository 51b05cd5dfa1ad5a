"""Rows that the hub gives and orders point to: carriers with their numbers, reasons to keep."""

import re

from django.contrib import admin
from django.core.exceptions import ValidationError

from orders.admin.base import NeverDeleted, Screen, scope_of
from orders.facts import carrier
from orders.models import CargoCompany, DenialReason

OURS = ("tracking_pattern", "tracking_link")
LINK = re.compile(
    r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?/[\w.~:/?#@!$&()*+,;=%-]*", re.A | re.I
)
REPEATED_TWICE = re.compile(r"[*+}][^()]*\)[*+{]")


@admin.register(CargoCompany)
class CargoCompanyAdmin(NeverDeleted, Screen):
    """Everybody's carriers: only who sees every location says how their numbers look."""

    list_display = ["name", "erp_code", "shipping_company", "tracking_pattern", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "erp_code", "shipping_company", "omnitron_id", "is_active", *OURS]
    readonly_fields = ["name", "erp_code", "shipping_company", "omnitron_id", "is_active"]

    def has_add_permission(self, request, obj=None):
        """Say no: the hub gives carriers."""
        return False

    def has_change_permission(self, request, obj=None):
        everywhere = scope_of(request).locations is None
        return everywhere and super().has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in RULES:
            field.validators = [*field.validators, RULES[db_field.name]]
        return field


def require_pattern(value):
    """Refuse what no tracking number could be compared with."""
    try:
        re.compile(value, re.ASCII)
    except re.error as error:
        raise ValidationError("This is no regular expression.") from error
    if REPEATED_TWICE.search(value):
        raise ValidationError("A repetition of a repetition takes for ever to compare.")


def require_link(value):
    """Refuse what leads nowhere, and what says not where the number stands."""
    blank = value.replace(carrier.NUMBER, "0")
    if value.count(carrier.NUMBER) != 1 or not LINK.fullmatch(blank):
        raise ValidationError(
            "A link begins with https:// and holds {number} once, where the tracking number stands."
        )


RULES = {"tracking_pattern": require_pattern, "tracking_link": require_link}


@admin.register(DenialReason)
class DenialReasonAdmin(NeverDeleted, Screen):
    list_display = ["title", "remote_id", "priority"]
    search_fields = ["title"]
    ordering = ["priority", "pk"]
