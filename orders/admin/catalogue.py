"""Products: what the hub tells of them is looked at; what tax and carts ask is written here."""

from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from orders.admin.base import NeverDeleted, Screen, scope_of
from orders.admin.intake_notes import ShowsNotes
from orders.admin.loads import Loads
from orders.models import Product

OURS = ["hsn_code", "gst_rate", "max_per_order", "serial_kind"]
RULES = {
    "hsn_code": RegexValidator(r"\A[0-9]{4,8}\Z", "4 to 8 digits are needed."),
    "gst_rate": MaxValueValidator(100),
    "max_per_order": MinValueValidator(1),
}


@admin.register(Product)
class ProductAdmin(ShowsNotes, NeverDeleted, Loads, Screen):
    """Everybody's products: only who sees every location changes them."""

    table = "catalogue"
    list_display = ["sku", "name", "hsn_code", "gst_rate", "max_per_order", "serial_kind"]
    search_fields = ["=sku", "=barcode"]
    search_help_text = "SKU or barcode, in full"
    sortable_by = []
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [("sku", "name"), ("barcode", "omnitron_id")]}),
        ("What only this house knows", {"fields": [tuple(OURS)]}),
    ]
    readonly_fields = ["sku", "name", "barcode", "omnitron_id"]

    def has_add_permission(self, request, obj=None):
        """Say no: the hub gives products, or a file does."""
        return False

    def has_change_permission(self, request, obj=None):
        everywhere = scope_of(request).locations is None
        return everywhere and super().has_change_permission(request, obj)

    def may_load(self, request):
        return self.has_change_permission(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in RULES:
            field.validators = [*field.validators, RULES[db_field.name]]
        if field and db_field.name == "gst_rate":
            field.validators.append(MinValueValidator(0))
        return field
