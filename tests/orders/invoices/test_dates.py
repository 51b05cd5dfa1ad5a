"""The day of an invoice: whose calendar it follows, and which day somebody may type."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from orders import invoices
from orders.commands import packages
from orders.models import Invoice, Mode, ServiceArea, StockLocation
from orders.serviceability import promise
from orders.workflow import Invalid, PackageStatus
from tests import factories
from tests.factories import NOON
from tests.orders.invoices.conftest import SELLER

APRIL = datetime(2027, 3, 31, 19, tzinfo=UTC)  # 1 April, half past midnight, in India


def waiting(store, **facts):
    shop = factories.channel(default_location=store)
    return factories.package(order=factories.order(channel=shop, **facts))


@pytest.mark.parametrize(
    ("facts", "year", "day"),
    [
        ({"seller_gstin": SELLER, "time_zone": ""}, "2728", date(2027, 4, 1)),
        ({"seller_gstin": SELLER, "time_zone": "America/New_York"}, "2627", date(2027, 3, 31)),
        ({"seller_gstin": "", "time_zone": ""}, "2627", date(2027, 3, 31)),
    ],
    ids=["registered, so in India", "its own zone", "the zone of the staff"],
)
def test_the_day_is_the_locations_own_else_the_one_of_india_for_a_registered_seller(
    db, facts, year, day
):
    packages.pack(waiting(factories.location(**facts)).pk, by="test", at=APRIL)

    invoice = invoices.loaded().get()
    assert (invoice.financial_year, invoices.document(invoice)["date"]) == (year, day)


def test_a_registration_that_comes_or_goes_later_moves_no_invoice_to_another_day(db):
    packages.pack(
        waiting(factories.location(seller_gstin=SELLER, time_zone="")).pk, by="test", at=APRIL
    )

    StockLocation.objects.update(seller_gstin="")

    assert invoices.document(invoices.loaded().get())["date"] == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("gstin", "cutoff"),
    [(SELLER, datetime(2026, 11, 21, 12, 30, tzinfo=UTC)),
     ("", datetime(2026, 11, 21, 18, tzinfo=UTC))],
)  # fmt: skip
def test_a_cutoff_is_told_in_the_zone_of_the_locations_day(db, gstin, cutoff):
    store = factories.location(seller_gstin=gstin, time_zone="")
    area = ServiceArea(
        location=store,
        pincode="400001",
        mode=Mode.HOME_DELIVERY,
        cutoff=time(18),
    )

    assert promise(area, NOON).cutoff_at == cutoff


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (timedelta(minutes=5, seconds=1), "The invoice date lies in the future."),
        (timedelta(days=365), "The invoice date lies in the future."),
        (timedelta(hours=-17, minutes=-31), "The order was placed on 21 Nov 2026, after the"),
        (timedelta(days=-700), "The order was placed on 21 Nov 2026, after the invoice date."),
    ],
)
def test_a_typed_date_lies_between_the_order_and_now(store, typed, sentence):
    package = waiting(store)

    with pytest.raises(Invalid, match=sentence) as told:
        packages.pack(
            package.pk, invoice_number="A-1", invoice_date=NOON + typed, by="test", at=NOON
        )

    package.refresh_from_db()
    assert list(told.value.errors) == ["invoice_date"]
    assert (package.state, Invoice.objects.count()) == (PackageStatus.WAITING, 0)


@pytest.mark.parametrize("typed", [timedelta(minutes=5), timedelta(hours=-17, minutes=-30)])
def test_a_clock_five_minutes_ahead_and_the_day_of_the_order_are_good(store, typed):
    packages.pack(waiting(store).pk, invoice_date=NOON + typed, by="test", at=NOON)

    assert Invoice.objects.get().invoiced_at == NOON + typed


def test_a_date_of_last_year_needs_a_number_of_last_year(store):
    march = APRIL - timedelta(hours=1)
    package = waiting(store)

    with pytest.raises(Invalid, match="belongs to the financial year 2026-27") as told:
        packages.pack(package.pk, invoice_date=march, by="test", at=APRIL)
    packages.pack(package.pk, invoice_number="M-1", invoice_date=march, by="test", at=APRIL)

    assert list(told.value.errors) == ["invoice_date"]
    assert Invoice.objects.get().financial_year == "2627"
    assert Invoice.objects.get().total == Decimal("250.00")
