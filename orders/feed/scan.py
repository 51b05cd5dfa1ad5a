"""One step through the sequence of changes, for a reader who sees only some of them."""

from dataclasses import dataclass, field
from datetime import datetime

from orders import clock
from orders.models import OrderEvent
from orders.scope import Scope

MOST_SCANNED = 20_000  # positions in one step: what others' events cost a reader who sees few


@dataclass
class Change:
    """An order of which something happened: its last position in the step, and every kind."""

    order_id: int
    position: int = 0
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """What lies between two positions; `next_after` is the last one looked at, seen or not."""

    changes: list[Change]
    next_after: int
    newest: int

    @property
    def more(self) -> bool:
        """Tell whether there was something behind this step already."""
        return self.next_after < self.newest


def step(scope: Scope, *, after: int, limit: int, until: int) -> Step:
    """Look at what follows a position, up to `limit` events and never beyond `until`."""
    end = min(after + MOST_SCANNED, until)
    events = OrderEvent.objects.visible_to(scope)
    events = events.filter(position__gt=after, position__lte=end).order_by("position")
    rows = list(events.values_list("order_id", "position", "kind")[:limit])
    changes: dict[int, Change] = {}
    for order_id, position, kind in rows:
        change = changes.setdefault(order_id, Change(order_id))
        change.position = position
        if kind not in change.kinds:
            change.kinds.append(kind)
    found = sorted(changes.values(), key=lambda change: change.position)
    return Step(found, rows[-1][1] if len(rows) == limit else end, until)


def lag(now: datetime | None = None) -> float:
    """Return for how many seconds the oldest event without a position has waited for one."""
    unnumbered = OrderEvent.objects.unnumbered()
    oldest = [
        moment
        for backfill in (False, True)
        for moment in unnumbered.filter(backfill=backfill)
        .order_by("pk")
        .values_list("recorded_at", flat=True)[:1]
    ]
    if not oldest:
        return 0.0
    return max(0.0, round(((now or clock.now()) - min(oldest)).total_seconds(), 3))
