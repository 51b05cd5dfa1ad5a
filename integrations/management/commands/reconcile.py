"""Compares the last days of a channel with Omnitron, for a person who watches."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.omnitron import cursor
from integrations.omnitron.pull import PullFailed
from integrations.omnitron.reconcile import reconcile
from oms.statement_limits import long_work
from orders.models import Channel

MOST = 365


class Command(BaseCommand):
    help = (
        "Compare the orders that changed at Omnitron within the last days with ours, day by day, "
        "and pull those that differ. What was found is kept. Ends with an error when the "
        "comparison broke off, or when an order differs still."
    )

    def add_arguments(self, parser):
        parser.add_argument("--channel", type=int, metavar="N", help="Omnitron id; else all")
        parser.add_argument(
            "--days", type=int, default=settings.RECONCILE_DAYS, metavar="D", help=f"1 to {MOST}"
        )

    @long_work()
    def handle(self, *, channel, days, **options):
        if not 1 <= days <= MOST:
            raise CommandError(f"--days is 1 to {MOST}.")
        failures = [said for each in _channels(channel) if (said := self._reconcile(each, days))]
        if failures:
            raise CommandError(" ".join(failures))

    def _reconcile(self, channel, days):
        try:
            run = reconcile(channel.pk, days=days, by="system", now=timezone.now())
        except PullFailed as error:
            return f"{channel}: {error}"
        left = 0
        for day in run.days.order_by("day"):
            left += day.differing - day.repaired
            self.stdout.write(
                f"{channel} {day.day}: {day.remote} there, {day.ours} here, "
                f"{day.differing} differed, {day.repaired} repaired"
            )
            for number, how, result in day.orders:
                self.stdout.write(f"  {number} {how}: {result}")
        return f"{channel}: {left} orders differ still." if left else ""


def _channels(omnitron_id):
    channels = cursor.pullable(Channel.objects.order_by("pk"))
    if omnitron_id is None:
        return list(channels)
    if not (found := list(channels.filter(omnitron_id=omnitron_id))):
        known = ", ".join(str(key) for key in channels.values_list("omnitron_id", flat=True))
        raise CommandError(f"No active channel {omnitron_id}. Channels: {known or 'none'}.")
    return found
