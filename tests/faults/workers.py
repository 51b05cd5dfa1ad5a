"""Real processes on the test's database, and the hand that kills them."""

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parent.parent.parent


class Workers:
    """Processes under one parent that replaces them; `kill_one` takes one away with -9."""

    def __init__(
        self, *words: str, log: Path, sockets: tuple[int, ...] = (), **environment: str
    ) -> None:
        name = connection.settings_dict["NAME"]
        address = os.environ["DATABASE_URL"].rpartition("/")[0]
        house = {
            "DATABASE_URL": f"{address}/{name}",
            "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.1/32",
            "PUSHES_AT_ONCE": "64",  # who was killed counts until the lease ends
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=os.environ | house | environment,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=sockets,
        )
        self.random, self.kills = random.Random(1), 0

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_):
        with suppress(ProcessLookupError):  # it may have ended as it was told
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def children(self) -> list[int]:
        """Return the processes that work."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_one(self) -> None:
        if children := self.children():
            os.kill(self.random.choice(children), signal.SIGKILL)  # a zombie at worst
            self.kills += 1


def crash_postgresql() -> None:
    """Kill one of its backends with -9: the server drops everybody and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    os.kill(backend, signal.SIGKILL)
    connection.close()
