"""What is usual: how long orders and packages may wait before they are called late."""

from django import forms
from django.contrib import admin
from django.urls import path
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from orders.admin.base import Screen, scope_of
from orders.admin.filters import OfChannel
from orders.admin.stuck import stuck_view
from orders.admin.words import state_badge, states
from orders.dwell import USUAL
from orders.models import Dwell


class DwellForm(forms.ModelForm):
    """Asks for kind and state in one choice, as both name one thing."""

    waits = forms.ChoiceField(label="What waits", widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Dwell
        fields = ["channel", "hours"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["waits"].choices = [(kind.title(), _choices(kind)) for kind in USUAL_BY_NAME]
        self.initial.setdefault("waits", f"{row.kind}:{row.state}")
        self.fields["channel"].help_text = "None: every channel that has no row of its own."
        self.fields["hours"].help_text = "Empty: never late."

    def clean(self):
        cleaned = super().clean()
        if waits := cleaned.get("waits"):
            kind, _, state = waits.partition(":")
            self.instance.kind, self.instance.state = kind, int(state)
            same = Dwell.objects.filter(channel=cleaned.get("channel"), kind=kind, state=state)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("waits", "There is a row for this state and channel already.")
        return cleaned


USUAL_BY_NAME = {model._meta.model_name: states for model, states in USUAL.items()}


def _choices(kind):
    named = dict(states(kind))
    usual = USUAL_BY_NAME[kind].items()
    return [(f"{kind}:{code}", f"{named[str(code)]} (else {hours} h)") for code, hours in usual]


@admin.register(Dwell)
class DwellAdmin(Screen):
    """Only who sees every channel says what is usual; the others look at what holds for them."""

    form = DwellForm
    fields = ["waits", "channel", "hours"]
    list_display = ["waits", "channel_name", "most"]
    list_filter = [OfChannel]
    list_select_related = ["channel"]
    sortable_by = []
    ordering = ["kind", "state", "channel__name"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.stuck_view)
        return [path("stuck/", view, name="orders_stuck"), *super().get_urls()]

    def get_queryset(self, request):
        rows, channels = super().get_queryset(request), scope_of(request).channels
        if channels is None:
            return rows
        return rows.filter(channel__in=channels) | rows.filter(channel=None)

    def has_add_permission(self, request, obj=None):
        return _sees_all(request) and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return _sees_all(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return _sees_all(request) and super().has_delete_permission(request, obj)

    def stuck_view(self, request):
        return stuck_view(self.admin_site, request)

    @display(description="what waits")
    def waits(self, row):
        return state_badge(row.kind, row.state)

    @display(description="channel")
    def channel_name(self, row):
        return row.channel or "every other"

    @display(description="usual")
    def most(self, row):
        return "never late" if row.hours is None else f"{row.hours} h"


def _sees_all(request):
    return scope_of(request).channels is None
