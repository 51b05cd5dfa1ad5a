"""Sending many messages again: a form says which and why, and the answer is at once."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from oms import doorbell
from orders.admin.base import scope_of
from webhooks import event_types, replays, tasks
from webhooks.models import Webhook, WebhookEvent

State = WebhookEvent.State
MAY_DECIDE = "webhooks.replay_webhookevent"
PLAIN = ("state", "target", "event_type", "created_from", "created_before")


def _moment():
    return UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})


class AgainForm(forms.Form):
    """Which messages to send again, and why; what is left empty narrows nothing."""

    state = forms.MultipleChoiceField(
        choices=State.choices,
        initial=[State.REFUSED, State.DEAD],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="A delivered message arrives twice, under the same id.",
    )
    target = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget)
    webhook = forms.ModelChoiceField(
        Webhook.objects.none(), required=False, empty_label="Any", widget=UnfoldAdminSelectWidget
    )
    event_type = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget)
    created_from = forms.DateTimeField(label="Made from", required=False, widget=_moment())
    created_before = forms.DateTimeField(label="Made before", required=False, widget=_moment())
    reason = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        types = (*event_types.REGISTRY, Webhook.EVERYTHING)
        self.fields["target"].choices = _any(settings.PUSH_TARGETS)
        self.fields["event_type"].choices = _any(types)
        webhooks = Webhook.objects.order_by("target_url", "event_type")
        if scope.channels is not None:
            webhooks = webhooks.filter(channel__in=scope.channels)
        self.fields["webhook"].queryset = webhooks

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("created_from"), cleaned.get("created_before")
        if first and last and first >= last:
            self.add_error("created_before", "The range ends before it begins.")
        return cleaned

    def filter(self):
        """Return what was typed as a filter that leaves nothing out of the person's scope."""
        found = {name: value for name in PLAIN if (value := self.cleaned_data[name])}
        if webhook := self.cleaned_data["webhook"]:
            found["webhook"] = webhook.pk
        for name in ("channels", "locations"):
            if (keys := getattr(self.scope, name)) is not None:
                found[name] = sorted(keys)
        return found


def again_view(site, request):
    """Ask which messages to send again, and accept it."""
    if not request.user.has_perm(MAY_DECIDE):
        raise PermissionDenied
    form = AgainForm(request.POST or None, scope=scope_of(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        by, at = by_whom(request), timezone.now()
        return accepted(
            request, replays.replay_many(form.filter(), by=by, reason=reason, at=at)
        )  # fmt: skip
    context = site.each_context(request) | {
        "opts": WebhookEvent._meta,
        "title": "Send messages again",
        "form": form,
        "submit": "Send again",
    }
    return TemplateResponse(request, "admin/form_page.html", context)


def accepted(request, replay):
    """Ring for a worker, and lead to the page that shows how far it has come."""
    transaction.on_commit(_ring, robust=True)  # a nudge; the beat is the promise
    messages.success(request, f"Accepted: {replay.total} messages will be sent again.")
    return HttpResponseRedirect(reverse("admin:webhooks_replay_change", args=[replay.pk]))


def by_whom(request) -> str:
    return f"staff:{request.user.get_username()}"


def _any(names):
    return [("", "Any"), *((name, name) for name in names)]


def _ring():
    doorbell.ring(tasks.replay)
