"""Taking an invoice back: cancelled within its month, credited after it, numbered without a gap."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from orders.commands import packages
from orders.commands.credit_notes import credit, withdraw
from orders.commands.locking import lock_for_package
from orders.invoices.calendar import is_late
from orders.models import CreditNote, Invoice, Package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.orders.invoices.conftest import SELLER, billed, television

WHO = {"by": "staff:boss"}
NEXT_MONTH = datetime(2026, 12, 1, 6, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 4, 2, 6, tzinfo=UTC)


def taken_back(invoice, at, **facts):
    """Withdraw as a command does that holds the order's lock."""
    with transaction.atomic():
        dossier = lock_for_package(invoice.package_id)
        note = withdraw(dossier, dossier.package(invoice.package_id), at=at, **(WHO | facts))
    invoice.refresh_from_db()
    return note


def test_within_its_month_an_invoice_is_cancelled_and_its_number_stays(store):
    invoice = billed(store)

    assert taken_back(invoice, NOON + timedelta(days=9)) is None

    assert (invoice.cancelled_at, invoice.credited_at) == (NOON + timedelta(days=9), None)
    assert (invoice.stands, CreditNote.objects.count()) == (False, 0)
    assert billed(store).number == "MH1/2627/0000002"


def test_the_month_is_the_one_that_the_locations_calendar_shows(store):
    invoice = billed(store)
    last_minute = datetime(2026, 11, 30, 18, 29, tzinfo=UTC)  # 23:59 in India

    assert taken_back(invoice, last_minute) is None
    other = billed(store)
    assert taken_back(other, last_minute + timedelta(minutes=1)) is not None


def test_after_its_month_it_is_credited_in_a_series_of_its_own(store):
    first, second = billed(store), billed(store)

    notes = [taken_back(invoice, NEXT_MONTH, reason="Opened again") for invoice in (first, second)]

    assert [note.number for note in notes] == ["CMH1/2627/000001", "CMH1/2627/000002"]
    assert {len(note.number) for note in notes} == {16}
    assert (first.cancelled_at, first.credited_at, first.stands) == (None, NEXT_MONTH, False)
    note = CreditNote.objects.get(invoice=first)
    assert (note.total, note.seller_gstin, note.reason) == (first.total, SELLER, "Opened again")
    assert (note.written_by, note.financial_year) == ("staff:boss", "2627")
    assert taken_back(first, NEXT_MONTH) is None
    assert CreditNote.objects.count() == 2


def test_a_new_year_begins_a_new_series_of_credit_notes(store):
    assert taken_back(billed(store), NEXT_YEAR).number == "CMH1/2728/000001"


@pytest.mark.parametrize(("series", "number"), [("", 16), ("M", 14), ("CMH", 16)])
def test_no_series_gives_a_number_that_is_too_long_or_an_invoices(store, series, number):
    store.invoice_series = series
    store.save()
    invoice = billed(store)

    note = taken_back(invoice, NEXT_MONTH)

    assert len(note.number) == number
    assert note.number != invoice.number


def test_what_was_sent_is_credited_also_within_its_month(store):
    invoice = billed(store)
    factories.ship(invoice.package)

    note = taken_back(invoice, NOON + timedelta(hours=2))

    assert (note.total, invoice.cancelled_at) == (invoice.total, None)


def test_cancelling_a_packed_package_of_a_closed_month_writes_the_note(store):
    invoice = billed(store)

    packages.cancel(invoice.package_id, reason="no stock", at=NEXT_MONTH, **WHO)

    note = CreditNote.objects.get()
    assert (note.invoice, note.reason, note.written_by) == (invoice, "no stock", "staff:boss")
    package = Package.objects.get(pk=invoice.package_id)
    assert (package.state, package.invoice) == (PackageStatus.CANCELLED, invoice)


def test_a_package_without_an_invoice_has_nothing_to_take_back(db):
    package = factories.package()

    with transaction.atomic():
        dossier = lock_for_package(package.pk)
        assert withdraw(dossier, dossier.package(package.pk), at=NOON, **WHO) is None


def test_an_opened_package_is_billed_anew_and_names_its_last_invoice(store):
    first = billed(store)
    taken_back(first, NEXT_MONTH)
    Package.objects.filter(pk=first.package_id).update(state=PackageStatus.READY)

    packages.pack(first.package_id, by="test", at=NEXT_MONTH)

    package = Package.objects.get(pk=first.package_id)
    assert (package.invoice.number, package.invoice.stands) == ("MH1/2627/0000002", True)
    assert list(package.invoices.order_by("pk")) == [first, package.invoice]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2027, 11, 30, 12, tzinfo=UTC), False),
        (datetime(2027, 11, 30, 18, 31, tzinfo=UTC), True),
    ],
)
def test_after_the_thirtieth_of_november_it_is_late_and_still_written(store, at, late):
    invoice = billed(store)

    assert is_late(invoice, at) is late
    assert taken_back(invoice, at).total == invoice.total


def test_unit_by_unit_the_notes_add_up_to_the_invoice_with_its_rounding(store, settings):
    settings.INVOICE_ROUND_OFF = True
    first = television(net_amount=Decimal("999.60"))
    second = television(product=first.product, net_amount=Decimal("0.75"))
    invoice = billed(store, items=[first, second])
    lines = list(invoice.lines.order_by("pk"))

    one = credit(invoice, lines[:1], at=NEXT_MONTH, **WHO)
    invoice.refresh_from_db()
    assert (str(one.total), invoice.stands) == ("999.60", True)
    other = taken_back(invoice, NEXT_MONTH)

    assert (str(invoice.total), str(other.total)) == ("1000.00", "0.40")
    assert invoice.stands is False


class Sums(TestCase):
    """Whatever an order holds, and in whatever parts it is credited."""

    @given(
        st.lists(st.integers(0, 10**7), min_size=1, max_size=5),
        st.integers(0, 5),
        st.booleans(),
    )
    def test_credit_notes_add_up_with_their_invoice_to_the_paisa(self, prices, split, rounded):
        with self.settings(INVOICE_ROUND_OFF=rounded):
            place = factories.location(seller_gstin=SELLER, invoice_series="P")
            units = [television(net_amount=Decimal(paise) / 100) for paise in prices]
            invoice = billed(place, items=units, shipping_amount=Decimal("40.01"))
            lines = list(invoice.lines.order_by("pk"))
            if 0 < split < len(lines):
                credit(invoice, lines[:split], at=NEXT_MONTH, **WHO)
            taken_back(invoice, NEXT_MONTH)

        invoice = Invoice.objects.get(pk=invoice.pk)
        assert sum(note.total for note in invoice.credit_notes.all()) == invoice.total
        assert not invoice.lines.filter(credited_by=None).exists()
        assert is_late(invoice, NEXT_MONTH) is False
