"""Stock: where goods lie, how many, and for whom they are set aside."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html
from unfold.decorators import display

from orders import gst, gstin
from orders.admin.base import NeverDeleted, ReadOnly, Scoped, Screen, scope_of
from orders.admin.filters import Choice, OfChannel, OfLocation
from orders.admin.loads import Loads
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge, who
from orders.admin.zone import ZonedForm, moment
from orders.commands import stock
from orders.invoices import parties
from orders.models import Stock, StockLocation, StockReservation

OURS = [
    "is_active", "time_zone", "seller_gstin", "seller_name", "state_code", "invoice_series",
    "is_pickup_location", "priority", "max_quota", "tags",
]  # fmt: skip
TONES = {"active": "waiting", "consumed": "good", "released": "quiet", "expired": "quiet"}


class OfKind(Choice):
    title = "kind"
    parameter_name = "stock_location_type"

    def lookups(self, request, model_admin):
        return StockLocation.Type.choices


class AtLocation(OfLocation):
    parameter_name = "location"


class OfStatus(Choice):
    title = "state"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return StockReservation.Status.choices


class LocationForm(ZonedForm):
    """A form that takes only a registration and a state that an invoice may show."""

    def clean_seller_gstin(self):
        typed = self.cleaned_data["seller_gstin"]
        verdict = gstin.check(typed)
        if typed and not verdict.valid:
            raise forms.ValidationError(f"This is no GSTIN ({verdict.reason}).")
        return verdict.gstin if typed else ""

    def clean_state_code(self):
        """Take a state by its letters, code or name; one that India has not stays as it is."""
        typed = self.cleaned_data["state_code"]
        state = gst.state(typed) if typed else None
        return state.letters if state else typed


@admin.register(StockLocation)
class StockLocationAdmin(NeverDeleted, Loads, Scoped, Screen):
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
        doubt = parties.astray(location.address, location.seller_gstin)
        return format_html("{} <strong>{}</strong>", home, doubt) if doubt else home


class StockForm(forms.ModelForm):
    """Asks for counts, and tells at once when fewer are left than are promised."""

    class Meta:
        model = Stock
        fields = ["product", "location", "on_hand", "safety"]

    def level(self):
        """Return what the person has changed, and nothing that others may have changed since."""
        counted = {n: self.cleaned_data[n] for n in ("on_hand", "safety") if n in self.changed_data}
        place = self.cleaned_data.get("location") or self.instance.location
        product = self.cleaned_data.get("product") or self.instance.product
        return stock.Level(place.pk, product.pk, **counted)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            (result,) = stock.preview_levels([self.level()])
            if result.error:
                self.add_error("on_hand", result.error)
        return cleaned


@admin.register(Stock)
class StockAdmin(NeverDeleted, Loads, Scoped, Screen):
    """Counts are written here; what is promised follows from carts and orders alone."""

    table = "stock"
    form = StockForm
    list_display = ["product", "location", "on_hand", "reserved", "safety", "left", "returned"]
    list_filter = [AtLocation]
    list_select_related = ["product", "location"]
    search_fields = ["=product__sku"]
    search_help_text = "SKU, in full"
    autocomplete_fields = ["product"]
    sortable_by = []
    ordering = ["-pk"]

    def get_fields(self, request, obj=None):
        fields = ["product", "location", "on_hand", "safety"]
        return [*fields, "reserved", "left", "returned"] if obj else fields

    def get_readonly_fields(self, request, obj=None):
        return ["product", "location", "reserved", "left", "returned"] if obj else []

    def save_model(self, request, obj, form, change):
        """Count through the command: the row is locked, and only what was typed is written."""
        (result,) = stock.set_levels([form.level()])
        obj.pk = Stock.objects.values_list("pk", flat=True).get(
            product=obj.product_id, location=obj.location_id
        )
        if result.error:
            messages.error(request, f"{obj}: {result.error}")

    @display(description="to be had")
    def left(self, row):
        return row.available

    @display(description="came back")
    def returned(self, row):
        return moment(row.returned_at)


@admin.register(StockReservation)
class StockReservationAdmin(Acts, Shown, ReadOnly, Scoped, Screen):
    list_display = ["reference", "owner", "channel", "location", "badge", "ends", "order"]
    list_filter = [OfStatus, OfChannel]
    list_select_related = ["channel", "location", "order"]
    search_fields = ["=reference", "=block_id"]
    search_help_text = "Reference, or block id, in full"
    sortable_by = []
    ordering = ["-pk"]

    @display(description="state")
    def badge(self, row):
        return badge(row.get_status_display(), TONES[row.status])

    @display(description="until")
    def ends(self, row):
        return moment(row.expires_at)

    @act("Release", permission="orders.change_stockreservation")
    def let_go(self, request, row, said):
        by = f"staff:{request.user.get_username()}"
        try:
            released = stock.release(row.block_id, owner=row.owner, by=by)
        except stock.BlockRefused as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"{released}.")

    def story(self, request, shown):
        rows = [
            ("Owner", shown.owner),
            ("Channel", shown.channel),
            ("For", shown.pincode or shown.store_code),
            ("Delivery", shown.delivery_type),
            ("Until", moment(shown.expires_at)),
            ("Order", shown.order or ""),
            ("Made", moment(shown.created_date)),
            ("Made by", who(shown.created_by)),
            ("Ended by", who(shown.closed_by) if shown.closed_by else ""),
            ("Block", shown.block_id),
        ]
        lines = shown.lines.select_related("stock__product", "stock__location").order_by("pk")
        active = shown.status == StockReservation.Status.ACTIVE
        return {
            "badge": self.badge(shown),
            "acts": self.acts(request, shown) if active else [],
            "facts": [(name, value) for name, value in rows if value != ""],
            "table": {
                "title": "What is set aside",
                "head": ["Product", "Location", "Pieces"],
                "rows": [
                    (line.stock.product, line.stock.location, line.quantity) for line in lines
                ],
            },
        }
