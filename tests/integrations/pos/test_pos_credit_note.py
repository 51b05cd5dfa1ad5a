"""A credit note in the shape that the POS page has for the invoice of a return."""

from decimal import Decimal

import pytest
from django.db import transaction

from integrations.pos import payload
from orders.commands.credit_notes import withdraw
from orders.commands.locking import lock_for_package
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER

pytestmark = pytest.mark.django_db


def test_it_has_the_lines_and_the_tax_of_the_invoice_under_its_own_number():
    package = factories.package(state=PackageStatus.SHIPPED, items=[factories.item()] * 1)
    sold = payload.render(payload.load(package.pk))["invoiceDetails"]
    with transaction.atomic():
        dossier = lock_for_package(package.pk)
        note = withdraw(dossier, dossier.package(package.pk), by="test", at=LATER)

    told = payload.return_invoice(note)

    assert told == sold | {"invoiceNumber": note.number, "invoiceDate": "2026-11-21T13:00:00"}
    assert note.number.startswith("C")
    (item,) = told["invoiceItems"]
    assert item["orderItems"][0]["orderItemPrice"]["totalPrice"] == Decimal("250.00")
