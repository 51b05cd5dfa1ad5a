"""Registering, changing and retiring a webhook: what its owner may decide about it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from orders.models import Channel
from webhooks import targets
from webhooks.models import Webhook

MASK = "********"


class Taken(Exception):
    """The owner has an active webhook for this URL and event type."""


class NotYours(ValueError):
    """This webhook would tell of more than its owner's token may see; the text says what to do."""


def register(owner: Any, given: Mapping, *, channels: frozenset[int] | None, at: datetime):
    """Add a standard webhook for `owner`, who may see these channels; None is all of them."""
    return _saved(Webhook(owner=owner), given, channels=channels, at=at)


@transaction.atomic
def change(pk: int, given: Mapping, *, channels: frozenset[int] | None, at: datetime) -> Webhook:
    """Change what is given of a webhook; the secret before stays valid for its day."""
    webhook = Webhook.objects.select_for_update().get(pk=pk)
    return _saved(webhook, given, channels=channels, at=at)


@transaction.atomic
def retire(pk: int) -> None:
    """Switch a webhook off for good; its URL and event type may be registered again."""
    webhook = Webhook.objects.select_for_update().get(pk=pk)
    webhook.is_active, webhook.disabled_reason = False, ""
    webhook.save(update_fields=["is_active", "disabled_reason", "modified_date"])


def shown_config(webhook: Webhook) -> dict:
    """Return the config as the API shows it: a login by its name, never its password."""
    kept = {name: value for name, value in webhook.config.items() if name != "auth"}
    if not webhook.username:
        return kept
    return kept | {"auth": {"auth_type": "basic", "username": webhook.username, "password": MASK}}


def shown_headers(webhook: Webhook) -> dict[str, str]:
    """Return the names of the additional headers; what they hold may be secret."""
    return dict.fromkeys(targets.additional_headers(webhook), MASK)


def _saved(webhook, given, *, channels, at):
    for name, value in _columns(webhook, given, at).items():
        setattr(webhook, name, value)
    webhook.channel = _channel(webhook, channels)
    try:
        with transaction.atomic():
            webhook.save()  # the whole row, which is new or locked
    except IntegrityError as error:
        raise Taken from error
    return webhook


def _columns(webhook, given, at):
    plain = ("target_url", "event_type", "retry_countdown_config")
    columns = {name: given[name] for name in plain if name in given}
    if "is_active" in given and given["is_active"] != webhook.is_active:
        columns |= {"is_active": given["is_active"], "disabled_reason": "", "failing_since": None}
    if "secret_key" in given:
        columns |= _rotated(webhook, given["secret_key"] or "", at)
    if "additional_headers" in given:
        columns["additional_headers"] = _headers(webhook, given["additional_headers"])
    if "config" in given:
        columns |= _configured(webhook, given["config"])
    return columns


def _rotated(webhook, secret, at):
    if secret == webhook.secret_key:
        return {}
    old = webhook.secret_key if secret else ""  # whoever wants no signature gets none
    return {"secret_key": secret, "previous_secret_key": old, "secret_rotated_at": at}


def _headers(webhook, headers):
    """Return the headers as stored; whoever sends back the mask changes nothing."""
    known = targets.additional_headers(webhook)
    kept = {name: value for name, value in headers.items() if value != MASK}
    kept |= {name: known[name] for name in headers if headers[name] == MASK and name in known}
    return json.dumps(kept) if kept else ""


def _configured(webhook, config):
    login = config.get("auth") or {"username": "", "password": ""}
    password = webhook.password if login["password"] == MASK else login["password"]
    return {
        "config": {name: value for name, value in config.items() if name != "auth"},
        "username": login["username"],
        "password": password,
    }


def _channel(webhook, channels):
    """Return the channel that the webhook is bound to, so that it tells nothing out of scope."""
    named = webhook.config.get("channel")
    if channels is None:
        return webhook.channel if webhook.pk else None
    mine = list(Channel.objects.filter(pk__in=channels))
    fitting = mine if named is None else [one for one in mine if one.omnitron_id == named]
    if len(fitting) != 1:
        raise NotYours("Name one channel of yours, by its Omnitron id, as config.channel.")
    return fitting[0]
