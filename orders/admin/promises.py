"""Where we deliver, what is to come, and who waits for it."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from unfold.decorators import display

from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.filters import Choice, OfChannel, OfLocation
from orders.admin.loads import Loads
from orders.admin.words import badge
from orders.admin.zone import moment
from orders.commands import master
from orders.models import LaunchCampaign, Mode, PreRegistration, ServiceArea, StockNotification

TONES = {"PENDING": "waiting", "NOTIFIED": "good", "REGISTERED": "good", "WAITLISTED": "waiting"}


class AtLocation(OfLocation):
    parameter_name = "location"


class InMode(Choice):
    title = "mode"
    parameter_name = "mode"

    def lookups(self, request, model_admin):
        return Mode.choices


class OfStatus(Choice):
    title = "state"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return model_admin.model.Status.choices


class AreaForm(forms.ModelForm):
    """Asks for an area in words that say how it is read."""

    class Meta:
        labels = {"pincode": "PIN code", "cutoff": "Cut-off"}
        help_texts = {
            "pincode": "Six digits, or the first of them: 411 is each PIN code that begins so. "
            "The longest that fits counts.",
            "cutoff": "By the location's clock; what is ordered later leaves a day later.",
            "charge": "What partners are told that the delivery costs.",
        }


@admin.register(ServiceArea)
class ServiceAreaAdmin(Loads, Screen):
    form = AreaForm
    table = "service_areas"
    comes_from = "An area says which PIN codes a location serves, in which way and how fast."
    list_display = ["location", "pincode", "mode", "lead_days", "until", "cod", "charge"]
    list_filter = [AtLocation, InMode]
    list_select_related = ["location"]
    search_fields = ["=pincode"]
    search_help_text = "PIN code or prefix, as it stands here"
    sortable_by = []
    ordering = ["pincode", "location", "mode"]

    def get_queryset(self, request):
        areas, here = super().get_queryset(request), scope_of(request).locations
        return areas if here is None else areas.filter(location__in=here)

    @display(description="cut-off")
    def until(self, area):
        return f"{area.cutoff:%H:%M}" if area.cutoff else "–"


class CampaignForm(forms.ModelForm):
    """Asks for a campaign, and keeps the places that were given."""

    def clean(self):
        cleaned = super().clean()
        row, capacity = self.instance, cleaned.get("capacity")
        if capacity is not None and capacity < row.registered:
            self.add_error("capacity", f"{row.registered} people are registered.")
        if row.signed_up and cleaned.get("product") not in (None, row.product):
            self.add_error("product", "People have signed up for another one.")
        return cleaned


@admin.register(LaunchCampaign)
class LaunchCampaignAdmin(Loads, Screen):
    """Everybody's launches: only who sees every location changes them."""

    table = "campaigns"
    form = CampaignForm
    fields = ["code", "product", "starts_at", "ends_at", "capacity", "registered", "signed_up"]
    list_display = ["code", "product", "starts", "ends", "capacity", "registered", "signed_up"]
    list_select_related = ["product"]
    search_fields = ["=code", "=product__sku"]
    autocomplete_fields = ["product"]
    readonly_fields = ["registered", "signed_up"]
    sortable_by = []
    ordering = ["-starts_at", "-pk"]

    def has_add_permission(self, request, obj=None):
        return _sees_all(request) and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return _sees_all(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        mine = _sees_all(request) and not (obj and obj.signed_up)
        return mine and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Write under the campaign's lock: people may be signing up meanwhile."""
        if change and "code" in form.changed_data:
            LaunchCampaign.objects.filter(pk=obj.pk).update(code=obj.code)
        columns = ("code", "product_id", "starts_at", "ends_at", "capacity")
        facts = master.CampaignFacts(**{name: getattr(obj, name) for name in columns})
        (written,) = master.write_campaigns([facts], timezone.now())
        if written.error:
            messages.error(request, written.error)
        obj.pk = LaunchCampaign.objects.values_list("pk", flat=True).get(code=obj.code)

    @display(description="from")
    def starts(self, campaign):
        return moment(campaign.starts_at)

    @display(description="until")
    def ends(self, campaign):
        return moment(campaign.ends_at)


class OfPeople(ReadOnly, Screen):
    """Who signed up: seen by who sees every location, for they belong to none."""

    list_filter = [OfStatus, OfChannel]
    sortable_by = []
    ordering = ["-pk"]

    def get_queryset(self, request):
        rows, scope = super().get_queryset(request), scope_of(request)
        if scope.locations is not None:
            return rows.none()
        return rows if scope.channels is None else rows.filter(channel__in=scope.channels)

    @display(description="state")
    def badge(self, row):
        return badge(row.get_status_display(), TONES.get(row.status, "quiet"))


@admin.register(StockNotification)
class StockNotificationAdmin(OfPeople):
    comes_from = "Who asks a partner's shop to hear when goods are back stands here."
    list_display = ["contact", "product", "place", "channel", "badge", "asked", "told"]
    list_select_related = ["product", "channel"]
    search_fields = ["=contact", "=product__sku"]
    search_help_text = "E-mail address, number, or SKU, in full"

    @display(description="asked")
    def asked(self, row):
        return moment(row.created_date)

    @display(description="told")
    def told(self, row):
        return moment(row.notified_at)


@admin.register(PreRegistration)
class PreRegistrationAdmin(OfPeople):
    comes_from = "Who signs up for a launch stands here."
    list_display = ["campaign", "position", "badge", "name", "mobile", "quantity", "channel"]
    list_select_related = ["campaign", "channel"]
    search_fields = ["=mobile", "=campaign__code"]
    search_help_text = "Number, or the campaign's code, in full"


def _sees_all(request):
    return scope_of(request).locations is None
