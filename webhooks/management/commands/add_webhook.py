"""Tell one more address of what happens to orders."""

from argparse import BooleanOptionalAction

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.models import Channel
from webhooks import event_types, target_urls, targets
from webhooks.models import Webhook

PLACEHOLDER = "https://hooks.example.com/oms"


class Command(BaseCommand):
    help = (
        "Tell an address of what happens to orders. A standard webhook gets one row for each "
        "--event; a point of sale gets every dispatch. Safe to repeat: the same owner, URL and "
        "event change the row that is there. Example: "
        f"add_webhook --target standard --url {PLACEHOLDER} --event package.status.shipped "
        "--secret whsec_…"
    )

    def add_arguments(self, parser):
        names = sorted(targets.registry())
        parser.add_argument("--target", required=True, choices=names, help="the manner of telling")
        parser.add_argument(
            "--url", required=True, help="where to; for pos its base URL, with or without /v1"
        )
        parser.add_argument(
            "--event",
            action="append",
            default=[],
            help=f"for standard, once per type: {', '.join(event_types.REGISTRY)}",
        )
        parser.add_argument("--secret", help="signs what is sent; a new one rotates the old one")
        parser.add_argument("--username", help="for pos, or for HTTP Basic")
        parser.add_argument("--password", help="for pos, or for HTTP Basic")
        parser.add_argument("--channel", type=int, help="only this channel's orders (Omnitron id)")
        parser.add_argument(
            "--backfill",
            action=BooleanOptionalAction,
            help="tell it, or not, of the orders that a back-fill brings in; not, unless said",
        )
        parser.add_argument("--owner", default="oms", help="user who owns it; made when missing")

    def handle(self, *, target, url, event, owner, channel, **given):
        types = _types(target, event)
        key = {"owner": _owner(owner), "target_url": _callable(url, target), "is_active": True}
        if targets.registry()[target].logs_in:
            _refuse_without_login(Webhook.objects.filter(**key, target=target), given)
        only = {"channel": _channel(channel)} if channel is not None else {}
        for event_type in types:
            webhook, made = Webhook.objects.get_or_create(
                **key, event_type=event_type, defaults={"target": target}
            )
            _change(webhook, {"target": target, **only}, given)
            self.stdout.write(f"{'Added' if made else 'Kept'} {webhook.pk}: {webhook}")


def _refuse_without_login(known, given):
    """Take no address that logs in without a user and a password, said now or known already."""
    login = {"username": given["username"], "password": given["password"]}
    held = known.exclude(username="").values("username", "password").first() or {}
    if not all(login[name] or held.get(name) for name in login):
        raise CommandError("This target logs in there: say --username and --password.")


def _types(target, events):
    if not targets.registry()[target].typed:
        if events:
            raise CommandError(f"{target} decides for itself what to tell: leave --event out.")
        return [Webhook.EVERYTHING]
    wrong = [name for name in events if name not in event_types.REGISTRY]
    if wrong or not events:
        what = f"There is no event {', '.join(wrong)}." if wrong else "--event is needed."
        raise CommandError(f"{what} Allowed: {', '.join(event_types.REGISTRY)}.")
    return list(dict.fromkeys(events))


def _callable(url, target):
    """Return the address, unless whoever delivers would refuse it each time."""
    networks = targets.registry()[target].networks()
    try:
        target_urls.refuse_uncallable(url, networks)
    except target_urls.Unfit as error:
        hint = f" It must be like {PLACEHOLDER}; for a target that may reach private networks"
        hint += " list them in OUTBOUND_ALLOWED_NETWORKS first."
        raise CommandError(f"--url would never be called: {error}{hint}") from error
    return url


def _owner(name):
    user, made = get_user_model().objects.get_or_create(username=name)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _channel(omnitron_id):
    try:
        return Channel.objects.get(omnitron_id=omnitron_id)
    except Channel.DoesNotExist as error:
        known = ", ".join(
            str(each) for each in Channel.objects.values_list("omnitron_id", flat=True)
        )
        message = f"There is no channel {omnitron_id}. Known: {known or 'none'}."
        raise CommandError(message) from error


def _change(webhook, columns, given):
    secret = given["secret"]
    if secret and webhook.secret_key not in {"", secret}:
        columns |= {"previous_secret_key": webhook.secret_key, "secret_rotated_at": timezone.now()}
    named = {"secret_key": secret, "username": given["username"], "password": given["password"]}
    columns |= {name: value for name, value in named.items() if value is not None}
    if given["backfill"] is not None:
        columns["config"] = {**webhook.config, "backfill": given["backfill"]}
    for name, value in columns.items():
        setattr(webhook, name, value)
    webhook.save(update_fields=[*columns, "modified_date"])
