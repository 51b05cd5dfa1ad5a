"""Which database gave a position: a restore to an earlier moment gives the same numbers again."""

import secrets

from django.db import connection
from django.utils import timezone

from orders.models import FeedEpoch, OrderEvent


class Lost(Exception):
    """The reader was given positions that this database has never given; the text says so."""


AHEAD = (
    "This database has not given the position {after}; its newest is {newest}. It was set back to"
    " an earlier moment, or the position is another installation's. Begin again at after=0."
)
FOREIGN = (
    "This is not an epoch of this database up to the position {after}. It was set back to an"
    " earlier moment since. Begin again at after=0."
)


def keep(newest: int) -> None:
    """
    See to it that what is numbered next stands under an epoch of this very database.

    A server that was started anew, or a table that was made anew, may be a copy of an earlier
    moment. So the epoch ends with its last position, and readers who are not ahead of that go on.
    """
    identity = _identity()
    if _open().filter(identity=identity).exists():
        return
    _begin(identity, newest)


def renew(newest: int) -> FeedEpoch:
    """Begin a new epoch because somebody knows that the database was set back."""
    return _begin(_identity(), newest)


def current() -> str | None:
    """Return the epoch of what was numbered last; None before anything was."""
    return FeedEpoch.objects.order_by("-pk").values_list("epoch", flat=True).first()


def refuse_lost(after: int, epoch: str | None, newest: int) -> None:
    """Raise Lost for a reader who has been given what this database does not have."""
    if after > newest:
        raise Lost(AHEAD.format(after=after, newest=newest))
    if after and epoch is not None:
        ends = FeedEpoch.objects.filter(epoch=epoch).values_list("last", flat=True)
        last = [newest if end is None else end for end in ends]
        if not last or after > last[0]:
            raise Lost(FOREIGN.format(after=after))


def _begin(identity: str, newest: int) -> FeedEpoch:
    _open().update(last=newest)
    word = secrets.token_hex(8)  # that no other installation, and no other time of this one, has
    return FeedEpoch.objects.create(epoch=word, identity=identity, began_at=timezone.now())


def _open():
    return FeedEpoch.objects.filter(last=None)


def _identity() -> str:
    if connection.vendor != "postgresql":
        return connection.vendor  # nothing tells a file from a copy of it
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws('/', extract(epoch FROM pg_postmaster_start_time()),"
            " (SELECT oid FROM pg_database WHERE datname = current_database()),"
            " %s::regclass::oid, pg_relation_filenode(%s::regclass))",
            [OrderEvent._meta.db_table] * 2,
        )
        return cursor.fetchone()[0]
