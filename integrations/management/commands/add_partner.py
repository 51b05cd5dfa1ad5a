"""Adds a partner and prints, once and alone, what it proves itself with, as one JSON object."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations import auth, dialects
from integrations.enrolment import CannotEnrol, enrol
from orders.models import Channel, StockLocation

SPOKEN = ", ".join(settings.PARTNER_DIALECTS)
NAMES = {Channel: ("channel", "Channels"), StockLocation: ("facility", "Facilities")}


class Command(BaseCommand):
    help = (
        "Add a partner that speaks a dialect, and print its credentials as JSON. They are shown "
        "this once. Without --channel it sees all channels, without --facility all stores."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="what staff call the partner")
        parser.add_argument("--dialect", required=True, metavar="D", help=f"one of {SPOKEN}")
        parser.add_argument(
            "--channel", action="append", type=int, metavar="N", help="Omnitron id; repeatable"
        )
        parser.add_argument(
            "--facility", action="append", metavar="CODE", help="ERP code; repeatable"
        )
        parser.add_argument(
            "--days", type=int, metavar="D", help=f"1 to {auth.LONGEST_LIFE}; else no expiry"
        )

    def handle(self, *, name, dialect, channel, facility, days, **options):
        if dialect not in settings.PARTNER_DIALECTS:
            raise CommandError(f"No dialect {dialect}. Dialects: {SPOKEN}.")
        if not dialects.named(dialect).told:
            raise CommandError(
                f"A partner that speaks {dialect} has tokens only: issue_token makes one."
            )
        if days is not None and not 1 <= days <= auth.LONGEST_LIFE:
            raise CommandError(f"Credentials live for 1 to {auth.LONGEST_LIFE} days.")
        channels = keys(Channel, "omnitron_id", channel)
        locations = keys(StockLocation, "erp_code", facility)
        try:
            _partner, told = enrol(
                name,
                dialect=dialect,
                channels=channels,
                locations=locations,
                days=days,
                at=timezone.now(),
            )
        except CannotEnrol as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(told))


def keys(model, column, given):
    """Return our keys of the rows that were named; None when none was."""
    if not given:
        return None
    known = dict(model.objects.exclude(**{column: None}).values_list(column, "pk"))
    if unknown := [str(name) for name in given if name not in known]:
        allowed = ", ".join(map(str, sorted(known)[:20])) or "none"
        one, many = NAMES[model]
        raise CommandError(f"No {one} {', '.join(unknown)}. {many}: {allowed}.")
    return sorted({known[name] for name in given})
