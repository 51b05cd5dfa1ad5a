"""Addresses that are told: their secrets go in and never come out."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from oms import strictjson
from orders.admin.base import NeverDeleted, Screen, scope_of
from orders.admin.filters import Days
from orders.admin.secrets import KeepsSecrets, WriteOnlyForm
from orders.admin.shown import Acts, act
from orders.admin.words import badge
from webhooks import delinquency, event_types, schedule, target_urls, targets
from webhooks.admin.again import MAY_DECIDE, accepted, by_whom
from webhooks.models import SECRETS, Webhook

WHY = "Why it will be taken now"


def visible_webhooks(request):
    """Return the addresses of the person's channels; those of all, to who sees all."""
    channels = scope_of(request).channels
    return (
        Webhook.objects.all() if channels is None else Webhook.objects.filter(channel__in=channels)
    )


class WebhookForm(WriteOnlyForm):
    secrets = SECRETS
    sent, sent_to = ("password", "additional_headers"), "target_url"
    target = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    event_type = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    backfill = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        label="Also old orders",
        help_text="Tell it of the orders that a back-fill brings in, after what happens now.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(name, name) for name in settings.PUSH_TARGETS]
        self.fields["event_type"].choices = [
            (Webhook.EVERYTHING, "* (the target decides)"),
            *((name, name) for name in event_types.REGISTRY),
        ]
        self.fields["backfill"].initial = self.instance.config.get("backfill") is True
        if headers := self.fields.get("additional_headers"):
            headers.help_text += ' A JSON object: {"X-Key": "text"}.'

    def clean_config(self):
        return _object(self.cleaned_data["config"])

    def clean(self):
        """Refuse what would never be called; keep the switch where everybody looks for it."""
        if {"target", "target_url"} <= self.cleaned_data.keys() and _moves(self.changed_data):
            self._refuse_uncallable(self.cleaned_data["target"], self.cleaned_data["target_url"])
        cleaned = super().clean()
        if "config" in cleaned and "backfill" in self.changed_data:
            cleaned["config"] = {**cleaned["config"], "backfill": cleaned["backfill"]}
        return cleaned

    def _refuse_uncallable(self, target, url):
        networks = targets.registry()[target].networks()
        try:
            target_urls.refuse_uncallable(url, networks)
        except target_urls.Unfit as error:
            self.add_error("target_url", str(error))

    def clean_retry_countdown_config(self):
        plan = self.cleaned_data["retry_countdown_config"]
        if plan is not None and _object(plan).get("choice") not in schedule.PLANS:
            raise forms.ValidationError(f"The choice is one of {', '.join(schedule.PLANS)}.")
        return plan

    def clean_additional_headers(self):
        text = self.cleaned_data["additional_headers"]
        try:
            headers = strictjson.loads(text) if text else {}
        except strictjson.Malformed as error:
            raise forms.ValidationError(str(error)) from error
        if not all(isinstance(text, str) for text in _object(headers).values()):
            raise forms.ValidationError("Each header is a text.")
        return text


def _moves(changed):
    """Tell whether the address is new: an old one can be switched off whatever it is."""
    return bool({"target", "target_url"} & set(changed))


@transaction.atomic
def _released(webhook, *, by, reason):
    webhook.is_active, webhook.disabled_reason, webhook.failing_since = True, "", None
    webhook.save(update_fields=["is_active", "disabled_reason", "failing_since", "modified_date"])
    return delinquency.release(webhook, by=by, reason=reason, at=timezone.now())


def _object(value):
    if not isinstance(value, dict):
        raise forms.ValidationError("A JSON object is needed.")
    return value


@admin.register(Webhook)
class WebhookAdmin(Acts, KeepsSecrets, NeverDeleted, Screen):
    form = WebhookForm
    change_form_outer_before_template = "admin/acts_before_form.html"
    list_display = ["target_url", "target", "event_type", "owner", "channel", "health"]
    list_filter = ["is_active", ("created_date", Days)]
    list_select_related = ["owner", "channel"]
    search_fields = ["=target_url"]
    ordering = ["target_url", "event_type"]
    readonly_fields = ["failing_since", "disabled_reason", "secret_rotated_at", "delivered"]
    fieldsets = [
        (None, {"fields": [
            ("target", "event_type"), "target_url", ("owner", "channel"), "is_active",
            "disabled_reason", "failing_since", "delivered",
        ]}),
        ("Secrets", {"fields": [
            ("secret_key", "previous_secret_key"), "secret_rotated_at", ("username", "password"),
            "additional_headers",
        ]}),
        ("Manner", {
            "fields": ["backfill", "config", "retry_countdown_config"], "classes": ["collapse"],
        }),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=visible_webhooks(request).values("pk"))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and _may_tell(request)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_tell(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """An address without a channel is told of all: only who sees all leaves it empty."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "channel" and scope_of(request).channels is not None:
            field.required = True
        return field

    def save_model(self, request, webhook, form, change):
        """A new secret leaves the old one valid for its day of rotation."""
        old = Webhook.objects.filter(pk=webhook.pk).first()
        if old and old.secret_key and old.secret_key != webhook.secret_key:
            if "previous_secret_key" not in form.changed_data:
                webhook.previous_secret_key = old.secret_key
            webhook.secret_rotated_at = timezone.now()
        super().save_model(request, webhook, form, change)

    def acts(self, request, webhook):
        """Offer to switch on only what is off, to who may change it."""
        off = not webhook.is_active and self.has_change_permission(request, webhook)
        return super().acts(request, webhook) if off else []

    @act("Switch on again and send what was held", permission=MAY_DECIDE, asks=WHY)
    def switch_on(self, request, webhook, said):
        if not self.has_change_permission(request, webhook):
            raise PermissionDenied
        if webhook.is_active:
            messages.warning(request, "It is switched on already. Nothing was done.")
            return None
        try:
            replay = _released(webhook, by=by_whom(request), reason=said)
        except IntegrityError:
            messages.warning(request, "Another active webhook tells this address the same.")
            return None
        return accepted(request, replay)

    @display(description="health")
    def health(self, webhook):
        if not webhook.is_active:
            return badge(webhook.disabled_reason or "switched off", "quiet")
        return badge("failing", "bad") if webhook.failing_since else badge("active", "good")

    @display(description="its messages")
    def delivered(self, webhook):
        address = reverse("admin:webhooks_webhookevent_changelist")
        query = urlencode({"webhook__id__exact": webhook.pk or 0})
        return format_html('<a class="oms-link" href="{}?{}">Look</a>', address, query)


def _may_tell(request):
    """Tell whether the person sees every store: an address is told of the orders of all."""
    return scope_of(request).locations is None
