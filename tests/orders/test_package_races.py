"""Package commands under many hands."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection

from orders import workflow
from orders.commands import packages
from orders.models import Invoice, Order, OrderEvent
from orders.workflow import IllegalMove, OrderStatus, PackageStatus
from tests import factories
from tests.factories import LATER, NOON


def in_threads(calls):
    """Run the calls at once, each on a connection of its own, and return their results."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_packs_take_fifty_different_numbers_without_a_gap():
    shop = factories.channel(default_location=factories.location(invoice_series="WH1"))
    waiting = [factories.package(channel=shop) for _ in range(50)]

    in_threads([lambda p=p: packages.pack(p.pk, by="test", at=NOON) for p in waiting])

    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [f"WH1/2627/{n:07}" for n in range(1, 51)]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_start_a_package_at_once_one_is_told_no(monkeypatch):
    package = factories.package()
    meeting = threading.Barrier(2)
    really_require = workflow.require

    def require(*args):
        with suppress(threading.BrokenBarrierError):  # with the lock they never meet
            meeting.wait(timeout=0.5)
        return really_require(*args)

    monkeypatch.setattr(workflow, "require", require)

    def start():
        try:
            return packages.start(package.pk, by="test", at=LATER).state
        except IllegalMove as error:
            return str(error)

    results = in_threads([start, start])

    assert sorted(map(str, results)) == [
        "200",
        "Start preparing: not possible while Preparing.",
    ]
    assert OrderEvent.objects.filter(kind="package.started").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_pulled_while_ship_ran_does_not_undo_it(monkeypatch):
    shop = factories.channel()
    first = factories.draft(channel=shop)
    factories.receive(first, channel=shop)
    package = factories.package(order=Order.objects.get(), state=PackageStatus.PACKED)
    shipping, pulled = threading.Event(), threading.Event()
    really_hand_over = packages._hand_over

    def slow(*args):
        really_hand_over(*args)
        shipping.set()
        pulled.wait(0.5)  # the page arrives while the order is locked and half written

    monkeypatch.setattr(packages, "_hand_over", slow)
    amended = replace(first, notes="x", remote_modified=LATER)

    def pull():
        shipping.wait(60)
        outcome = factories.receive(amended, channel=shop, at=LATER)
        pulled.set()
        return outcome[0].result

    results = in_threads([lambda: factories.ship(package).state, pull])

    order = Order.objects.get()
    assert results == [PackageStatus.SHIPPED, "changed"]
    assert (order.state, order.notes) == (OrderStatus.SHIPPED, "x")
    assert order.orderitem_set.get().state == OrderStatus.SHIPPED
