"""One at a time: a lock that nobody waits for."""

from django.db import connection


def sole(key: int) -> bool:
    """Take this turn until the transaction ends; False when another one has it."""
    if connection.vendor != "postgresql":
        return True  # on SQLite the IMMEDIATE transaction itself is the lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return cursor.fetchone()[0]
