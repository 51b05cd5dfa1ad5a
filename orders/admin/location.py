"""Locations: what the hub tells of them is looked at; what invoices and days ask is written."""

import re

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from unfold.decorators import display

from orders import gst, gstin
from orders.admin.base import NeverDeleted, Scoped, Screen, scope_of
from orders.admin.filters import Choice
from orders.admin.intake_notes import ShowsNotes
from orders.admin.loads import Loads
from orders.admin.zone import ZonedForm
from orders.invoices import parties
from orders.models import StockLocation

OURS = [
    "is_active", "time_zone", "seller_gstin", "seller_name", "state_code", "fiscal_document",
    "invoice_series",
    "is_pickup_location", "priority", "max_quota", "tags",
]  # fmt: skip


class OfKind(Choice):
    title = "kind"
    parameter_name = "stock_location_type"

    def lookups(self, request, model_admin):
        return StockLocation.Type.choices


class LocationForm(ZonedForm):
    """A form that takes only a registration, a state and a series that an invoice may show."""

    class Meta:
        labels = {"seller_gstin": "GSTIN", "seller_name": "Seller name", "state_code": "State"}
        help_texts = {
            "seller_name": "The legal name that invoices give under Sold by.",
            "state_code": "Where there is no GSTIN; with one, its own state counts.",
            "invoice_series": "Opens the numbers of invoices; at most 3 characters. Locations of "
            "one GSTIN with the same series share their numbers.",
            "time_zone": "As Asia/Kolkata: by which its days, cut-offs and invoice dates go.",
        }

    def clean_seller_gstin(self):
        typed = self.cleaned_data["seller_gstin"]
        verdict = gstin.check(typed)
        if typed and not verdict.valid:
            raise forms.ValidationError(f"This is no GSTIN ({verdict.reason}).")
        return verdict.gstin if typed else ""

    def clean_invoice_series(self):
        typed = self.cleaned_data["invoice_series"]
        if not re.fullmatch(r"[A-Za-z0-9-]*", typed, re.ASCII):
            raise forms.ValidationError("Letters, digits and hyphens only, as the law has it.")
        return typed

    def clean_state_code(self):
        """Take a state by its letters, code or name; one that India has not stays as it is."""
        typed = self.cleaned_data["state_code"]
        state = gst.state(typed) if typed else None
        return state.letters if state else typed


@admin.register(StockLocation)
class StockLocationAdmin(ShowsNotes, NeverDeleted, Loads, Scoped, Screen):
    """What the hub tells of a location is looked at; what only we know is written here."""

    table = "locations"
    form = LocationForm
    list_display = ["erp_code", "name", "kind", "seller_gstin", "time_zone", "is_active",
                    "is_pickup_location"]  # fmt: skip
    list_filter = [OfKind, "is_active"]
    search_fields = ["name", "erp_code"]
    ordering = ["erp_code"]
    fieldsets = [
        (None, {"fields": [("name", "erp_code"), ("stock_location_type", "omnitron_id"), "email"]}),
        ("What only this house knows", {"fields": [*OURS, "where"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ["omnitron_id", "where"]
        return ["name", "erp_code", "stock_location_type", "omnitron_id", "email", "where"]

    def may_load(self, request):
        """A file makes new locations, which nobody sees but who sees all."""
        everywhere = scope_of(request).locations is None
        return everywhere and self.has_change_permission(request)

    @display(description="kind")
    def kind(self, location):
        return location.get_stock_location_type_display()

    @display(description="address (from the hub, or by loading a file)")
    def where(self, location):
        home = location.address or "–"
        lacks = parties.lacking(location)
        doubts = [f"Missing for a tax invoice: {lacks}."] if lacks else []
        doubts.append(parties.astray(location.address, location.seller_gstin))
        return format_html("{} <strong>{}</strong>", home, " ".join(doubts).strip())
