"""Until when every change is there: the line below which a reader of `modified_date` reads."""

from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from orders import clock
from orders.models import ReadHorizon

ONLY = 1  # the key of the one row
EVERY = timedelta(seconds=1)  # at most so often is it written for the replicas

# Whoever writes took a number first, and only then looked at the clock: what this statement does
# not find at work was stamped after it began. The transactions of other roles it sees only as a
# member of pg_read_all_stats; the locks of `clock.stamp` it always sees.
_OPEN = f"""
    SELECT pg_is_in_recovery(), least(
        statement_timestamp(),
        (SELECT min(xact_start) FROM pg_stat_activity
          WHERE backend_xid IS NOT NULL AND datname = current_database()
            AND pid <> pg_backend_pid()),
        (SELECT to_timestamp(min(key & ((1::bigint << {clock.KEY_BITS}) - 1)) / 1000000.0)
           FROM (SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
                  WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid()
                    AND database = (SELECT oid FROM pg_database
                                     WHERE datname = current_database())) AS locks
          WHERE key >> {clock.KEY_BITS} = {clock.WRITERS}))
"""


def complete_until(using: str = DEFAULT_DB_ALIAS) -> datetime:
    """
    Return the moment before which everything modified is committed, or never will be.

    A statement of its own, before the one that reads: in one and the same the rows would be older
    than the line. On a replica the line is the one that the primary wrote down.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it stands still until the end
        cursor.execute(_OPEN)
        replica, moment = cursor.fetchone()
    return _of_primary(using) if replica else moment


def write_down() -> None:
    """Leave the line for the replicas; they have all that lies below it when they have the row."""
    moment = complete_until()
    known = ReadHorizon.objects.filter(pk=ONLY)
    last = known.values_list("complete_until", flat=True).first()
    if last is None:
        ReadHorizon.objects.bulk_create(
            [ReadHorizon(pk=ONLY, complete_until=moment)], ignore_conflicts=True
        )
    elif moment - last >= EVERY:
        known.filter(complete_until__lt=moment).update(complete_until=moment)


def _of_primary(using):
    rows = ReadHorizon.objects.using(using).filter(pk=ONLY)
    return rows.values_list("complete_until", flat=True).first() or clock.LONG_AGO
