"""Bring the rights of all the staff in line with their roles, once after an upgrade."""

from django.core.management.base import BaseCommand

from orders.commands import staff
from orders.models import Membership


class Command(BaseCommand):
    help = (
        "Give each person who has a membership the rights of its role, and take others: those "
        "whose role was changed on screen before screens did so."
    )

    def handle(self, **options):
        keys = Membership.objects.order_by("pk").values_list("user", flat=True)
        for user_id in keys:
            staff.follow_role(user_id)
        self.stdout.write(f"{len(keys)} people have what their roles give.")
