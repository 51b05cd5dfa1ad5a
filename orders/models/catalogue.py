"""Products, price and stock lists, and the carriers, mirrored from Omnitron."""

from django.db import models

from orders.scope import ProductQuerySet


class Mirrored(models.Model):
    """A reference row of the hub; `pk` on the wire is the hub's key, or ours as a negative."""

    omnitron_id = models.BigIntegerField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=255)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def wire_pk(self) -> int:
        return -self.pk if self.omnitron_id is None else self.omnitron_id


class Product(Mirrored):
    """
    What is sold. A SKU that the hub gave to another row names that one, and the older is
    `replaced_by` it: orders keep what they were of. `serial_kind` is the number that each unit
    has to have when it is packed.
    """

    class SerialKind(models.TextChoices):
        __empty__ = "none"
        SERIAL = "serial", "serial number"
        IMEI = "imei", "IMEI"

    base_code = models.CharField(max_length=128, blank=True)
    sku = models.CharField(max_length=128, db_index=True)
    barcode = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    attributes = models.JSONField(default=dict, blank=True)
    attributes_kwargs = models.JSONField(default=dict, blank=True)
    extra_attributes = models.JSONField(default=dict, blank=True)
    hsn_code = models.CharField(max_length=8, blank=True)
    gst_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    max_per_order = models.PositiveIntegerField(null=True, blank=True)
    serial_kind = models.CharField(
        "number of each unit",
        max_length=8,
        choices=SerialKind,
        blank=True,
        default="",
        db_default="",
        help_text="What has to be read from each unit before its package can be packed.",
    )
    remote_modified_date = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="replaces"
    )
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    objects = ProductQuerySet.as_manager()

    def __str__(self):
        return f"{self.sku} {self.name}"


class ProductImage(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="productimage_set")
    omnitron_id = models.BigIntegerField(null=True, blank=True)
    order = models.IntegerField(default=0)
    url = models.CharField(max_length=1024)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "url"], name="image_once_per_product"),
        ]

    def __str__(self):
        return self.url


class PriceList(Mirrored):
    code = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    currency = models.CharField(max_length=3, blank=True)
    is_auto_sync = models.BooleanField(default=False)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()


class StockList(Mirrored):
    code = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    is_auto_sync = models.BooleanField(default=False)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()


class CargoCompany(Mirrored):
    """
    A carrier; synced before the orders, and never made from one.

    `tracking_pattern` is a regular expression that its tracking numbers match as a whole; empty:
    6 to 40 letters, digits, hyphens and slashes. `tracking_link` is where customers follow one,
    with {number} in its place.
    """

    erp_code = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001
    shipping_company = models.CharField(max_length=64, blank=True)
    tracking_link = models.CharField(
        max_length=512,
        blank=True,
        default="",
        db_default="",
        help_text="Where customers follow a number: https://carrier.example/track?awb={number}",
    )
    tracking_pattern = models.CharField(
        max_length=200,
        blank=True,
        db_default="",
        help_text="What its tracking numbers look like, as a regular expression: [0-9]{11}",
    )
    is_active = models.BooleanField(default=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cargo companies"
