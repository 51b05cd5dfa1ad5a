"""Credit notes: what takes an invoice back that can no longer be cancelled."""

from django.db import models
from django.db.models import Q

from orders.models.amounts import AmountField, amounts_fit
from orders.models.invoice import Invoice, InvoiceLine
from orders.models.stock import StockLocation
from orders.scope import CreditNoteQuerySet


class CreditNote(models.Model):
    """
    What of an invoice was taken back in one go; nothing in it changes afterwards.

    Its parties, states and rates are the invoice's; `number` is of a series of its own.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")
    location = models.ForeignKey(StockLocation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    financial_year = models.CharField(max_length=4)
    issued_at = models.DateTimeField()
    seller_gstin = models.CharField(max_length=15, blank=True)
    total = AmountField(currency="invoice.currency")
    reason = models.CharField(max_length=512, blank=True)
    written_by = models.CharField(max_length=255)
    created_date = models.DateTimeField()

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "financial_year", "number"],
                name="credit_note_number_once_per_location_and_year",
            ),
            models.UniqueConstraint(
                fields=["seller_gstin", "financial_year", "number"],
                condition=~Q(seller_gstin=""),
                name="credit_note_number_once_per_seller_and_year",
            ),
            amounts_fit("total", name="credit_note_amounts_fit"),
        ]

    def __str__(self):
        return self.number


class CreditNoteLine(models.Model):
    """One billed unit that is taken back, whole: with the prices and the tax of its invoice."""

    credit_note = models.ForeignKey(CreditNote, models.PROTECT, related_name="lines")
    invoice_line = models.OneToOneField(InvoiceLine, models.PROTECT, related_name="credited_by")

    def __str__(self):
        return f"{self.credit_note_id}: {self.invoice_line_id}"


class CreditNoteDocument(models.Model):
    """The bytes of a credit note's PDF, written at the first download and given at every one."""

    credit_note = models.OneToOneField(CreditNote, models.PROTECT, related_name="document")
    pdf = models.BinaryField()
    created_date = models.DateTimeField()

    def __str__(self):
        return f"{self.credit_note_id}"
