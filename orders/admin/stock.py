"""Stock: how many goods lie where, and for whom they are reserved."""

from django import forms
from django.contrib import admin, messages
from unfold.decorators import display

from orders.admin.base import NeverDeleted, ReadOnly, Scoped, Screen
from orders.admin.filters import Choice, OfChannel, OfLocation
from orders.admin.loads import Loads
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge, who
from orders.admin.zone import moment
from orders.commands import stock
from orders.models import Stock, StockReservation

TONES = {"active": "waiting", "consumed": "good", "released": "quiet", "expired": "quiet"}


class AtLocation(OfLocation):
    parameter_name = "location"


class OfStatus(Choice):
    title = "state"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return StockReservation.Status.choices


class StockForm(forms.ModelForm):
    """Asks for counts, and tells at once when fewer are left than are promised."""

    class Meta:
        model = Stock
        fields = ["product", "location", "on_hand", "safety"]
        help_texts = {
            "on_hand": "How many pieces lie there, those promised to orders and carts included.",
            "safety": "So many are never promised to anybody.",
        }

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
    comes_from = "Load a file, or let another system send counts."
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

    @display(description="available")
    def left(self, row):
        return row.available

    @display(description="in stock again since")
    def returned(self, row):
        return moment(row.returned_at)


@admin.register(StockReservation)
class StockReservationAdmin(Acts, Shown, ReadOnly, Scoped, Screen):
    comes_from = "A partner that blocks goods for a cart has them reserved for some minutes."
    list_display = ["reference", "made_by", "channel", "location", "badge", "ends", "order"]
    list_filter = [OfStatus, OfChannel]
    list_select_related = ["channel", "location", "order"]
    search_fields = ["=reference", "=block_id"]
    search_help_text = "Reference, or block id, in full"
    sortable_by = []
    ordering = ["-pk"]

    @display(description="state")
    def badge(self, row):
        return badge(row.get_status_display(), TONES[row.status])

    @display(description="made by")
    def made_by(self, row):
        return who(row.created_by)

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
            messages.success(request, f"{released.reference} is {released.status} now.")

    def story(self, request, shown):
        rows = [
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
                "title": "What is reserved",
                "head": ["Product", "Location", "Pieces"],
                "rows": [
                    (line.stock.product, line.stock.location, line.quantity) for line in lines
                ],
            },
        }
