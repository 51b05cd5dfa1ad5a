"""Credentials and tokens of partners: how each stands, and revoking it at once."""

from django.contrib import admin, messages
from django.utils import timezone
from unfold.decorators import display

from integrations import auth, credentials
from integrations.admin.standing import standing
from integrations.models import AccessToken, Credential, RefreshToken
from orders.admin.base import ReadOnly, Scoped, Screen
from orders.admin.shown import Acts, Shown, act
from orders.admin.zone import moment
from orders.models import Channel, StockLocation


class Revocable(Acts, Shown, ReadOnly, Scoped, Screen):
    """A list of what partners hold; a subclass names its own permission and says how it ends."""

    list_select_related = ["partner__user"]
    sortable_by = []
    ordering = ["-pk"]
    actions = ["revoke_many"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("partner__user").defer("digest")

    @display(description="state")
    def status(self, row):
        return standing(row)

    @display(description="expires")
    def expires(self, row):
        return moment(row.expires_at)

    @display(description="last used")
    def used(self, row):
        return moment(row.last_used_at)

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke_many(self, request, queryset):
        for row in queryset:
            self.acted(request, row, self.revoke)

    def has_revoke_permission(self, request):
        return request.user.has_perm(self.revoke.act.permission)

    def facts(self, row):
        """Return what only this kind of row has to show."""
        return []

    def story(self, request, shown):
        rows = [
            ("Partner", shown.partner),
            *self.facts(shown),
            ("Made", moment(shown.created_date)),
            ("Expires", moment(shown.expires_at)),
            ("Revoked", moment(shown.revoked_at)),
        ]
        acts = [] if shown.revoked_at else self.acts(request, shown)
        return {"badge": standing(shown), "acts": acts, "facts": rows}


@admin.register(AccessToken)
class AccessTokenAdmin(Revocable):
    list_display = ["prefix", "partner", "may", "status", "expires", "used"]
    search_fields = ["=partner__name", "=prefix"]
    search_help_text = "Partner or first eight characters, in full"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("refresh")

    @display(description="rights")
    def may(self, token):
        return ", ".join(token.rights)

    @act("Revoke", permission="integrations.change_accesstoken")
    def revoke(self, request, token, said):
        auth.revoke(token, at=timezone.now())
        messages.success(request, f"{token} is revoked.")

    def facts(self, token):
        return [
            ("Begins with", f"{token.prefix}…"),
            ("Rights", self.may(token)),
            ("Channels", named(Channel, token.channels)),
            ("Locations", named(StockLocation, token.locations)),
            ("Last used", self.used(token)),
        ]


@admin.register(RefreshToken)
class RefreshTokenAdmin(Revocable):
    list_display = ["partner", "created_date", "status", "expires"]
    search_fields = ["=partner__name"]
    search_help_text = "Partner, in full"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("credential")

    @act("Revoke", permission="integrations.change_refreshtoken")
    def revoke(self, request, token, said):
        auth.revoke_refresh(token.pk, at=timezone.now())
        messages.success(request, f"{token} is revoked, and the access that it gave.")


@admin.register(Credential)
class CredentialAdmin(Revocable):
    list_display = ["prefix", "partner", "kind", "status", "expires", "used"]
    search_fields = ["=partner__name", "=prefix", "=identifier"]
    search_help_text = "Partner, identifier or first eight characters, in full"

    @act("Revoke now", permission="integrations.change_credential")
    def revoke(self, request, credential, said):
        credentials.revoke(credential, at=timezone.now())
        messages.success(request, f"{credential} is revoked, and every token of its partner.")

    def facts(self, credential):
        return [
            ("Kind", credential.get_kind_display()),
            ("Identifier", credential.identifier or "–"),
            ("Begins with", f"{credential.prefix}…"),
            ("Last used", self.used(credential)),
        ]


def named(model, keys):
    """Name rows by their keys; None is all of them."""
    if keys is None:
        return "all"
    rows = model.objects.filter(pk__in=keys).order_by("pk")
    return ", ".join(map(str, rows)) or "nothing"
