"""Where goods lie, how many, and how many of them are promised."""

import uuid

from django.db import models
from django.db.models import F, Q

from orders.models.catalogue import Product
from orders.scope import LocationQuerySet, ReservationQuerySet, StockQuerySet


class StockLocation(models.Model):
    """A store or warehouse that packs orders; its GSTIN decides the tax on its invoices."""

    class Type(models.TextChoices):
        RETAIL_STORE = "retail_store"
        WAREHOUSE = "warehouse"

    class FiscalDocument(models.TextChoices):
        OURS = "ours", "Ours: an invoice is written when a package is packed"
        ELSEWHERE = "elsewhere", "Elsewhere: the hub tells its number and its address"
        NONE = "none", "None"

    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=255)
    erp_code = models.CharField(max_length=64, unique=True)
    stock_location_type = models.CharField(max_length=16, choices=Type, default=Type.RETAIL_STORE)
    address = models.ForeignKey(
        "orders.Address", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    is_fulfillment_center = models.BooleanField(default=False)
    is_pickup_location = models.BooleanField(default=False)
    is_delivery_location = models.BooleanField(default=True)
    is_return_available = models.BooleanField(default=False)
    is_fast_delivery_available = models.BooleanField(default=False)
    daytime_phone = models.CharField(max_length=64, blank=True)
    evening_phone = models.CharField(max_length=64, blank=True)
    fax_number = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    priority = models.IntegerField(null=True, blank=True)
    max_quota = models.PositiveIntegerField(null=True, blank=True)
    quota = models.PositiveIntegerField(default=0)
    tags = models.JSONField(default=list, blank=True)
    conf = models.JSONField(default=dict, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    seller_gstin = models.CharField(max_length=15, blank=True)
    seller_name = models.CharField(max_length=255, blank=True)
    state_code = models.CharField(max_length=8, blank=True)
    invoice_series = models.CharField(max_length=3, blank=True)
    fiscal_document = models.CharField(
        max_length=16,
        choices=FiscalDocument,
        default=FiscalDocument.OURS,
        db_default=FiscalDocument.OURS,
    )
    created_date = models.DateTimeField(auto_now_add=True)
    modified_date = models.DateTimeField(auto_now=True)

    objects = LocationQuerySet.as_manager()

    def __str__(self):
        return f"{self.erp_code} {self.name}"

    @property
    def writes_invoices(self) -> bool:
        """Tell whether what is packed here is billed by us."""
        return self.fiscal_document == self.FiscalDocument.OURS


class Stock(models.Model):
    """
    How many of a product lie at a location, and how many of those are promised to somebody.

    Every unit of `reserved` belongs to one line of an active reservation, or to one unit of an
    order that names this row as its `reserved_stock`. `returned_at` is when goods last became
    available after there were none.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="stock")
    location = models.ForeignKey(StockLocation, models.PROTECT, related_name="stock")
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    safety = models.PositiveIntegerField(default=0)
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    modified_date = models.DateTimeField()

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stock"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "location"], name="stock_once_per_product_and_location"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="stock_reserved_within_on_hand",
            ),
        ]

    def __str__(self):
        return f"{self.product.sku} at {self.location.erp_code}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved - self.safety


class StockReservation(models.Model):
    """
    Goods set aside for a cart; once consumed, the units of `order` hold them.

    `owner` names who asked, `reference` what it is for there: one open reservation for both.
    `location` is null where its lines lie at several; `content_hash` tells a repeat from a reuse.
    `replayed` is set on a row that answers a repeat.
    """

    replayed = False

    class Status(models.TextChoices):
        ACTIVE = "active"
        CONSUMED = "consumed"
        RELEASED = "released"
        EXPIRED = "expired"

    block_id = models.UUIDField(unique=True, default=uuid.uuid4)
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="reservations")
    location = models.ForeignKey(
        StockLocation, models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    owner = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    pincode = models.CharField(max_length=10, blank=True)
    store_code = models.CharField(max_length=64, blank=True)
    delivery_type = models.CharField(max_length=64, blank=True)
    ttl_seconds = models.PositiveIntegerField(default=900)
    content_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=255, blank=True)
    closed_by = models.CharField(max_length=255, blank=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "reference"],
                condition=Q(status__in=["active", "consumed"]),
                name="reservation_once_per_open_reference",
            ),
        ]
        indexes = [models.Index(fields=["status", "expires_at"], name="reservation_by_expiry")]

    def __str__(self):
        return f"{self.owner} {self.reference}: {self.status}"


class StockReservationLine(models.Model):
    reservation = models.ForeignKey(StockReservation, models.CASCADE, related_name="lines")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="reservation_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reservation", "stock"], name="reservation_line_once_per_stock"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="reservation_line_quantity_positive"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} of {self.stock_id}"
