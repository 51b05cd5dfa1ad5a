"""Invoice numbers where two locations belong to one seller, and dates that no calendar turns."""

import threading

import pytest
from django.db import connection

from orders import workflow
from orders.commands import invoices, packages, run
from orders.models import Invoice, Package
from orders.workflow import Invalid, PackageStatus
from tests import factories
from tests.factories import NOON

GSTIN = "27AAACA1111A1Z1"
WHO = {"by": "test", "at": NOON}


def waiting_at(location):
    return factories.package(channel=factories.channel(default_location=location))


@pytest.fixture
def stores(db):
    """Two stores of one seller, who bills both in one series."""
    return [factories.location(seller_gstin=GSTIN, invoice_series="MH") for _ in range(2)]


def test_two_stores_of_one_seller_share_a_series_and_never_a_number(stores):
    for store in [*stores, stores[0]]:
        packages.pack(waiting_at(store).pk, **WHO)

    numbers = list(Invoice.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["MH/2627/0000001", "MH/2627/0000002", "MH/2627/0000003"]


def test_a_number_that_another_store_of_the_seller_has_given_is_refused_in_words(stores):
    packages.pack(waiting_at(stores[0]).pk, invoice_number="INV-1", **WHO)
    second = waiting_at(stores[1])

    with pytest.raises(Invalid, match="INV-1 exists already at .* another location of its seller"):
        packages.pack(second.pk, invoice_number="INV-1", **WHO)

    second.refresh_from_db()
    assert second.state == PackageStatus.WAITING
    assert Invoice.objects.count() == 1


def test_stores_of_different_sellers_may_give_the_same_number(db):
    for gstin in (GSTIN, "29AAACA1111A1Z7"):
        store = factories.location(seller_gstin=gstin)
        packages.pack(waiting_at(store).pk, invoice_number="INV-1", **WHO)

    assert list(Invoice.objects.values_list("number", flat=True)) == ["INV-1", "INV-1"]


@pytest.mark.django_db(transaction=True)
def test_of_two_packs_that_type_one_number_at_once_the_second_is_told_in_words(monkeypatch):
    store = factories.location()
    both = [waiting_at(store).pk for _ in range(2)]
    meeting, insert, told = threading.Barrier(2), invoices._insert, []

    def after_both_have_looked(invoice):
        meeting.wait(timeout=60)
        insert(invoice)

    def pack(key):
        try:
            packages.pack(key, invoice_number="INV-1", **WHO)
        except Invalid as error:
            told.append(error.errors)
        finally:
            connection.close()

    monkeypatch.setattr(invoices, "_insert", after_both_have_looked)
    threads = [threading.Thread(target=pack, args=(key,)) for key in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [list(errors) for errors in told] == [["invoice_number"]]
    assert sorted(Package.objects.values_list("state", flat=True)) == [
        PackageStatus.WAITING,
        PackageStatus.PACKED,
    ]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_no_location_can_turn_into_its_own_is_refused(db, moment):
    package = factories.package()

    with pytest.raises(Invalid, match="between 2000 and 2100"):
        run(workflow.BY_SLUG["package", "pack"], package.pk, {"invoice_date": moment}, **WHO)

    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING
