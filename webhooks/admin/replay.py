"""How far sending many messages again has come, who wanted it and why."""

from datetime import datetime

from django.contrib import admin
from unfold.decorators import display

from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.shown import Shown
from orders.admin.words import badge, who
from orders.admin.zone import moment
from orders.scope import EVERYTHING
from webhooks.admin.again import MAY_DECIDE, by_whom
from webhooks.models import Replay, Webhook

NAMES = {
    "state": "State",
    "target": "Target",
    "target_url": "Address",
    "event_type": "Event type",
    "order": "Order",
}
MOMENTS = {"created_from": "Made from", "created_before": "Made before"}


@admin.register(Replay)
class ReplayAdmin(Shown, ReadOnly, Screen):
    page_template = "admin/replay.html"
    list_display = ["accepted", "status", "done", "total", "sent", "wanted_by", "reason"]
    sortable_by = []
    ordering = ["-pk"]

    def get_queryset(self, request):
        """Who sees all sees all of them; the others see their own, whose scope was theirs."""
        rows = super().get_queryset(request)
        return rows if scope_of(request) == EVERYTHING else rows.filter(by=by_whom(request))

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or request.user.has_perm(MAY_DECIDE)

    def has_module_permission(self, request):
        return super().has_module_permission(request) or request.user.has_perm(MAY_DECIDE)

    @display(description="accepted")
    def accepted(self, replay):
        return moment(replay.created_date)

    @display(description="state")
    def status(self, replay):
        return _badge(replay)

    @display(description="by")
    def wanted_by(self, replay):
        return who(replay.by)

    def story(self, request, shown):
        rows = [
            ("Accepted", moment(shown.created_date)),
            ("By", who(shown.by)),
            ("Why", shown.reason),
            ("Messages", shown.total),
            ("Worked off", shown.done),
            ("On their way again", shown.sent),
            ("Left as they were", shown.done - shown.sent),
            ("Last step", moment(shown.modified_date)),
            *_narrowed(shown.filter),
        ]
        return {
            "badge": _badge(shown),
            "goes_on": shown.state == Replay.State.WAITING,
            "share": 100 * shown.done // shown.total if shown.total else 100,
            "facts": [(name, value) for name, value in rows if value != ""],
        }


def _narrowed(filter):
    for key, name in NAMES.items():
        if key in filter:
            value = filter[key]
            yield name, ", ".join(value) if isinstance(value, list) else value
    for key, name in MOMENTS.items():
        if key in filter:
            yield name, moment(datetime.fromisoformat(filter[key]))
    if "webhook" in filter:
        yield "Webhook", Webhook.objects.filter(pk=filter["webhook"]).first() or "gone"


def _badge(replay):
    done = replay.state == Replay.State.DONE
    return badge("done", "good") if done else badge("being worked off", "waiting")
