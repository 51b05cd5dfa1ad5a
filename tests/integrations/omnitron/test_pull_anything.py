"""A hub that changes, breaks and lies while it is read: in the end both sides are equal."""

from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from integrations.models import PullCursor, Quarantined, ReconciledDay
from integrations.omnitron import pull, reconcile
from integrations.sandbox import Sandbox
from integrations.sandbox.poison import POISONS
from orders.models import Channel, Order, OrderEvent
from tests.integrations.omnitron.conftest import LOOPBACK

HABITS = {
    "items": ("embedded", "apart"),
    "relations": ("mixed", "object", "id"),
    "lists": ("envelope", "bare"),
    "statuses": ("code", "name"),
    "dates": ("filtered", "ignored"),
    "filters": ("heeded", "ignored"),
}
places = st.integers(0, 50)


class Remote(RuleBasedStateMachine):
    """One hub and one channel of ours, in a transaction that is rolled back in the end."""

    def __init__(self):
        super().__init__()
        self.doors, self.pages, self.poisoned = ExitStack(), None, set()
        self.doors.enter_context(transaction.atomic())
        self.hub = self.doors.enter_context(Sandbox(seed=11, every=None, allowed=True))
        self.channel = Channel.objects.create(
            name="Shop",
            omnitron_id=1,
            server=self.hub.omnitron_url,
            username="omnitron",
            password="sandbox",
        )

    @rule(n=st.integers(1, 4))
    def orders_come(self, n):
        self.hub.grow(n)

    @rule(place=places, note=st.integers(0, 3))
    def an_order_is_edited(self, place, note):
        self.hub.amend(self._number(place), notes=f"note {note}")

    @rule(place=places, status=st.sampled_from(["100", "300", "400"]))
    def an_order_moves(self, place, status):
        number = self._number(place)
        if number not in self.poisoned:
            self.hub.amend(number, status=status)

    @rule(place=places, house=st.integers(1, 9))
    def somebody_moves_house(self, place, house):
        self.hub.amend(self._number(place), address={"line": f"{house} New Road"})

    @rule(place=places)
    def a_unit_is_taken_out(self, place):
        order = self._row(self._number(place))
        if len(order["orderitem_set"]) > 1 and order["number"] not in self.poisoned:
            self.hub.amend(order["number"], remove_item=order["orderitem_set"][-1])

    @rule(place=places, seconds=st.integers(1, 300))
    def an_order_is_committed_late(self, place, seconds):
        """Another clock, or a long transaction: the stamp is older than some that we have read."""
        order = self._row(self.hub.grow(1)[0])
        moment = datetime.fromisoformat(order["modified_date"]) - timedelta(seconds=seconds)
        order["modified_date"] = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    @rule(place=places, kind=st.sampled_from(sorted(POISONS)))
    def an_order_is_poisoned(self, place, kind):
        number = self._number(place)
        self.hub.poison(number, kind)
        self.poisoned.add(number)

    @rule(kind=st.sampled_from(["status", "garbage", "lost", "expired", "shift"]))
    def an_answer_goes_wrong(self, kind):
        self.hub.behave("omnitron", kind, status=503, path="orders/", calls=1)

    @rule(habit=st.sampled_from(sorted(HABITS)), n=st.integers(0, 2))
    def the_hub_gets_a_habit(self, habit, n):
        values = HABITS[habit]
        self.hub.speak(**{habit: values[n % len(values)]})

    @rule()
    def we_pull(self):
        self._break_off()
        with suppress(pull.PullFailed):
            self._pull()

    @rule()
    def we_read_one_page(self):
        """Whatever rule comes next happens between two pages."""
        self.pages = self.pages or pull.pull_channel(self.channel.pk, now=self._now())
        try:
            next(self.pages)
        except (StopIteration, pull.PullFailed):
            self.pages = None

    @rule()
    def a_puller_dies(self):
        self._break_off()

    def teardown(self):
        with self.doors:
            try:
                self._heal()
                self._pull()
                self._pull()
                reconcile.reconcile(self.channel.pk, days=7, by="test", now=self._now())
                assert ours(self.hub.world.tables["order_items"]) == self._theirs()
                self._nothing_is_left()
            finally:
                transaction.set_rollback(True)

    def _heal(self):
        self._break_off()
        self.hub.behave_well()
        for number in self.poisoned:
            self.hub.cure(number)
        PullCursor.objects.update(logins=[])

    def _nothing_is_left(self):
        assert not Quarantined.objects.filter(resolved_at=None).exists()
        days = ReconciledDay.objects.all()
        assert all(day.repaired == day.differing for day in days)
        stamps = [row["modified_date"] for row in self.hub.world.rows("orders")]
        assert sum(day.remote for day in days) == sum(stamp > "2026" for stamp in stamps)
        before = OrderEvent.objects.count()
        self._pull()
        assert OrderEvent.objects.count() == before

    def _pull(self):
        for _page in pull.pull_channel(self.channel.pk, now=self._now()):
            pass

    def _break_off(self):
        if self.pages:
            self.pages.close()
            self.pages = None

    def _now(self):
        return self.hub.world.clock + timedelta(seconds=1)

    def _number(self, place):
        rows = sorted(self.hub.world.rows("orders"), key=lambda row: row["pk"])
        return rows[place % len(rows)]["number"]

    def _row(self, number):
        return next(row for row in self.hub.world.rows("orders") if row["number"] == number)

    def _theirs(self):
        world = self.hub.world
        return {
            order["number"]: (
                datetime.fromisoformat(order["modified_date"]),
                int(order["status"]),
                Decimal(order["amount"]),
                order["notes"],
                world.get("addresses", order["shipping_address"])["line"],
                {pk: int(world.get("order_items", pk)["status"]) for pk in order["orderitem_set"]},
            )
            for order in world.rows("orders")
        }


def ours(named):
    """Return what we hold; a unit that the hub no longer names is cancelled here, and stays."""
    orders = Order.objects.select_related("shipping_address").prefetch_related("orderitem_set")
    return {
        order.number: (
            order.remote_modified,
            order.remote_status,
            order.amount,
            order.notes,
            order.shipping_address.line,
            {
                item.omnitron_id: item.remote_status
                for item in order.orderitem_set.all()
                if item.omnitron_id in named or item.remote_status != 100
            },
        )
        for order in orders
    }


def run(capsys, *, examples, steps, number):
    with capsys.disabled():
        words = f"\nseed {number}, {examples} examples of at most {steps} steps"
        print(words)  # noqa: T201 - to be run again with
    run_state_machine_as_test(
        seed(number)(Remote),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def _small_pages(db, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.PULL_REQUESTS_PER_SECOND = 0
    settings.PULL_PAGE_SIZE = 4


@pytest.mark.usefixtures("_small_pages")
def test_after_two_pulls_and_a_reconcile_both_sides_are_equal(capsys):
    run(capsys, examples=4, steps=10, number=20261121)


@pytest.mark.faults
@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize("number", range(1, 4))
def test_after_two_pulls_and_a_reconcile_both_sides_are_equal_whatever_happened(number, capsys):
    run(capsys, examples=25, steps=30, number=number)
