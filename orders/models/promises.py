"""Where we deliver and how fast, who waits for goods, and who wants a product that is to come."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from orders.models.catalogue import Product
from orders.models.stock import StockLocation


class Mode(models.TextChoices):
    HOME_DELIVERY = "HOME_DELIVERY"
    EXPRESS = "EXPRESS"
    STORE_PICKUP = "STORE_PICKUP"


class ServiceArea(models.Model):
    """
    How a location serves a PIN code, or all that begin with the same digits.

    After `cutoff`, of the location's day, the lead time starts a day later.
    """

    location = models.ForeignKey(StockLocation, models.CASCADE, related_name="service_areas")
    pincode = models.CharField(max_length=6, validators=[RegexValidator(r"^[1-9][0-9]{0,5}$")])
    mode = models.CharField(max_length=16, choices=Mode, default=Mode.HOME_DELIVERY)
    lead_days = models.PositiveSmallIntegerField(default=0)
    cutoff = models.TimeField(null=True, blank=True)
    cod = models.BooleanField("cash on delivery", default=False)
    charge = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "pincode", "mode"], name="area_once_per_location_and_mode"
            ),
        ]
        indexes = [models.Index(fields=["pincode"], name="area_by_pincode")]

    def __str__(self):
        return f"{self.location.erp_code} {self.pincode} {self.get_mode_display()}"

    @property
    def takes_cash(self) -> bool:
        """Over its counter a store always does; `cod` is about the customer's door."""
        return self.cod or self.mode == Mode.STORE_PICKUP


class StockNotification(models.Model):
    """
    Somebody who wants to hear when a product is back; told once.

    `contact` is the e-mail address or the number by which a repeat is known as one, `place` the
    PIN code or the store's code. `replayed` and `in_stock` are set on the row that answers a
    request.
    """

    replayed = False
    in_stock = False

    class Status(models.TextChoices):
        PENDING = "PENDING"
        NOTIFIED = "NOTIFIED"
        CANCELLED = "CANCELLED"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="notifications")
    location = models.ForeignKey(StockLocation, models.PROTECT, null=True, blank=True)
    place = models.CharField(max_length=64, blank=True)
    contact = models.CharField(max_length=254)
    name = models.CharField(max_length=100, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    means = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.PENDING)
    created_date = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "product", "place", "contact"],
                condition=Q(status="PENDING"),
                name="notification_once_while_pending",
            ),
        ]
        indexes = [models.Index(fields=["product", "status"], name="notification_by_product")]

    def __str__(self):
        return f"{self.contact}: {self.product_id}"


class LaunchCampaign(models.Model):
    """A product that is to come; `capacity` people are registered, the others wait."""

    code = models.CharField(max_length=64, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="campaigns")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    registered = models.PositiveIntegerField(default=0, editable=False)
    signed_up = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registered__lte=F("capacity")), name="campaign_within_capacity"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="campaign_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return self.code


class PreRegistration(models.Model):
    """
    One person's place in a campaign; `position` counts everybody who signed up.

    `replayed` is set on the row that answers a repeat.
    """

    replayed = False

    class Status(models.TextChoices):
        REGISTERED = "REGISTERED"
        WAITLISTED = "WAITLISTED"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    campaign = models.ForeignKey(LaunchCampaign, models.PROTECT, related_name="registrations")
    channel = models.ForeignKey("orders.Channel", models.PROTECT, related_name="+")
    mobile = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    email = models.CharField(max_length=254, blank=True)
    pincode = models.CharField(max_length=6)
    quantity = models.PositiveSmallIntegerField(default=1)
    preferred_store = models.ForeignKey(StockLocation, models.PROTECT, null=True, blank=True)
    gstin = models.CharField(max_length=15, blank=True)
    status = models.CharField(max_length=16, choices=Status)
    position = models.PositiveIntegerField()
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "channel", "mobile"], name="registration_once_per_mobile"
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.position}"
