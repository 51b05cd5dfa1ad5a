"""The form that issues a token: never more rights than the dialect's, never more than is seen."""

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
)

from integrations import auth, dialects
from integrations.models import AccessToken
from orders.models import Channel, StockLocation

Right = AccessToken.Right


class IssueForm(forms.Form):
    """What a new token may do, what it sees, and how long it lives."""

    rights = forms.MultipleChoiceField(
        initial=[Right.READ], widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget,
        help_text="Nothing chosen: all that the partner sees.",
    )  # fmt: skip
    locations = forms.ModelMultipleChoiceField(
        StockLocation.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget,
        help_text="Nothing chosen: all that the partner sees.",
    )  # fmt: skip
    days = forms.IntegerField(
        min_value=1, max_value=auth.LONGEST_LIFE, initial=7, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, *args, partner, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope & partner.scope
        rights = dialects.of(partner).rights
        self.fields["rights"].choices = [(right, Right(right).label) for right in rights]
        for name, model in (("channels", Channel), ("locations", StockLocation)):
            self.fields[name].queryset = model.objects.visible_to(self.scope).order_by("name")

    def chosen(self, name):
        """Return the keys that the token sees; None is all, and only who sees all can give it."""
        keys = [row.pk for row in self.cleaned_data[name]]
        return keys or getattr(self.scope, name)
