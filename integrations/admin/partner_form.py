"""The form of a partner: who edits it can let it see no more than she sees herself."""

from django import forms
from django.conf import settings
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from integrations import dialects
from integrations.models import Partner
from orders.admin.zone import ZonedForm
from orders.models import Channel, StockLocation
from orders.scope import NOTHING

SEEN = {"channels": ("every_channel", Channel), "locations": ("every_location", StockLocation)}

NONE_IS_NOTHING = "With none chosen, and not every one, the partner sees nothing at all."


class Lines(forms.CharField):
    """A list of words, one in a line."""

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return list(dict.fromkeys(super().to_python(value).split()))

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class PartnerForm(ZonedForm):
    scope = NOTHING  # of the person who edits

    dialect = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    every_channel = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.none(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=NONE_IS_NOTHING,
    )
    every_location = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)
    locations = forms.ModelMultipleChoiceField(
        StockLocation.objects.none(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=NONE_IS_NOTHING,
    )
    routes_off = Lines(
        required=False, widget=UnfoldAdminTextareaWidget, help_text="One route in a line."
    )

    class Meta:
        model = Partner
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "dialect" in self.fields:
            self.fields["dialect"].choices = [(name, name) for name in settings.PARTNER_DIALECTS]
        for name, (every, model) in SEEN.items():
            self.fields[name].queryset = model.objects.visible_to(self.scope).order_by("name")
            self.fields[every].initial = bool(self.instance.pk) and not self._listed(name)
            self.fields[every].disabled = getattr(self.scope, name) is not None

    def clean_requests_per_minute(self):
        if (limit := self.cleaned_data["requests_per_minute"]) == 0:
            raise forms.ValidationError("At least 1; to let nothing in, switch the partner off.")
        return limit

    def clean_routes_off(self):
        routes, known = self.cleaned_data["routes_off"], dialects.of(self._told()).routes
        if known and (unknown := [route for route in routes if route not in known]):
            raise forms.ValidationError(f"No {', '.join(unknown)}. Routes: {', '.join(known)}.")
        return routes

    def clean(self):
        cleaned = super().clean()
        for name, (every, _model) in SEEN.items():
            rows = cleaned.get(name) or []
            cleaned[name] = None if cleaned.get(every) else sorted(row.pk for row in rows)
        if dialects.of(self._told()).needs_channel and not cleaned["channels"]:
            self.add_error("channels", "This dialect needs a channel to order on.")
        return cleaned

    def _listed(self, name):
        return getattr(self.instance, name) is not None

    def _told(self):
        """Return a partner of the dialect that was chosen, or that it has."""
        return Partner(dialect=self.cleaned_data.get("dialect") or self.instance.dialect)
