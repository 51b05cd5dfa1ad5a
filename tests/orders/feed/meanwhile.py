"""Transactions that stay open while somebody reads."""

import threading
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def held(write):
    """Hold open what `write` does, on a connection of its own; commit when the block ends."""
    written, release, committed = threading.Event(), threading.Event(), []

    def run():
        try:
            with transaction.atomic():
                write()
                written.set()
                release.wait(60)
            committed.append(True)
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert written.wait(60)
    try:
        yield
    finally:
        release.set()
        thread.join(60)
    assert committed
