"""Writers that hold transactions open and die, a relay, and two readers who keep what they saw."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import InterfaceError, OperationalError, connection, transaction

from orders.commands import orders
from orders.feed.numbering import number
from orders.models import Order, OrderEvent
from orders.relay import fan_out
from tests import factories
from tests.factories import NOON

PAGE = 50


def on_its_own(function, *args):
    """Run on the connection of this thread, and close that."""
    try:
        return function(*args)
    finally:
        connection.close()


def pull(shop, pages, pause):
    """Take pages of new orders in; each third one is held open before it is committed."""
    for n in range(pages):
        drafts = [factories.draft(channel=shop) for _ in range(PAGE)]
        until_committed(lambda page: factories.receive(*page, channel=shop), drafts, n % 3, pause)


def command(keys, count, pause):
    """Set the priority of orders, one after the other; each 50th transaction is held open."""
    for n in range(count):
        urgent = {"priority": n // len(keys) % 2 + 1, "by": "test", "at": NOON}
        key = keys[n % len(keys)]
        until_committed(lambda pk, to=urgent: orders.prioritise(pk, **to), key, n % 50, pause)


def until_committed(write, what, n, pause):
    """Write in a transaction, the first of some held open; again if its connection is lost."""
    committed = False
    while not committed:
        with suppress(OperationalError, InterfaceError):
            with transaction.atomic():
                write(what)
                time.sleep(0 if n else pause)
            committed = True
        connection.close_if_unusable_or_obsolete()


def kill_one(_):
    """Let the server end a connection that has written and not yet committed."""
    for _try in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_xid IS NOT NULL"
                " AND state = 'idle in transaction' AND clock_timestamp() - state_change > '0.2 s'"
                " LIMIT 1"
            )
            if cursor.fetchone():
                return True
        time.sleep(0.02)
    return False


class Feed:
    """Follows the feed, and keeps each page as (after, next_after, rows by order)."""

    def __init__(self, client):
        self.client, self.pages, self.after, self.epoch = client, [], 0, None

    def read(self):
        """Read on to the end."""
        more = True
        while more:
            asked = {"after": self.after, "limit": 1000}
            body = self._get(asked | ({"epoch": self.epoch} if self.epoch else {}))
            rows = {row["id"]: (row["position"], row["kinds"]) for row in body["results"]}
            assert len(rows) == len(body["results"])
            self.pages.append((self.after, body["next_after"], rows))
            self.after, self.epoch, more = body["next_after"], body["epoch"], body["more"]

    def _get(self, asked):
        answer = self.client.get("/api/v1/oms/orders/changes/", asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def missed(self):
        """Return the events that no page tells."""
        found, pages = [], iter(self.pages)
        first, last, rows = next(pages)
        events = OrderEvent.objects.order_by("position")
        for order, position, kind in events.values_list("order_id", "position", "kind"):
            while not first < position <= last:
                first, last, rows = next(pages)
            told, kinds = rows.get(order, (0, []))
            if told < position or kind not in kinds:
                found.append(position)
        return found

    def doubled(self):
        """Return the positions that were told more than once."""
        told = [position for *_, rows in self.pages for position, _ in rows.values()]
        return sorted({p for p in told if told.count(p) > 1}) if len(set(told)) < len(told) else []


class Increments:
    """Follows list-simple as its description says, and keeps the last stamp of each order."""

    def __init__(self, client):
        self.client, self.seen, self.since = client, {}, "2020-01-01T00:00:00Z"

    def read(self):
        """Read one increment."""
        url = "/api/v1/oms/orders/list-simple/"
        asked = {"sort": "modified_date", "modified_date__gte": self.since, "limit": 1000}
        while url:
            answer = self.client.get(url, asked)
            assert answer.status_code == 200, answer.content
            body, asked = answer.json(), {}
            for row in body["results"]:
                self.seen[row["id"]] = self.since = row["modified_date"]
            url = body["next"]

    def missed(self):
        """Return the orders of which the last change was not seen."""
        stamps = Order.objects.values_list("pk", "modified_date")
        text = {pk: f"{stamp:%Y-%m-%dT%H:%M:%S.%f}Z" for pk, stamp in stamps}
        return [pk for pk, stamp in text.items() if self.seen.get(pk) != stamp]


def run(readers, *, changes, pause):
    """Let four writers make so many changes while the readers read; return if one was killed."""
    shops = [factories.channel() for _ in range(2)]
    keys = [factories.order().pk for _ in range(20)]
    pages = changes * 9 // 10 // (2 * 2 * PAGE)
    commands = (changes - pages * 2 * 2 * PAGE) // 2
    writing = threading.Event()
    writing.set()

    def over_and_over(step):
        while writing.is_set():
            step()
            time.sleep(0.05)

    with ThreadPoolExecutor(9) as pool:
        each = [pool.submit(on_its_own, over_and_over, r.read) for r in readers]
        each += [pool.submit(on_its_own, over_and_over, step) for step in (number, fan_out)]
        writers = [pool.submit(on_its_own, pull, shop, pages, pause) for shop in shops]
        half = len(keys) // 2
        for mine in (keys[:half], keys[half:]):
            writers.append(pool.submit(on_its_own, command, mine, commands, pause))
        killed = pool.submit(on_its_own, kill_one, None)
        try:
            for writer in writers:
                writer.result()
        finally:
            writing.clear()
        for one in each:
            one.result()
    while number():
        pass
    for reader in readers:
        reader.read()
    return killed.result()
