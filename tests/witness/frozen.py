"""A world in which time, keys and chance are the same at every run, for each order by itself."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection

START = datetime(2025, 11, 3, 4, 30, tzinfo=UTC)  # long before any day on which this can run
CLOCKS = ("clock_timestamp", "now", "statement_timestamp", "transaction_timestamp")
OURS = ("orders_", "webhooks_", "integrations_")


class Clock:
    """The time of Python and of the database, which moves only when it is told to."""

    def __init__(self, traveller):
        self._traveller = traveller
        self.at(START)

    def at(self, moment: datetime) -> datetime:
        """Set the time."""
        self.now = moment
        self._traveller.move_to(moment)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('witness.now', %s, true)", [moment.isoformat()])
        return moment

    def tick(self, **by: float) -> datetime:
        """Let some time pass, a minute if nothing is said."""
        return self.at(self.now + timedelta(**(by or {"minutes": 1})))


@contextmanager
def time() -> Iterator[Clock]:
    """Stop the clocks within the transaction of a test."""
    with time_machine.travel(START, tick=False) as traveller:
        if connection.vendor == "postgresql":
            _stop_the_database()
        yield Clock(traveller)


def begin(first: int) -> None:
    """Let all keys begin here, whatever the orders before took; they only ever go up."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"setval('{name}', {first}, false)" for name in _sequences(cursor))
            cursor.execute(f"SELECT {sets}")
        else:
            for name in connection.introspection.table_names(cursor):
                if name.startswith(OURS):
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                    cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, first - 1])


def chance(*words: object) -> random.Random:
    """Return the dice of one order, thrown for one purpose."""
    return random.Random("/".join(map(str, words)))


def _sequences(cursor) -> list[str]:
    cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall() if name.startswith(OURS)]


def _stop_the_database() -> None:
    """Put clocks that stand still before those of the database, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA witness")
        for name in CLOCKS:
            cursor.execute(
                f"CREATE FUNCTION witness.{name}() RETURNS timestamptz LANGUAGE sql STABLE"
                " AS $$ SELECT pg_catalog.current_setting('witness.now')::timestamptz $$"
            )
        cursor.execute("SET LOCAL search_path TO witness, pg_catalog, public")
