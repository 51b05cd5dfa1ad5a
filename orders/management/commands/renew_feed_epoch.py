"""Tell readers of the change feed that the database was set back to an earlier moment."""

from django.core.management.base import BaseCommand
from django.db import transaction

from orders.feed import epoch
from orders.feed.numbering import SOLE_NUMBERING, newest
from orders.feed.sole import sole


class Command(BaseCommand):
    help = (
        "After a restore to an earlier moment: begin a new epoch of the change feed, so that a "
        "reader who was given later positions is told to begin again. A restore that starts the "
        "server anew, or makes the tables anew, is noticed by itself; run this where neither "
        "happened, before the workers start. Harmless at any other time."
    )

    @transaction.atomic
    def handle(self, **options):
        """Begin it, and say which."""
        sole(SOLE_NUMBERING)
        begun = epoch.renew(newest())
        self.stdout.write(f"The feed goes on in epoch {begun.epoch}, after position {newest()}.")
