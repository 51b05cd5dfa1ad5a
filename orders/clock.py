"""The database's clock, which is one for all machines, and the calendar of a location."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

INDIA = "Asia/Kolkata"


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


def calendar(time_zone: str, seller_gstin: str) -> ZoneInfo:
    """Return the zone of a location's days: its own, else the one of India for who has a GSTIN."""
    return ZoneInfo(time_zone or (INDIA if seller_gstin else settings.STAFF_TIME_ZONE))
