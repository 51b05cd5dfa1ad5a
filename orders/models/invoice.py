"""Invoices as they were written: frozen facts, numbered per seller and financial year."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from orders.models.amounts import AmountField, amounts_fit
from orders.models.order import OrderItem
from orders.models.package import Package
from orders.models.stock import StockLocation
from orders.scope import InvoiceQuerySet


class InvoiceCounter(models.Model):
    """The last number that a series has given; locked while the next one is taken."""

    series = models.CharField(max_length=32, unique=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.series}: {self.last_number}"


class Invoice(models.Model):
    """
    What the customer was billed for one package; nothing in it changes afterwards.

    `parties` are the seller, the buyer and the place of delivery as they were on that day;
    `supplier_state` and `place_of_supply` are two letters. A package that was opened again has
    several, of which one stands: neither cancelled nor wholly credited.
    """

    package = models.ForeignKey(Package, models.PROTECT, related_name="invoices", db_index=False)
    location = models.ForeignKey(StockLocation, models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=64)
    financial_year = models.CharField(max_length=4)
    invoiced_at = models.DateTimeField()
    seller_gstin = models.CharField(max_length=15, blank=True)
    buyer_gstin = models.CharField(max_length=15, blank=True)
    supplier_state = models.CharField(max_length=8, blank=True)
    place_of_supply = models.CharField(max_length=8, blank=True)
    currency = models.CharField(max_length=3)
    total = AmountField()
    parties = models.JSONField(default=dict, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    credited_at = models.DateTimeField(null=True, blank=True)
    created_date = models.DateTimeField()

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "financial_year", "number"],
                name="invoice_number_once_per_location_and_year",
            ),
            models.UniqueConstraint(
                fields=["seller_gstin", "financial_year", "number"],
                condition=~Q(seller_gstin=""),
                name="invoice_number_once_per_seller_and_year",
            ),
            amounts_fit("total", name="invoice_amounts_fit"),
        ]
        indexes = [models.Index(fields=["package"], name="invoice_by_package")]

    def __str__(self):
        return self.number

    @property
    def stands(self) -> bool:
        """Tell whether the invoice still bills its package."""
        return self.cancelled_at is None and self.credited_at is None


class InvoiceLine(models.Model):
    """One billed unit; goods and charges include their tax, at the rate of that day."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    order_item = models.ForeignKey(OrderItem, models.PROTECT, related_name="+")
    sku = models.CharField(max_length=128)
    name = models.CharField(max_length=255)
    hsn_code = models.CharField(max_length=8, blank=True)
    serial_number = models.CharField(max_length=128, blank=True, default="", db_default="")
    imei = models.CharField(max_length=15, blank=True, default="", db_default="")
    seal = models.CharField(max_length=64, blank=True, default="", db_default="")
    quantity = models.PositiveIntegerField(default=1)
    net_amount = AmountField(currency="invoice.currency")
    discount_amount = AmountField(currency="invoice.currency", default=0)
    shipping_charge = AmountField(currency="invoice.currency", default=0)
    cod_charge = AmountField(currency="invoice.currency", default=0)
    gift_wrap_charge = AmountField(currency="invoice.currency", default=0)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    total = AmountField(currency="invoice.currency")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "order_item"], name="invoice_line_once_per_item"
            ),
            amounts_fit(
                "net_amount",
                "discount_amount",
                "shipping_charge",
                "cod_charge",
                "gift_wrap_charge",
                "total",
                name="invoice_line_amounts_fit",
            ),
        ]

    def __str__(self):
        return f"{self.invoice_id}: {self.sku}"

    @property
    def goods(self) -> Decimal:
        """What was billed for the goods, tax included."""
        return self.net_amount


class InvoiceTax(models.Model):
    """The tax within one charge of a billed unit: `taxable` and the four heads sum to `gross`."""

    class CostHead(models.TextChoices):
        SELLING_PRICE = "selling_price"
        SHIPPING_CHARGES = "shipping_charges"
        COD_CHARGES = "cash_on_delivery_charges"
        GIFT_WRAP_CHARGES = "gift_wrap_charges"

    line = models.ForeignKey(InvoiceLine, models.PROTECT, related_name="taxes")
    cost_head = models.CharField(max_length=32, choices=CostHead)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    gross = AmountField(currency="line.invoice.currency")
    taxable = AmountField(currency="line.invoice.currency")
    integrated = AmountField(currency="line.invoice.currency", default=0)
    central = AmountField(currency="line.invoice.currency", default=0)
    state = AmountField(currency="line.invoice.currency", default=0)
    union_territory = AmountField(currency="line.invoice.currency", default=0)

    class Meta:
        verbose_name_plural = "invoice taxes"
        constraints = [
            models.UniqueConstraint(fields=["line", "cost_head"], name="tax_once_per_cost_head"),
            amounts_fit(
                "gross",
                "taxable",
                "integrated",
                "central",
                "state",
                "union_territory",
                name="invoice_tax_amounts_fit",
            ),
        ]

    def __str__(self):
        return f"{self.line_id}: {self.cost_head}"


class InvoiceDocument(models.Model):
    """The bytes of an invoice's PDF, written at the first download and given at every one."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="document")
    pdf = models.BinaryField()
    created_date = models.DateTimeField()

    def __str__(self):
        return f"{self.invoice_id}"
