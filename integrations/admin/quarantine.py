"""What could not be understood: as it came, why, and trying again."""

from django.contrib import admin, messages
from django.utils import timezone
from unfold.decorators import display

from integrations.models import Quarantined
from integrations.omnitron import pull
from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.filters import Choice, Days, OfChannel
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge, pretty, state_badge, who
from orders.admin.zone import moment

MAY_RETRY = "integrations.retry_quarantined"


def visible_quarantine(request):
    """Return what waits of the person's channels; what store it is for, nobody knows yet."""
    scope, rows = scope_of(request), Quarantined.objects.defer("raw")
    if scope.locations is not None:
        return rows.none()
    return rows if scope.channels is None else rows.filter(channel__in=scope.channels)


class Open(Choice):
    title = "open"
    parameter_name = "open"

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def kept(self, request, queryset):
        return queryset.filter(resolved_at__isnull=self.value() == "yes")


class OfCause(Choice):
    title = "cause"
    parameter_name = "cause"

    def lookups(self, request, model_admin):
        return Quarantined.Cause.choices


@admin.register(Quarantined)
class QuarantineAdmin(Acts, Shown, ReadOnly, Screen):
    list_display = [
        "number", "resource", "channel", "why", "at_the_hub", "tries", "came", "status",
    ]  # fmt: skip
    list_filter = [Open, OfCause, OfChannel, ("created_date", Days)]
    list_select_related = ["channel"]
    search_fields = ["=number", "=remote_id"]
    search_help_text = "Order number or key at the hub, in full"
    sortable_by = []
    ordering = ["-pk"]
    actions = ["try_many_again"]

    def get_queryset(self, request):
        return visible_quarantine(request)

    @display(description="why")
    def why(self, row):
        return row.reason[:120]

    @display(description="state at Omnitron")
    def at_the_hub(self, row):
        return "–" if row.remote_status is None else state_badge("order", row.remote_status)

    @display(description="came")
    def came(self, row):
        return moment(row.created_date)

    @display(description="state")
    def status(self, row):
        return _badge(row)

    @admin.action(description="Try again", permissions=["retry"])
    def try_many_again(self, request, queryset):
        for row in queryset.filter(resolved_at__isnull=True).order_by("pk")[:100]:
            self.acted(request, row, self.try_again)

    def has_retry_permission(self, request):
        return request.user.has_perm(MAY_RETRY)

    @act("Try again", permission=MAY_RETRY)
    def try_again(self, request, row, said):
        by = f"staff:{request.user.get_username()}"
        tried = pull.retry_quarantined(row.pk, by=by, now=timezone.now())
        if tried.resolved_at:
            messages.success(request, f"{tried}: understood and taken in.")
        else:
            messages.warning(request, f"{tried}: still not. {tried.reason[:300]}")

    def story(self, request, shown):
        rows = [
            ("Channel", shown.channel),
            ("What", shown.resource),
            ("Number", shown.number),
            ("Key at the hub", shown.remote_id),
            ("Cause", shown.get_cause_display()),
            ("Why", shown.reason),
            ("State at Omnitron", shown.remote_status and self.at_the_hub(shown)),
            ("Tries", shown.tries),
            ("Came", moment(shown.created_date)),
            ("Last tried", moment(shown.modified_date)),
            ("Resolved", shown.resolved_at and moment(shown.resolved_at)),
            ("By", shown.resolved_by and who(shown.resolved_by)),
        ]
        return {
            "badge": _badge(shown),
            "acts": self.acts(request, shown) if shown.resolved_at is None else [],
            "facts": [(name, value) for name, value in rows if value not in (None, "")],
            "texts": [("As it came", pretty(shown.raw))],
        }


def _badge(row):
    return badge("resolved", "good") if row.resolved_at else badge("waits", "bad")
