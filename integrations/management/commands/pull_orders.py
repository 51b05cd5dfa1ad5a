"""Brings in orders from Omnitron, for a person who watches."""

from argparse import ArgumentTypeError
from collections import Counter
from datetime import datetime
from itertools import starmap

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from integrations.omnitron import backfill, cursor, pull
from integrations.omnitron.chosen import MOST, pull_numbers
from oms.statement_limits import long_work
from orders.models import Channel

COUNTS = ("new", "changed", "unchanged", "refused", "quarantined")


class Command(BaseCommand):
    help = (
        "Bring in the orders that changed at Omnitron, from where the last complete pull ended. "
        "Ends with five counts, and with an error when the pull could not be completed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--channel", action="append", type=int, metavar="N", help="Omnitron id; else all"
        )
        parser.add_argument("--since", type=_moment, metavar="ISO", help="changed at or after")
        parser.add_argument("--until", type=_moment, metavar="ISO", help="changed at or before")
        parser.add_argument(
            "--number", action="append", metavar="N", help=f"only this order; at most {MOST}"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and write no order"
        )

    @long_work()
    def handle(self, *, channel, since, until, number, dry_run, **options):
        if number and (since or until or dry_run):
            raise CommandError("--number stands alone, with --channel at most.")
        if since and until and since > until:
            raise CommandError("--since lies after --until: nothing can have changed then.")
        if number and len(number) > MOST:
            raise CommandError(f"At most {MOST} numbers at a time.")
        channels = _channels(channel)
        if number:
            return self._pull_numbers(channels, number)
        source = pull.preview_channel if dry_run else pull.pull_channel
        counts, failures = Counter(), []
        for each in channels:
            pages = source(each.pk, now=timezone.now(), since=since, until=until)
            try:
                self._count(pages, each, counts, tell=dry_run)
                if not dry_run:
                    self._count(backfill.work_off(each, now=timezone.now()), each, counts)
                    if backfill.of(each):
                        failures.append(f"{each}: earlier orders are not all read; see Long work.")
            except (pull.PullFailed, cursor.AlreadyPulling) as error:
                failures.append(f"{each}: {error}")
        self.stdout.write(", ".join(f"{counts[name]} {name}" for name in COUNTS))
        if failures:
            raise CommandError("The pull is not complete. " + " ".join(failures))
        return None

    def _count(self, pages, channel, counts, *, tell=False):
        # disable=None: a bar for a person at a terminal, silence in a log.
        with tqdm(desc=str(channel), unit=" orders", disable=None) as bar:
            for page in pages:
                bar.update(len(page.outcomes))
                counts.update(outcome.result for outcome in page.outcomes)
                for outcome in page.outcomes if tell else ():
                    self._tell(outcome)

    def _tell(self, outcome):
        if outcome.result != "unchanged":
            said = [*outcome.reasons, *starmap(_change, outcome.changes.items())]
            self.stdout.write(f"{outcome.number} {outcome.result} {', '.join(said)}".rstrip())

    def _pull_numbers(self, channels, numbers):
        results = pull_numbers(channels, numbers, by="system", now=timezone.now())
        for result in results:
            self.stdout.write(f"{result.number} {' '.join(result.errors) or 'taken in'}")
        failed = sum(bool(result.errors) for result in results)
        if failed:
            raise CommandError(f"{failed} of {len(results)} orders were not taken in.")


def _change(field, values):
    before, after = ("nothing" if value in (None, "") else value for value in values)
    return f"{field}: {before} → {after}"


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a moment") from error
    if moment.tzinfo is None:
        raise ArgumentTypeError("the zone is missing, as in 2026-11-21T12:00:00+03:00")
    return moment


def _channels(omnitron_ids):
    channels = cursor.pullable(Channel.objects.order_by("pk"))
    if not omnitron_ids:
        return list(channels)
    known = {channel.omnitron_id: channel for channel in channels}
    if unknown := [str(key) for key in omnitron_ids if key not in known]:
        allowed = ", ".join(map(str, sorted(known))) or "none"
        raise CommandError(f"No active channel {', '.join(unknown)}. Channels: {allowed}.")
    return [known[key] for key in omnitron_ids]
