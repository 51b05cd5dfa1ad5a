"""As a program: N Celery workers under one parent that replaces each at once when it is killed."""

import os
import sys
import time
from contextlib import suppress
from datetime import timedelta

import django

django.setup()

from kombu.exceptions import OperationalError  # noqa: E402

from oms.celery import app  # noqa: E402
from webhooks import delivery, schedule  # noqa: E402

delivery.LEASE = timedelta(seconds=3)  # whoever is killed holds a message for this long
schedule.PAUSES = (timedelta(seconds=1),) * 40

WORKER = ("worker", "-P", "solo", "-Q", "push", "-l", "WARNING", "--without-mingle")
QUIET = ("--without-gossip", "--without-heartbeat")


def ring_for_ever() -> None:
    """Do what the beat does, each second instead of each five."""
    app.loader.import_default_modules()
    while True:
        with suppress(OperationalError, OSError):
            app.send_task("webhooks.tasks.deliver_due", expires=1)
        time.sleep(1)


def work(number: int) -> None:
    app.worker_main([*WORKER, *QUIET, "-n", f"sender-{number}-{os.getpid()}@here"])


def started(play, *words: int) -> int:
    if (pid := os.fork()) == 0:
        try:
            play(*words)
        finally:
            os._exit(1)
    return pid


def main(senders: int) -> None:
    beat = started(ring_for_ever)
    print(f"beat {beat}", flush=True)  # noqa: T201
    children: set[int] = set()
    while True:
        while len(children) < senders:
            children.add(started(work, len(children)))
        gone, _ = os.wait()
        children.discard(gone)
        if gone == beat:
            beat = started(ring_for_ever)


if __name__ == "__main__":
    main(int(sys.argv[1]))
