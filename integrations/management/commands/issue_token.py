"""Issues a partner's token and prints it, once and alone, so that a script can take it."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from integrations import auth, dialects
from integrations.management.commands.add_partner import keys
from integrations.models import AccessToken, Partner
from orders.models import Channel, StockLocation

RIGHTS = AccessToken.Right.values


class Command(BaseCommand):
    help = (
        "Print a new token of a partner; partner and user are made when they are missing. The "
        "token is shown this once. Without --right it may read, without --channel it sees all."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="the partner's name")
        parser.add_argument("--dialect", required=True, help="how it speaks, as akinon")
        parser.add_argument(
            "--channel", action="append", type=int, metavar="N", help="Omnitron id; repeatable"
        )
        parser.add_argument(
            "--facility", action="append", metavar="CODE", help="ERP code; repeatable"
        )
        parser.add_argument(
            "--right", action="append", metavar="R", help=f"{', '.join(RIGHTS)}; repeatable"
        )
        parser.add_argument(
            "--days", type=int, default=7, metavar="D", help=f"1 to {auth.LONGEST_LIFE}"
        )

    @transaction.atomic
    def handle(self, *, name, dialect, channel, facility, right, days, **options):
        rights = _known_rights(dialect, right or [AccessToken.Right.READ])
        channels = keys(Channel, "omnitron_id", channel)
        locations = keys(StockLocation, "erp_code", facility)
        try:
            _token, text = auth.issue(
                _partner(name, dialect),
                rights=rights,
                channels=channels,
                locations=locations,
                days=days,
                at=timezone.now(),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)


def _known_rights(dialect, rights):
    try:
        known = dialects.named(dialect).rights
    except KeyError:
        spoken = ", ".join(settings.PARTNER_DIALECTS)
        raise CommandError(f"No dialect {dialect}. Dialects: {spoken}.") from None
    if unknown := set(rights) - set(known):
        raise CommandError(f"No right {', '.join(sorted(unknown))}. Rights: {', '.join(known)}.")
    return rights


def _partner(name, dialect):
    if partner := Partner.objects.filter(name=name).first():  # unique
        if partner.dialect != dialect:
            raise CommandError(f"{name} speaks {partner.dialect}, not {dialect}.")
        return partner
    if dialects.named(dialect).told:
        raise CommandError(f"There is no partner {name}: add_partner makes one, with its login.")
    user = get_user_model()(username=name)
    if type(user).objects.filter(username=name).exists():
        raise CommandError(f"There is a user {name} already who is not this partner's.")
    user.set_unusable_password()
    user.save()
    return Partner.objects.create(name=name, dialect=dialect, user=user)
