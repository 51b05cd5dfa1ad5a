"""
A client that blocks, orders, releases, cancels, ships and counts at random.

As a program (`python -m tests.orders.stock.storm SEED ROUNDS CHANNEL`) it is one of many
processes on the database that the environment names; it prints how often what happened.
"""

import itertools
import random
import sys
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import django

if __name__ == "__main__":
    django.setup()

from django.db import transaction

from orders.commands import cancelling, orders, packages, stock
from orders.models import CargoCompany, Channel, Stock
from orders.workflow import Invalid
from tests import factories
from tests.factories import NOON
from tests.orders.stock.shelves import block, units_of

WHO = {"by": "storm", "at": NOON}


class Client:
    """One client with a mind of its own, for so many rounds."""

    def __init__(self, seed: int, channel: Channel) -> None:
        self.dice, self.channel, self.seed = random.Random(seed), channel, seed
        self.rows = list(Stock.objects.select_related("product", "location").order_by("pk"))
        self.happened: Counter[str] = Counter()

    def run(self, rounds: int) -> Counter[str]:
        for n in range(rounds):
            self.happened[self.one_round(f"{self.seed}-{n // 2}")] += 1  # a cart comes back once
        return self.happened

    def one_round(self, reference: str) -> str:
        rows = self.dice.sample(self.rows, self.dice.choice([1, 1, 2, 3]))
        wanted = [(row, self.dice.choice([1, 1, 2])) for row in rows]
        ttl = self.dice.choice(
            [timedelta(milliseconds=self.dice.randint(1, 60)), timedelta(hours=1)]
        )
        try:
            held = block(*wanted, channel=self.channel, reference=reference, ttl=ttl)
        except stock.Insufficient:
            return "sold out"
        except stock.ReferenceReused:
            return "still standing"
        if held.replayed:
            return "again"
        act = self.dice.choice([self.order, self.order, self.leave_it, self.let_go, self.count])
        return act(held, wanted)

    def order(self, held, wanted) -> str:
        goods = [row.product for row, quantity in wanted for _ in range(quantity)]
        with suppress(stock.BlockExpired):
            with transaction.atomic():
                units = units_of(*goods, channel=self.channel)
                order = units[0].order
                stock.consume(held.block_id, owner=held.owner, order=order, units=units, by="storm")
                orders.approve(order.pk, **WHO)
            return self.finish(order)
        return "too late"

    def finish(self, order) -> str:
        if self.dice.random() < 0.5:
            cancelling.cancel(order.pk, reason="storm", **WHO)
            return "cancelled"
        carrier = CargoCompany.objects.order_by("pk").first()
        for box in order.packages.order_by("pk"):
            packages.pack(box.pk, **WHO)
            packages.ship(box.pk, carrier=carrier.pk, tracking_number=f"AWB-{box.pk:06}", **WHO)
        return "shipped"

    def leave_it(self, held, wanted) -> str:
        stock.expire_due()
        return "left behind"

    def let_go(self, held, wanted) -> str:
        return str(stock.release(held.block_id, owner=held.owner).status)

    def count(self, held, wanted) -> str:
        row = self.dice.choice(self.rows)
        change = self.dice.choice([-1, 1, 2])
        with suppress(Invalid):
            stock.set_level(row.location, row.product, change=change)
            return "counted"
        return "not that few"


if __name__ == "__main__":
    seed, rounds, key = map(int, sys.argv[1:])
    factories._next = itertools.count((seed + 1) * 1_000_000).__next__  # nobody else's numbers
    happened = Client(seed, Channel.objects.get(pk=key)).run(rounds)
    sys.stdout.write(repr(dict(happened)))
