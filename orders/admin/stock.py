"""Stock locations: who they are, and which of them pack."""

from django.contrib import admin
from unfold.decorators import display

from orders.admin.base import NeverDeleted, Scoped, Screen
from orders.admin.filters import Choice
from orders.admin.zone import ZonedForm
from orders.models import StockLocation

OURS = [
    "is_active", "time_zone", "seller_gstin", "seller_name", "state_code", "invoice_series",
    "is_pickup_location", "priority", "max_quota", "tags",
]  # fmt: skip


class OfKind(Choice):
    title = "kind"
    parameter_name = "stock_location_type"

    def lookups(self, request, model_admin):
        return StockLocation.Type.choices


@admin.register(StockLocation)
class StockLocationAdmin(NeverDeleted, Scoped, Screen):
    """What the hub tells of a location is looked at; what only we know is written here."""

    form = ZonedForm
    list_display = ["erp_code", "name", "kind", "time_zone", "is_active", "is_pickup_location"]
    list_filter = [OfKind, "is_active"]
    search_fields = ["name", "erp_code"]
    ordering = ["erp_code"]
    fieldsets = [
        (None, {"fields": [("name", "erp_code"), ("stock_location_type", "omnitron_id"), "email"]}),
        ("What only this house knows", {"fields": OURS}),
    ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ["omnitron_id"]
        return ["name", "erp_code", "stock_location_type", "omnitron_id", "email"]

    @display(description="kind")
    def kind(self, location):
        return location.get_stock_location_type_display()
