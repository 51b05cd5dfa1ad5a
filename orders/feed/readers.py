"""Who reads the changes, and whether what it sees has grown since it began."""

from django.utils import timezone

from orders.models import FeedReader
from orders.scope import Scope


class ScopeChanged(Exception):
    """The reader sees more than when it began at 0: it has read past changes of what is new."""


def admit(token: str, by: str, scope: Scope, *, after: int) -> None:
    """
    Let a reader go on, or raise ScopeChanged; at 0 it begins with what it sees now.

    A new token of the same partner goes on where its others may; who has never begun at 0, because
    a message told it a position, begins with what it sees now.
    """
    mine = FeedReader.objects.filter(token=token).first()
    known = _scope(mine) if mine else _of_the_others(by, scope)
    if after and known is not None and not known.covers(scope):
        raise ScopeChanged
    if mine is None or known != scope:
        seen = {"channels": _listed(scope.channels), "locations": _listed(scope.locations)}
        FeedReader.objects.update_or_create(
            token=token, defaults={"by": by, "began_at": timezone.now(), **seen}
        )


def _of_the_others(by: str, scope: Scope) -> Scope | None:
    """Return the best that another token of this partner began with; None without any."""
    rows = FeedReader.objects.filter(by=by).order_by("-began_at")
    others = [_scope(row) for row in rows]
    return next((seen for seen in others if seen.covers(scope)), others[0] if others else None)


def _scope(row: FeedReader) -> Scope:
    return Scope(
        *(None if ids is None else frozenset(ids) for ids in (row.channels, row.locations))
    )


def _listed(ids):
    return None if ids is None else sorted(ids)
