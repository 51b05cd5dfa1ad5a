"""The database's clock, which is one for all machines, and the calendar of a location."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

INDIA = "Asia/Kolkata"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Now):
    """The moment at which the database looks at a row."""

    def as_postgresql(self, compiler, connection, **context):
        # Neither the transaction's nor the statement's start: both stand still behind a lock.
        return self.as_sql(compiler, connection, template="CLOCK_TIMESTAMP()", **context)


def now() -> datetime:
    """Read the database's clock; SQLite has none but this machine's."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        return cursor.fetchone()[0]


def stamp() -> datetime:
    """
    Return the `modified_date` of what this transaction writes next; to be asked for inside of it.

    It is later than the moment at which the transaction shows, to everybody who looks for open
    ones, that it writes: so a reader of a horizon knows what may still come in below it.
    """
    if connection.vendor != "postgresql":
        return timezone.now()  # the IMMEDIATE transaction is the only one that writes
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return cursor.fetchone()[-1]


# An entry in pg_stat_activity is shown to roles of rank only, a lock to everybody: so the moment is
# also the key of one, behind a number that nobody else uses. The clock is read last.
WRITERS = 0x0D5
KEY_BITS = 52
_MICROSECONDS = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_STAMP = (
    "SELECT pg_current_xact_id(),"
    f" pg_advisory_xact_lock_shared(({WRITERS}::bigint << {KEY_BITS}) | {_MICROSECONDS}),"
    " clock_timestamp()"
)


def calendar(time_zone: str, seller_gstin: str) -> ZoneInfo:
    """Return the zone of a location's days: its own, else the one of India for who has a GSTIN."""
    return ZoneInfo(time_zone or (INDIA if seller_gstin else settings.STAFF_TIME_ZONE))
