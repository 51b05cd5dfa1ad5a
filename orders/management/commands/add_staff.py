"""Let a person of the staff in: a login, a role, and what the person sees."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.crypto import get_random_string

from orders.commands import staff
from orders.models import Channel, Membership, StockLocation

ROLES = ", ".join(Membership.Role.values)


class Command(BaseCommand):
    help = (
        "Let a person into the back-office. The role says what the person may do; --channel and "
        "--location what the person sees (all, where none is given). For a new login the password "
        "is printed once; a repeat changes role and sight, and leaves the password alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--role", required=True, metavar="ROLE", help=f"one of {ROLES}")
        parser.add_argument(
            "--location", action="append", metavar="CODE", help="ERP code; repeatable"
        )
        parser.add_argument(
            "--channel", action="append", type=int, metavar="N", help="Omnitron id; repeatable"
        )

    @transaction.atomic
    def handle(self, *, username, role, location, channel, **options):
        if role not in Membership.Role.values:
            raise CommandError(f"There is no role {role}. The roles are: {ROLES}.")
        if role == Membership.Role.STORE and not location:
            raise CommandError("A store person needs --location: else every store is seen.")
        locations = _all_of(StockLocation, "erp_code", location or [])
        channels = _all_of(Channel, "omnitron_id", channel or [])
        user, is_new = get_user_model().objects.get_or_create(username=username)
        password = get_random_string(16) if is_new else None
        if password:
            user.set_password(password)
        user.save()
        membership = staff.employ(user.pk, role, channels=channels, locations=locations)
        self.stdout.write(password or f"{username} is {membership.get_role_display()} now.")


def _all_of(model, column, values):
    rows = list(model.objects.filter(**{f"{column}__in": values}))
    if missing := set(values) - {getattr(row, column) for row in rows}:
        known = ", ".join(map(str, model.objects.values_list(column, flat=True)[:20]))
        raise CommandError(f"Not known: {', '.join(map(str, missing))}. Known are: {known}.")
    return rows
