"""A store that may write tax invoices, and a package of it that has one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orders import invoices
from orders.commands.credit_notes import credit
from orders.invoices import credit_note
from orders.models import Invoice, InvoiceLine
from orders.workflow import PackageStatus
from tests import factories

SELLER = "27AAPFU0939F1ZV"


def billed(store, **facts):
    """Return the invoice of an order that was packed at the store, ready to be read."""
    shop = factories.channel(default_location=store)
    facts.setdefault("items", [television()])
    order = factories.order(channel=shop, **facts)
    package = factories.package(state=PackageStatus.PACKED, order=order)
    return invoices.loaded().get(package=package)


def credited(invoice, lines=None, *, at=datetime(2026, 12, 2, 6, tzinfo=UTC), reason="Opened"):
    """Return a credit note against an invoice: of these lines, or of all that is left."""
    left = invoice.lines.filter(credited_by=None) if lines is None else lines
    note = credit(invoice, left, by="staff:boss", at=at, reason=reason)
    return credit_note.loaded().get(pk=note.pk)


def unrated(invoice, sku):
    """Make an invoice like those of when goods without a rate were still billed."""
    InvoiceLine.objects.filter(invoice=invoice, sku=sku).update(tax_rate=None)
    return invoices.loaded().get(pk=invoice.pk)


def television(**facts):
    product = factories.product(name="Television", sku="245179", hsn_code="852872")
    own = {"product": product, "net_amount": Decimal("69990.00"), "discount_amount": None}
    return factories.item(**(own | facts))


@pytest.fixture
def store(db):
    location = factories.location(
        seller_gstin=SELLER, seller_name="Acme Retail Private Limited", invoice_series="MH1"
    )
    location.address = factories.order().shipping_address
    location.save()
    return location


@pytest.fixture
def invoice(store) -> Invoice:
    return billed(store)
