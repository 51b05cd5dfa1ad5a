"""Fifty packs at once: every number once, and none left out."""

import threading

import pytest
from django.db import connection, transaction

from orders.commands import packages
from orders.models import Invoice
from tests import factories
from tests.factories import NOON
from tests.orders.invoices.conftest import SELLER

PACKS = 50
WHO = {"by": "test", "at": NOON}


@pytest.mark.django_db(transaction=True)
def test_fifty_packs_at_two_stores_of_one_seller_give_the_numbers_one_to_fifty():
    stores = [factories.location(seller_gstin=SELLER, invoice_series="MH1") for _ in range(2)]
    shops = [factories.channel(default_location=store) for store in stores]
    waiting = [factories.package(channel=shops[n % 2]).pk for n in range(PACKS)]
    start, failed = threading.Barrier(PACKS), []

    def pack(key):
        try:
            start.wait(timeout=60)
            packages.pack(key, **WHO)
        except Exception as error:  # noqa: BLE001 - told below, with all others
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=pack, args=(key,)) for key in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert failed == []
    assert numbers == [f"MH1/2627/{n:07}" for n in range(1, PACKS + 1)]


def test_a_pack_that_comes_to_nothing_leaves_no_gap(store):
    shop = factories.channel(default_location=store)
    first, second = (factories.package(channel=shop).pk for _ in range(2))

    with transaction.atomic():
        packages.pack(first, **WHO)
        transaction.set_rollback(True)
    packages.pack(second, **WHO)

    assert list(Invoice.objects.values_list("number", flat=True)) == ["MH1/2627/0000001"]


def test_each_year_begins_anew_and_a_typed_number_is_passed_over(store):
    shop = factories.channel(default_location=store)
    keys = [factories.package(channel=shop).pk for _ in range(4)]
    april = NOON.replace(year=2027, month=4, day=1)

    packages.pack(keys[0], invoice_number="MH1/2627/0000001", **WHO)
    packages.pack(keys[1], **WHO)
    packages.pack(keys[2], by="test", at=april)
    packages.pack(keys[3], **WHO)

    assert list(Invoice.objects.order_by("pk").values_list("number", flat=True)) == [
        "MH1/2627/0000001",
        "MH1/2627/0000002",
        "MH1/2728/0000001",
        "MH1/2627/0000003",
    ]
