"""What the stand-in Omnitron knows: its tables, its clock and its dice."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random

TABLES = (
    "countries",
    "cities",
    "townships",
    "districts",
    "customers",
    "addresses",
    "products",
    "price_lists",
    "stock_lists",
    "cargos",
    "retail_stores",
    "orders",
    "order_items",
)
TICK = timedelta(microseconds=1237)


class World:
    """
    Rows by table and key, related by key only.

    The same seed, start and sequence of calls give the same rows, to the microsecond.
    """

    def __init__(self, *, seed: int, start: datetime):
        self.seed, self.clock, self.step = seed, start, 0
        self.tables: dict[str, dict[int, dict]] = {table: {} for table in TABLES}
        self.last = dict.fromkeys(TABLES, 0)

    def add(self, table: str, row: dict) -> dict:
        """Store a copy of `row`, under the next key unless it brings its own."""
        pk = row.get("pk", self.last[table] + 1)
        self.last[table] = max(self.last[table], pk)
        self.tables[table][pk] = {"pk": pk} | deepcopy(row)
        return self.tables[table][pk]

    def rows(self, table: str) -> Iterable[dict]:
        return self.tables[table].values()

    def get(self, table: str, pk: int) -> dict:
        return self.tables[table][pk]

    def items_of(self, order: dict) -> list[dict]:
        return [self.get("order_items", pk) for pk in order["orderitem_set"]]

    def dice(self) -> Random:
        """Return fresh dice, so that a restarted world rolls on as if it had never stopped."""
        self.step += 1
        return Random(f"{self.seed}/{self.step}")

    def advance(self, *, seconds: float) -> None:
        self.clock += timedelta(seconds=seconds)

    def stamp(self) -> str:
        """Return a moment later than every stamp before it."""
        self.clock += TICK
        return wire_time(self.clock)

    def remember(self) -> dict:
        """Return everything that a restart needs, ready for JSON."""
        return {
            "seed": self.seed,
            "clock": self.clock.isoformat(),
            "step": self.step,
            "last": self.last,
            "tables": {table: list(rows.values()) for table, rows in self.tables.items()},
        }

    @classmethod
    def recall(cls, memory: dict) -> "World":
        """Build the world that `remember` described."""
        world = cls(seed=memory["seed"], start=datetime.fromisoformat(memory["clock"]))
        world.step, world.last = memory["step"], memory["last"]
        for table, rows in memory["tables"].items():
            world.tables[table] = {row["pk"]: row for row in rows}
        return world


def wire_time(moment: datetime) -> str:
    """Write a moment as Omnitron does: UTC, microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
