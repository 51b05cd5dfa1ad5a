"""Relay and deliver without a broker: the emergency tool, and the simplest way to try it all."""

import random
import time
from collections import Counter
from contextlib import suppress

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from orders.relay import relay_pending
from webhooks import delivery, replays, turns

REST = 1  # second


class Command(BaseCommand):
    help = (
        "Show every unseen order event to its subscribers and make one attempt at every message "
        "that is due, until nothing is due. Needs neither Redis nor a worker, and may run beside "
        "them. Exits with 0 also when a receiver refuses: its answers stand in the admin."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--forever", action="store_true", help="go on until Ctrl-C; look every second"
        )

    def handle(self, *, forever, **options):
        with suppress(KeyboardInterrupt):
            self.work(forever)

    def work(self, forever):
        """Drain once, or again and again, also across a restart of the database."""
        while True:
            try:
                self.once(forever)
            except (OperationalError, InterfaceError) as error:
                if not forever:
                    raise
                self.stderr.write(f"The database is away ({type(error).__name__}); trying again.")
                connections.close_all()
            if not forever:
                return
            time.sleep(REST)
            close_old_connections()

    def once(self, forever):
        """Drain, and say what was done."""
        relayed, verdicts = drain()
        if relayed or verdicts:
            self.stdout.write(_told(relayed, verdicts))
        elif not forever:
            self.stdout.write("Nothing is due.")


def drain() -> tuple[int, Counter]:
    """Do all that is due; return how many events were relayed, and the verdicts on messages."""
    relayed, verdicts = 0, Counter()
    while True:
        news = relay_pending()
        replays.work_off(at=timezone.now())
        turns.set_aside(timezone.now())
        due = turns.heads(timezone.now(), each=100)
        random.shuffle(due)  # drains beside each other would all begin at the same message
        tried = [delivery.deliver(pk, now=timezone.now()) for pk in due]
        relayed += news
        verdicts.update(filter(None, tried))
        if not news and not any(tried):
            return relayed, verdicts


def _told(relayed, verdicts):
    counts = [f"{count} {verdict}" for verdict, count in sorted(verdicts.items())]
    return f"{relayed} events relayed; messages: {', '.join(counts) or 'none due'}."
