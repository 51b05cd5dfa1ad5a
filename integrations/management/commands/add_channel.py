"""Adds a channel of the Omnitron, tests its connection, and says what was found there."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.omnitron import cursor
from integrations.omnitron.client import sentence
from integrations.omnitron.origin import NotOurHub, require_our_hub
from integrations.omnitron.receiving import Receiver
from integrations.omnitron.target import connect
from oms.http import RemoteError
from orders.models import CargoCompany, Channel, StockLocation


class Command(BaseCommand):
    help = (
        "Add a sales channel of Omnitron, or change it: the Omnitron id says which. The connection "
        "is tested, carriers and stores are copied, and from then on the hub is told how its "
        "orders fare. When the test fails, a new channel is kept, so that the same command with "
        "the right values completes it, and one that was there already stays as it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="what staff call the channel")
        parser.add_argument("--omnitron-id", required=True, type=int, metavar="N")
        parser.add_argument("--server", required=True, metavar="URL", help="…/api/v1 or …/api/i1")
        parser.add_argument("--username", required=True, metavar="U")
        parser.add_argument("--password", required=True, metavar="P")
        parser.add_argument(
            "--location", metavar="CODE", help="ERP code of the store for orders that name none"
        )

        parser.add_argument(
            "--hook-secret", metavar="S", help="with it Omnitron signs its hooks to us"
        )

    def handle(self, *, name, omnitron_id, server, username, password, location, **options):
        if omnitron_id < 1:
            raise CommandError("--omnitron-id is the number that Omnitron gave the channel.")
        server = server.rstrip("/")
        _require_our_hub(server, omnitron_id)
        access = {"server": server, "username": username, "password": password}
        if options["hook_secret"]:
            access["hook_secret"] = options["hook_secret"]
        before = Channel.objects.filter(omnitron_id=omnitron_id).first()  # unique
        channel = _saved(omnitron_id, name=name, **access)
        try:
            Receiver(channel, by="system").sync(at=timezone.now())
        except RemoteError as error:
            said = "is kept, but could not be tested"
            if before:
                before.save(update_fields=["name", *access, "auth_token", "modified_date"])
                said = "stays as it was: the new values could not be tested"
            raise CommandError(f"Channel {before or channel} {said}. {sentence(error)}") from error
        if location:
            channel.default_location = _location(location)
            channel.save(update_fields=["default_location", "modified_date"])
        cursor.of(channel)
        connect(channel)
        self.stdout.write(_told(channel))


def _require_our_hub(server, omnitron_id):
    try:
        require_our_hub(server, omnitron_id=omnitron_id)
    except NotOurHub as error:
        raise CommandError(str(error)) from error


def _saved(omnitron_id, **columns):
    channel = Channel.objects.filter(omnitron_id=omnitron_id).first()  # unique
    channel = channel or Channel(omnitron_id=omnitron_id)
    access = ("server", "username", "password")
    if any(getattr(channel, field) != columns[field] for field in access):
        channel.auth_token = ""
    for field, value in columns.items():
        setattr(channel, field, value)
    fields = [*columns, "auth_token", "modified_date"]
    channel.save(update_fields=fields if channel.pk else None)
    return channel


def _location(code):
    locations = StockLocation.objects.order_by("erp_code")
    try:
        return locations.get(erp_code=code)
    except StockLocation.DoesNotExist:
        known = ", ".join(locations.values_list("erp_code", flat=True)) or "none"
        raise CommandError(
            f"There is no location {code}; the channel is kept. Locations: {known}."
        ) from None


def _told(channel):
    carriers = CargoCompany.objects.exclude(omnitron_id=None).count()
    stores = StockLocation.objects.exclude(omnitron_id=None).count()
    if channel.default_location:
        home = f"Orders that name no store go to {channel.default_location}."
    else:
        home = "Orders that name no store wait, because there is no --location."
    return (
        f"Channel {channel} (Omnitron id {channel.omnitron_id}) is connected: "
        f"{carriers} carriers, {stores} stores and warehouses. {home}"
    )
