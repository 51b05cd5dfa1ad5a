"""Messages: what was told to whom, every attempt at it, and a person's decision about it."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from orders.admin.base import ReadOnly, Screen, scope_of
from orders.admin.filters import Choice, Days
from orders.admin.shown import Acts, Shown, act
from orders.admin.words import badge, pretty
from orders.admin.zone import moment
from webhooks import delivery, event_types
from webhooks.admin.again import MAY_DECIDE, again_view
from webhooks.admin.webhook import visible_webhooks
from webhooks.models import Webhook, WebhookEvent
from webhooks.panels import complaint

State = WebhookEvent.State
TONES = {
    State.PENDING: "waiting",
    State.DELIVERED: "good",
    State.REFUSED: "bad",
    State.DEAD: "bad",
    State.HELD: "bad",
    State.SKIPPED: "quiet",
}


def visible_messages(request):
    """Return the messages about what the person may see: for a store, its packages."""
    scope, visible = scope_of(request), WebhookEvent.objects.all()
    if scope.channels is not None:
        visible = visible.filter(order__channel__in=scope.channels)
    if scope.locations is not None:
        visible = visible.filter(order_event__package__stock_location__in=scope.locations)
    return visible


class OfTarget(Choice):
    title = "target"
    parameter_name = "webhook__target"

    def lookups(self, request, model_admin):
        return [(name, name) for name in settings.PUSH_TARGETS]


class OfWebhook(Choice):
    """The one address whose page led here."""

    title = "address"
    parameter_name = "webhook__id__exact"

    def lookups(self, request, model_admin):
        chosen = self.value() or ""
        if not re.fullmatch("[0-9]{1,18}", chosen, re.ASCII):
            return []
        return [(row.pk, str(row)) for row in visible_webhooks(request).filter(pk=chosen)]

    def has_output(self):
        return bool(self.value())


class OfType(Choice):
    title = "event type"
    parameter_name = "event_type"

    def lookups(self, request, model_admin):
        return [(name, name) for name in (*event_types.REGISTRY, Webhook.EVERYTHING)]


class InState(Choice):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("stuck", "Refused or dead"), *State.choices]

    def kept(self, request, queryset):
        stuck = self.value() == "stuck"
        states = [State.REFUSED, State.DEAD] if stuck else [self.value()]
        return queryset.filter(state__in=states)


@admin.register(WebhookEvent)
class MessageAdmin(Acts, Shown, ReadOnly, Screen):
    list_display = [
        "created", "event_type", "about", "to", "status", "attempts", "answer", "next_try",
    ]  # fmt: skip
    list_filter = [InState, OfTarget, OfWebhook, OfType, ("created_date", Days)]
    list_select_related = ["webhook", "order"]
    search_fields = ["uuid"]
    search_help_text = "Uuid of the message or order number, in full"
    sortable_by = []
    ordering = ["-pk"]
    actions = ["send_many_again"]
    change_list_template = "admin/messages.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.again_view)
        return [path("again/", view, name="webhooks_send_again"), *super().get_urls()]

    def again_view(self, request):
        return again_view(self.admin_site, request)

    def get_queryset(self, request):
        return visible_messages(request).defer("body", "response_content", "errors")

    def get_search_results(self, request, queryset, search_term):
        if not (term := search_term.strip()):
            return queryset, False
        named = Q(order__number=term) | Q(order__code=term)
        return queryset.filter(Q(uuid=uuid) if (uuid := _uuid(term)) else named), False

    @display(description="made")
    def created(self, message):
        return moment(message.created_date)

    @display(description="about")
    def about(self, message):
        return message.order.code if message.order else "–"

    @display(description="to")
    def to(self, message):
        return f"{message.webhook.target}: {urlsplit(message.url).netloc}"

    @display(description="state")
    def status(self, message):
        return _badge(message)

    @display(description="last answer")
    def answer(self, message):
        return message.response_http_status or message.last_error or "–"

    @display(description="next try")
    def next_try(self, message):
        return moment(message.next_attempt_at) if message.state == State.PENDING else "–"

    @admin.action(description="Send again", permissions=["decide"])
    def send_many_again(self, request, queryset):
        sent = [self._decided(request, delivery.replay, pk, "") for pk in _keys(queryset)]
        if done := sent.count(True):
            messages.success(request, f"{done} messages will be sent again.")

    def has_decide_permission(self, request):
        return request.user.has_perm(MAY_DECIDE)

    @act("Send again", permission=MAY_DECIDE)
    def replay(self, request, message, said):
        if self._decided(request, delivery.replay, message.pk, said):
            messages.success(request, f"{message} will be sent again.")

    @act("Skip", permission=MAY_DECIDE, asks="Why it need not arrive")
    def skip(self, request, message, said):
        if not said:
            messages.warning(request, "Say why it need not arrive. Nothing was done.")
        elif self._decided(request, delivery.skip, message.pk, said):
            messages.success(request, f"{message} is skipped; its lane goes on.")

    def story(self, request, shown):
        message = WebhookEvent.objects.select_related("webhook__owner", "order").get(pk=shown.pk)
        return {
            "badge": _badge(message),
            "acts": self.acts(request, message),
            "facts": _facts(message),
            "problems": [complaint(error) for error in message.errors],
            "texts": [
                ("Body", pretty(bytes(message.body))),
                ("Last answer", message.response_content),
            ],
            "table": _ledger(message),
        }

    def _decided(self, request, decide, pk, said):
        by = f"staff:{request.user.get_username()}"
        try:
            decide(pk, by=by, reason=said or "from the back office", at=timezone.now())
        except delivery.Undecidable as error:
            messages.warning(request, f"{error} Nothing was done.")
            return False
        return True


def _keys(queryset):
    return list(queryset.order_by("pk").values_list("pk", flat=True))


def _uuid(term):
    try:
        return UUID(term)
    except ValueError:
        return None


def _badge(message):
    return badge(message.get_state_display(), TONES[message.state])


def _facts(message):
    order = message.order and format_html(
        '<a class="oms-link" href="{}">{}</a>',
        reverse("admin:orders_order_change", args=[message.order.pk]),
        message.order.code,
    )
    rows = [
        ("Event", message.event_type),
        ("Order", order),
        ("Uuid", message.uuid),
        ("To", f"{message.method} {message.url}"),
        ("Target", f"{message.webhook.target} of {message.webhook.owner}"),
        ("Made", moment(message.created_date)),
        ("Delivered", message.delivered_at and moment(message.delivered_at)),
        ("Next try", message.next_attempt_at and moment(message.next_attempt_at)),
        ("Attempts", message.attempts),
        ("Answer", message.response_http_status),
        ("Trouble", message.last_error),
    ]
    return [(name, value) for name, value in rows if value not in (None, "")]


def _ledger(message):
    rows = [
        (
            moment(attempt.at),
            f"{attempt.took.total_seconds():.2f} s" if attempt.took else "–",
            attempt.status or "–",
            attempt.error or attempt.reason or "–",
            attempt.by or "–",
            attempt.answer[:300],
        )
        for attempt in message.ledger.order_by("-pk")[:100]
    ]
    head = ["When", "Took", "Answer", "Trouble or reason", "By", "Text"]
    return {"title": "Attempts and decisions", "head": head, "rows": rows}
