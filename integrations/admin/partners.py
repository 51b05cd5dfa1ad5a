"""Partners: what each sees, and what it proves itself with, made here and shown once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from integrations import auth, credentials, dialects
from integrations.admin.issuing import IssueForm
from integrations.admin.partner_form import PartnerForm
from integrations.admin.standing import shown_once, standing
from integrations.admin.tokens import named
from integrations.enrolment import enrol
from integrations.models import Partner
from orders.admin.base import NeverDeleted, Scoped, Screen, scope_of
from orders.admin.shown import Acts, act
from orders.admin.words import badge
from orders.admin.zone import moment
from orders.models import Channel, StockLocation

MAY_ISSUE = "integrations.add_accesstoken"
MAY_GIVE = "integrations.add_credential"
MAY_REVOKE = "integrations.change_credential"
GIVEN = ["dialect", "user", "username", "company_code"]  # at the beginning, and never again
SET = ["is_active", ("requests_per_minute", "time_zone"), "routes_off"]
SEES = [("every_channel", "channels"), ("every_location", "locations")]
LATEST = 20


@admin.register(Partner)
class PartnerAdmin(Acts, NeverDeleted, Scoped, Screen):
    form = PartnerForm
    change_form_outer_before_template = "admin/partner_before_form.html"
    list_display = ["name", "dialect", "username", "channels_seen", "locations_seen", "active"]
    list_filter = ["is_active"]
    search_fields = ["name", "=username", "=company_code"]
    ordering = ["name"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.issue_view)
        issue = path("<int:pk>/issue/", view, name="integrations_partner_issue")
        return [issue, *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"scope": scope_of(request)})

    def get_fieldsets(self, request, obj=None):
        edits = self.has_change_permission(request, obj) if obj else True
        seen = SEES if edits else ["named_channels", "named_locations"]
        who = ["name", ("dialect", "user"), ("username", "company_code")]
        return [
            (None, {"fields": who if obj else ["name", "dialect"]}),
            ("Sees", {"fields": seen}),
            ("May", {"fields": SET}),
            ("Of its dialect", {"fields": ["configuration"], "classes": ["collapse"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*GIVEN, "named_channels", "named_locations"] if obj else []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        partner = self.get_object(request, object_id) if object_id else None
        more = {"tables": [], "warning": ""}
        if partner:
            more = {"tables": _tables(request, partner), "warning": _blindness(partner)}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def save_model(self, request, partner, form, change):
        """Make a new partner with all that belongs to it; what it is told waits for the answer."""
        if change:
            super().save_model(request, partner, form, change)
            return
        columns = {"name", "dialect", "channels", "locations", "is_active", "requests_per_minute"}
        columns |= {"time_zone", "routes_off", "configuration"}
        given = {name: getattr(partner, name) for name in columns}
        made, request.told = enrol(**given, at=timezone.now())
        partner.pk, partner.user = made.pk, made.user

    def response_add(self, request, obj, post_url_continue=None):
        if not request.told:
            return super().response_add(request, obj, post_url_continue)
        title, warning = f"What {obj} logs in with", _blindness(obj)
        return shown_once(request, self, obj, title, request.told, warning=warning)

    def get_changelist_instance(self, request):
        """Read the names of all that the listed partners see at once."""
        changelist = super().get_changelist_instance(request)
        for model, column in ((Channel, "channels"), (StockLocation, "locations")):
            rows = [row for row in changelist.result_list if getattr(row, column) is not None]
            keys = {key for row in rows for key in getattr(row, column)}
            names = {key: str(row) for key, row in model.objects.in_bulk(keys).items()}
            for row in rows:
                seen = [names[key] for key in getattr(row, column) if key in names]
                setattr(row, f"names_of_{column}", ", ".join(seen) or "nothing")
        return changelist

    @display(description="channels")
    def channels_seen(self, partner):
        return getattr(partner, "names_of_channels", "all")

    @display(description="locations")
    def locations_seen(self, partner):
        return getattr(partner, "names_of_locations", "all")

    @display(description="channels")
    def named_channels(self, partner):
        return named(Channel, partner.channels)

    @display(description="locations")
    def named_locations(self, partner):
        return named(StockLocation, partner.locations)

    @display(description="state")
    def active(self, partner):
        return badge("active", "good") if partner.is_active else badge("off", "quiet")

    def acts(self, request, row):
        """Offer new ones of what the dialect knows, and of nothing else."""
        absent = {f"new-{kind}" for kind in (dialects.SECRET, dialects.KEY, dialects.APPLICATION)}
        absent -= {f"new-{kind}" for kind in dialects.of(row).kinds}
        return [known for known in super().acts(request, row) if known.name not in absent]

    @act("New secret", permission=MAY_GIVE)
    def new_secret(self, request, partner, said):
        return self._renewed(request, partner, dialects.SECRET)

    @act("New key", permission=MAY_GIVE)
    def new_key(self, request, partner, said):
        return self._renewed(request, partner, dialects.KEY)

    @act("New application key", permission=MAY_GIVE)
    def new_application(self, request, partner, said):
        return self._renewed(request, partner, dialects.APPLICATION)

    @act(
        "Revoke everything now",
        permission=MAY_REVOKE,
        warns="It is locked out at its next request, and so is every client that it runs.",
    )
    def revoke_everything(self, request, partner, said):
        credentials.revoke_everything(partner, at=timezone.now())
        locked_out = f"{partner} is locked out: nothing that it holds is good."
        messages.success(request, f"{locked_out} What is new from now on lets it in.")

    def _renewed(self, request, partner, kind):
        dialect = dialects.of(partner)
        if kind not in dialect.kinds:
            raise Http404
        now = timezone.now()
        olds = partner.credentials.filter(kind=kind)
        good = any(not credentials.is_over(old, at=now) for old in olds)
        _credential, text = credentials.renew(partner, kind, at=now)
        old = ", the old one is good for a day at most" if good else ", and nothing older is good"
        title = f"New for {partner}{old}"
        return shown_once(request, self, partner, title, {dialect.name_of(kind): text})

    def issue_view(self, request, pk):
        if not request.user.has_perm(MAY_ISSUE):
            raise PermissionDenied
        if (partner := self.get_object(request, str(pk))) is None:
            raise Http404
        form = IssueForm(request.POST or None, partner=partner, scope=scope_of(request))
        title = f"Issue a token to {partner}"
        if form.is_valid():
            told = {"token": self._issued(request, partner, form)}
            return shown_once(request, self, partner, "The token", told)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": partner,
            "title": title,
            "form": form,
            "submit": "Issue",
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


def _tables(request, partner):
    tables = []
    for title, rows, what in (
        ("Credentials", partner.credentials, "credential"),
        ("Tokens", partner.tokens.select_related("refresh"), "accesstoken"),
        ("Refresh tokens", partner.refresh_tokens.select_related("credential"), "refreshtoken"),
    ):
        if request.user.has_perm(f"integrations.view_{what}"):
            latest = rows.select_related("partner__user").order_by("-pk")[:LATEST]
            lines = [_line(row, what) for row in latest]
            head = ["Which", "State", "Expires", "Last used"]
            table = {"title": f"{title}, the latest {LATEST}", "head": head, "rows": lines}
            if lines or what != "refreshtoken":  # few dialects have any
                tables.append(table)
    return tables


def _blindness(partner):
    """Say it when a partner sees nothing, which nobody means; otherwise say nothing."""
    seen = {"no channel": partner.channels, "no location": partner.locations}
    if not (none := " and ".join(word for word, keys in seen.items() if keys == [])):
        return ""
    return f"{partner} sees {none}: it sees nothing at all until some are chosen."


def _line(row, what):
    address = reverse(f"admin:integrations_{what}_change", args=[row.pk])
    name = f"{row.kind} {row.prefix}…" if what == "credential" else getattr(row, "prefix", row.pk)
    link = format_html('<a class="oms-link" href="{}">{}</a>', address, name)
    used = moment(row.last_used_at) if hasattr(row, "last_used_at") else "–"
    return link, standing(row), moment(row.expires_at), used
