"""Intake under many hands: one order each, one event for each real change."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from orders import planning
from orders.commands import orders
from orders.models import Address, City, Order, OrderEvent, Package, Product
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_pullers_over_overlapping_pages_leave_one_order_each_and_one_event_per_change():
    shop = factories.channel()
    first = [factories.draft(channel=shop, notes="0") for _ in range(40)]
    versions = [
        replace(draft, notes=str(n), remote_modified=NOON + timedelta(minutes=n))
        for draft in first
        for n in range(5)
    ]

    def pull(seed):
        rows = random.Random(seed).sample(versions, len(versions))
        try:
            for start in range(0, len(rows), 25):
                factories.receive(*rows[start : start + 25], channel=shop)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(pull, range(8)))

    assert Order.objects.count() == 40
    assert set(Order.objects.values_list("notes", flat=True)) == {"4"}
    assert Product.objects.count() == 40
    assert Address.objects.count() == 40
    for order in Order.objects.all():
        stories = [
            event.data["changes"].get("notes")
            for event in OrderEvent.objects.filter(order=order, kind="order.amended").order_by("pk")
        ]
        # Each change begins where the one before it ended, and none leads back.
        assert all(before < after for before, after in stories)
        assert [s[0] for s in stories[1:]] == [s[1] for s in stories[:-1]]


def test_two_channels_that_bring_the_same_places_in_opposite_order_do_not_deadlock():
    shops = [factories.channel() for _ in range(2)]
    cities = [replace(factories.MUMBAI, omnitron_id=100 + n, name=f"City {n}") for n in range(30)]

    def page(shop, towns):
        return [
            factories.draft(
                channel=shop,
                shipping_address=factories.address(city=town, township=None, district=None),
            )
            for town in towns
        ]

    pages = [page(shops[0], cities), page(shops[1], list(reversed(cities)))]

    def pull(n):
        try:
            return {o.result for o in factories.receive(*pages[n], channel=shops[n])}
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(pull, range(2)))

    assert results == [{"new"}, {"new"}]
    assert City.objects.filter(omnitron_id__gte=100).count() == 30


def test_a_page_that_arrives_while_a_person_plans_the_order_waits_for_the_plan(monkeypatch):
    shop = factories.channel(default_location=factories.location(is_active=False))
    first = factories.draft(channel=shop)
    factories.receive(first, channel=shop)
    order = Order.objects.get()
    shop.default_location.is_active = True
    shop.default_location.save(update_fields=["is_active"])
    planning_now, page_done = threading.Event(), threading.Event()
    really_choose = planning.choose

    def choose(*args, **kwargs):
        chosen = really_choose(*args, **kwargs)
        if kwargs.get("last_resort"):  # the person; the page asks without it
            planning_now.set()
            page_done.wait(1)
        return chosen

    monkeypatch.setattr(planning, "choose", choose)

    def person():
        try:
            orders.plan(order.pk, by="staff:asha", at=NOON)
        finally:
            connection.close()

    def page():
        planning_now.wait(60)
        amended = replace(first, notes="x", remote_modified=NOON + timedelta(minutes=1))
        try:
            return factories.receive(amended, channel=shop)[0].result
        finally:
            page_done.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        planned, pulled = pool.submit(person), pool.submit(page)
        planned.result()
        assert pulled.result() == "changed"

    assert list(Package.objects.values_list("number", flat=True)) == [f"{order.code}P1"]
    assert Order.objects.get().notes == "x"
