"""Partners and their tokens: issued here, shown once, revoked at once."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectMultipleWidget,
)

from integrations import auth
from integrations.models import AccessToken, Partner
from orders.admin.base import NeverDeleted, ReadOnly, Screen, scope_of
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge
from orders.admin.zone import ZonedForm, moment
from orders.models import Channel, StockLocation

MAY_ISSUE = "integrations.add_accesstoken"
MAY_REVOKE = "integrations.change_accesstoken"


class IssueForm(forms.Form):
    """What a new token may do, what it sees, and how long it lives."""

    rights = forms.MultipleChoiceField(
        choices=AccessToken.Right.choices,
        initial=[AccessToken.Right.READ],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget,
        help_text="Nothing chosen: all that you see.",
    )  # fmt: skip
    locations = forms.ModelMultipleChoiceField(
        StockLocation.objects.none(), required=False, widget=UnfoldAdminSelectMultipleWidget,
        help_text="Nothing chosen: all that you see.",
    )  # fmt: skip
    days = forms.IntegerField(
        min_value=1, max_value=auth.LONGEST_LIFE, initial=7, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        for name, model in (("channels", Channel), ("locations", StockLocation)):
            self.fields[name].queryset = model.objects.visible_to(scope).order_by("name")

    def chosen(self, name):
        """Return the keys that the token sees; None is all, and only who sees all can give it."""
        keys = [row.pk for row in self.cleaned_data[name]]
        return keys or getattr(self.scope, name)


@admin.register(Partner)
class PartnerAdmin(NeverDeleted, Screen):
    form = ZonedForm
    change_form_outer_before_template = "admin/issue_token.html"
    list_display = ["name", "dialect", "user", "time_zone", "is_active", "tokens"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]
    ordering = ["name"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.issue_view)
        issue = path("<int:pk>/issue/", view, name="integrations_partner_issue")
        return [issue, *super().get_urls()]

    @display(description="tokens")
    def tokens(self, partner):
        address = reverse("admin:integrations_accesstoken_changelist")
        return format_html('<a class="oms-link" href="{}?q={}">Look</a>', address, partner.name)

    def issue_view(self, request, pk):
        if not request.user.has_perm(MAY_ISSUE):
            raise PermissionDenied
        if (partner := self.get_object(request, str(pk))) is None:
            raise Http404
        form = IssueForm(request.POST or None, scope=scope_of(request))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": partner,
            "title": f"Issue a token to {partner}",
            "form": form,
            "submit": "Issue",
            "once": self._issued(request, partner, form) if form.is_valid() else "",
        }
        return TemplateResponse(request, "admin/form_page.html", context)

    def _issued(self, request, partner, form):
        token, text = auth.issue(
            partner,
            rights=form.cleaned_data["rights"],
            channels=form.chosen("channels"),
            locations=form.chosen("locations"),
            days=form.cleaned_data["days"],
            at=timezone.now(),
        )
        self.log_change(request, partner, f"Issued the token {token.prefix}…")
        return text


@admin.register(AccessToken)
class AccessTokenAdmin(Acts, Shown, ReadOnly, Screen):
    list_display = ["prefix", "partner", "may", "status", "expires", "used"]
    list_select_related = ["partner"]
    search_fields = ["=partner__name", "=prefix"]
    search_help_text = "Partner or first eight characters, in full"
    sortable_by = []
    ordering = ["-pk"]
    actions = ["revoke_many"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("digest")

    @display(description="rights")
    def may(self, token):
        return ", ".join(token.rights)

    @display(description="state")
    def status(self, token):
        return _badge(token)

    @display(description="expires")
    def expires(self, token):
        return moment(token.expires_at)

    @display(description="last used")
    def used(self, token):
        return moment(token.last_used_at)

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke_many(self, request, queryset):
        for token in queryset:
            self.acted(request, token, self.revoke)

    def has_revoke_permission(self, request):
        return request.user.has_perm(MAY_REVOKE)

    @act("Revoke", permission=MAY_REVOKE)
    def revoke(self, request, token, said):
        standing = AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        standing.update(revoked_at=timezone.now())
        messages.success(request, f"{token} is revoked.")

    def story(self, request, shown):
        rows = [
            ("Partner", shown.partner),
            ("Begins with", f"{shown.prefix}…"),
            ("Rights", self.may(shown)),
            ("Channels", _named(Channel, shown.channels)),
            ("Locations", _named(StockLocation, shown.locations)),
            ("Issued", moment(shown.created_date)),
            ("Expires", moment(shown.expires_at)),
            ("Last used", moment(shown.last_used_at)),
            ("Revoked", moment(shown.revoked_at)),
        ]
        acts = [] if shown.revoked_at else self.acts(request, shown)
        return {"badge": _badge(shown), "acts": acts, "facts": rows}


def _badge(token):
    if token.revoked_at:
        return badge("revoked", "quiet")
    expired = token.expires_at <= timezone.now()
    return badge("expired", "quiet") if expired else badge("good", "good")


def _named(model, keys):
    if keys is None:
        return "all"
    return ", ".join(str(row) for row in model.objects.filter(pk__in=keys)) or "none"
