"""What the tests of the back office arrange and read: split orders, buttons, sentences."""

import json
import re

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse

from orders.commands.locking import lock
from orders.models import Package
from orders.relay import relay_pending
from tests import factories
from webhooks.models import Webhook, WebhookEvent

CANARY = "canary-3f9b"


def split_order(*, here, there):
    """An order of two units whose first lies in a package here, the second in one there."""
    shop = factories.channel(default_location=here)
    items = (factories.item(), factories.item())
    order = factories.order(channel=shop, items=items)
    with transaction.atomic():
        dossier = lock(order.pk)
        second = dossier.contents.pop()
        second.delete()  # as if planning had split the order from the start
        moved = [item for item in dossier.items if item.pk == second.order_item_id]
        dossier.open_package(there, moved, factories.NOON)
        dossier.record(by="test", at=factories.NOON)
    return order, *Package.objects.filter(order=order).order_by("sequence")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def press(client, page, target, slug, **parameters):
    """Press a command's button on a page, as a browser that has just read it."""
    version = parameters.pop("version", None) or type(target).objects.get(pk=target.pk)
    version = version if isinstance(version, str) else version.modified_date.isoformat()
    stem = page_of(page).removesuffix("change/")
    url = f"{stem}{target._meta.model_name}/{target.pk}/{slug}/"
    return client.post(url, {"version": version, **parameters})


def commands_on(client, page):
    return re.findall(r'data-command="([a-z-]+)"', client.get(page_of(page)).content.decode())


def said(response):
    """Return the sentences that the next page will show."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def told_channel():
    return factories.channel(
        password=f"{CANARY}-a", auth_token=f"{CANARY}-b", hook_secret=f"{CANARY}-c"
    )


def told_webhook():
    return Webhook.objects.create(
        owner=User.objects.create_user("owner"),
        target_url="https://erp.example.com/hooks",
        event_type="order.created",
        secret_key=f"{CANARY}-d",
        previous_secret_key=f"{CANARY}-e",
        password=f"{CANARY}-f",
        additional_headers=json.dumps({"X-Key": f"{CANARY}-g"}),
    )


def message(*, state="refused"):
    """A message about an order, made by the relay and then refused."""
    told_webhook()
    factories.order()
    relay_pending()
    made = WebhookEvent.objects.get()
    WebhookEvent.objects.filter(pk=made.pk).update(
        state=state,
        attempts=1,
        next_attempt_at=None,
        errors=[{"code": "POS-104", "description": "Invoice number already used"}],
    )
    made.refresh_from_db()
    return made


def act(client, row, name, **typed):
    return client.post(page_of(row).removesuffix("change/") + f"{name}/", typed)


def filled(client, row):
    """Return what the edit form of a row would send back if a person only pressed save."""
    form = client.get(page_of(row)).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields if not _secret(form.fields[name])}
    unticked = {name for name, value in shown.items() if value is False}
    texts = {name: "" if value is None else value for name, value in shown.items()}
    secrets = dict.fromkeys(form.fields.keys() - shown.keys(), "")
    return {name: text for name, text in (texts | secrets).items() if name not in unticked}


def _secret(field):
    return getattr(field.widget, "input_type", "") == "password"
