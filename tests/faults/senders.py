"""As a program: N senders that drain for ever, each replaced at once when it is killed."""

import os
import sys
import time
from contextlib import suppress
from datetime import timedelta

import django
from django.db import InterfaceError, OperationalError, connections

django.setup()

from webhooks import delivery, schedule  # noqa: E402
from webhooks.management.commands.drain import drain  # noqa: E402

delivery.LEASE = timedelta(seconds=3)  # whoever is killed holds a message for this long
schedule.PAUSES = (timedelta(seconds=1),) * 40


def send_for_ever() -> None:
    while True:
        with suppress(OperationalError, InterfaceError):  # the database is away for a moment
            drain()
        connections.close_all()
        time.sleep(0.1)


def main(senders: int) -> None:
    children: set[int] = set()
    while True:
        while len(children) < senders:
            if (pid := os.fork()) == 0:
                send_for_ever()
            children.add(pid)
        gone, _ = os.wait()
        children.discard(gone)


if __name__ == "__main__":
    main(int(sys.argv[1]))
