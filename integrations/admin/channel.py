"""Channels: how the hub is reached; the secrets go in here and never come out."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.utils import timezone
from unfold.decorators import display

from integrations.admin.faring import card, doors
from integrations.omnitron.client import Client, sentence
from integrations.omnitron.origin import NotOurHub, require_our_hub
from integrations.omnitron.target import connect
from oms.http import RemoteError
from orders.admin.base import NeverDeleted, Scoped, Screen
from orders.admin.secrets import KeepsSecrets, WriteOnlyForm
from orders.admin.shown import Acts, act
from orders.admin.words import badge
from orders.admin.zone import ZonedForm
from orders.models import Channel
from orders.models.channel import SECRETS

DAYS = 7  # within which a channel that is in use has sold something


class ChannelForm(WriteOnlyForm, ZonedForm):
    secrets = SECRETS
    sent, sent_to = ("password",), "server"

    def clean_server(self):
        server = self.cleaned_data["server"].rstrip("/")
        try:
            server and require_our_hub(server, omnitron_id=self.instance.omnitron_id)
        except NotOurHub as error:
            raise forms.ValidationError(str(error)) from error
        return server


@admin.register(Channel)
class ChannelAdmin(Acts, KeepsSecrets, NeverDeleted, Scoped, Screen):
    form = ChannelForm
    change_form_outer_before_template = "admin/channel_before_form.html"
    list_display = ["name", "omnitron_id", "server", "default_location", "time_zone", "active"]
    list_select_related = ["default_location"]
    search_fields = ["name"]
    ordering = ["name"]
    fieldsets = [
        (None, {"fields": [
            ("name", "omnitron_id"), ("channel_type", "currency"),
            ("time_zone", "default_location"), "is_active",
        ]}),
        ("Omnitron", {"fields": [
            "server", ("username", "password"), ("auth_token", "hook_secret"), "pull_interval",
        ]}),
        ("Configuration shown by the API", {
            "fields": ["configuration"], "classes": ["collapse"],
        }),
    ]  # fmt: skip

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "server":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["omnitron_id"] if obj and obj.omnitron_id else []

    def save_model(self, request, channel, form, change):
        """A token that was got with another login is none any more."""
        typed = set(form.changed_data)
        if typed & {"server", "username", "password"} and "auth_token" not in typed:
            channel.auth_token = ""
        super().save_model(request, channel, form, change)
        if channel.server and channel.omnitron_id is not None:
            connect(channel)

    @display(description="state")
    def active(self, channel):
        return badge("active", "good") if channel.is_active else badge("switched off", "quiet")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        channel = self.get_object(request, unquote(object_id))
        fares = (
            {"fares": card(request, channel), "doors": doors(request, channel)} if channel else {}
        )
        return super().change_view(request, object_id, form_url, fares | (extra_context or {}))

    @act("Test connection", permission="orders.change_channel")
    def test_connection(self, request, channel, said):
        client = Client(channel)
        try:
            client.log_in()
            stores, carriers = _count(client.retail_stores()), _count(client.cargo_companies())
            since = timezone.now() - timedelta(days=DAYS)
            orders = client.changed_orders(since=since, page=1, limit=1).rows
        except RemoteError as error:
            messages.error(request, f"{channel.server}: {sentence(error)}")
        else:
            found = f"{stores} stores and {carriers} carriers"
            messages.success(request, f"{channel.server} answers: login accepted, {found}.")
            if not orders:
                messages.warning(request, f"It shows no order of {DAYS} days. {_nothing(channel)}")


def _nothing(channel):
    return (
        f"Is {channel.omnitron_id} the key of this channel there,"
        f" and may {channel.username} see its orders?"
    )


def _count(rows):
    return sum(1 for _ in rows)
