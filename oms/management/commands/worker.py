"""The workers of one machine under one roof: one for what is short, one for what takes long."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oms import slots

LONGEST_WAIT = 30  # seconds before a worker that dies again and again is started again
WELL = 60  # seconds of life, after which a death counts as the first one
LOOK = 0.2  # seconds between two looks whether they live


class Command(BaseCommand):
    help = (
        "Start a push worker and a pull worker, start again whichever dies, and stop both on"
        " SIGTERM: long pulls then never keep a push waiting. Celery's beat runs beside it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--push-slots", type=int, default=4, help="short work at once (4)")
        parser.add_argument("--pull-slots", type=int, default=3, help="long work at once (3)")
        parser.add_argument(
            "--grace", type=int, default=25, help="seconds to finish in, when it stops (25)"
        )

    def handle(self, *, push_slots, pull_slots, grace, **options):
        if why := slots.too_few(push_slots):
            raise CommandError(why)
        if pull_slots < 2:
            raise CommandError("A pull worker needs 2 slots: one long pull takes the first.")
        workers = [Worker("push", push_slots), Worker("pull", pull_slots)]
        told: list[int] = []  # a flag with a lock could be what the signal interrupts
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: told.append(number))
        try:
            for sentence in _watch(workers, told):
                self.stderr.write(sentence)
        finally:
            _end(workers, grace)


@dataclass
class Worker:
    """One Celery worker as a process of its own; `deaths` in a row make its next start later."""

    queue: str
    slots: int
    process: subprocess.Popen | None = None
    deaths: int = 0
    started_at: float = 0.0
    due_at: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        words = ["-A", "oms", "worker", "-Q", self.queue, "-n", f"{self.queue}@%h"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", *words, "-c", str(self.slots), "--without-mingle"],
            cwd=settings.BASE_DIR,
        )
        self.started_at = time.monotonic()

    def bury(self) -> str:
        """Take note of its death, choose when it is started again, and say so."""
        code, self.process = self.process.returncode, None
        lived = time.monotonic() - self.started_at
        self.deaths = 1 if lived >= WELL else self.deaths + 1
        wait = min(2 ** (self.deaths - 1), LONGEST_WAIT)
        self.due_at = time.monotonic() + wait
        return f"The {self.queue} worker ended with {code}; it is started again in {wait} s."


def _watch(workers: list[Worker], told: list[int]) -> Iterator[str]:
    """Keep the workers alive until a signal is told, and yield a sentence for each that died."""
    while not told:
        for worker in workers:
            if worker.process is not None and worker.process.poll() is not None:
                yield worker.bury()
            if worker.process is None and time.monotonic() >= worker.due_at:
                worker.start()
        time.sleep(LOOK)


def _end(workers: list[Worker], grace: int) -> None:
    """Let them finish what they do; what is cut off then is due again by its row."""
    living = [worker.process for worker in workers if worker.process is not None]
    for process in living:
        process.terminate()
    for number in (signal.SIGQUIT, signal.SIGKILL):
        grace = _wait(living, grace)
        for process in living:
            if process.poll() is None:
                process.send_signal(number)
    for process in living:
        process.wait()


def _wait(living: list[subprocess.Popen], seconds: int) -> int:
    """Wait for all of them to end, and return the seconds that the next, harder word waits."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and any(process.poll() is None for process in living):
        time.sleep(LOOK)
    return 5
