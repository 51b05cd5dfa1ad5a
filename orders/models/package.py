"""Packages: what one location sends to one customer in one go."""

from django.db import models
from django.db.models import Q

from orders.models.catalogue import CargoCompany
from orders.models.customer import Address, Customer
from orders.models.order import Order, OrderItem
from orders.models.stock import StockLocation
from orders.scope import PackageQuerySet
from orders.workflow import (
    APPROVAL_WITHDRAWN,
    CANCELLATION_REQUESTED,
    CHANGED_SINCE_PACKED,
    DOUBTS,
    HELD,
    IN_DOUBT,
    NEWER_COPY,
    SENT_ELSEWHERE,
    PackageStatus,
)

LEFT_THE_HOUSE = [PackageStatus.SHIPPED, PackageStatus.DELIVERED, PackageStatus.RETURNED]


class DenialReason(models.Model):
    """Why a location did not want a package."""

    title = models.CharField(max_length=255)
    remote_id = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    priority = models.IntegerField(null=True, blank=True)

    def __str__(self):
        return self.title


class Package(models.Model):
    """
    Some units of one order, on their way from one location.

    `number` is `<order code>P<sequence>`; the sequence counts cancelled packages too and is never
    used twice, because the point of sale takes a repeated number for a repeat. `invoice` is the
    last one that was written for it, whether it stands or not.

    A person must decide since `cancellation_requested_at` (the customer wants it no more),
    `approval_withdrawn_at` (the hub took its approval back) or `sent_elsewhere_at` (the hub says
    that it is on its way, and we have not sent it), or where `differs` names what the order says
    by now and the closed box does not: `sealed` is what stood on its papers. Its addresses and
    its customer are versions of when it was closed or sent. One that is `sent_back` was refused
    by its location, which planning avoids from then on.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="packages")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=180, unique=True)
    stock_location = models.ForeignKey(StockLocation, models.PROTECT, related_name="packages")
    state = models.PositiveSmallIntegerField(choices=PackageStatus, default=PackageStatus.WAITING)
    remote_id = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    carrier = models.ForeignKey(
        CargoCompany, models.PROTECT, null=True, blank=True, related_name="packages"
    )
    tracking_number = models.CharField(max_length=256, blank=True, db_index=True)
    tracking_url = models.CharField(max_length=1024, blank=True)
    shipping_label = models.CharField(max_length=1024, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=512, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=512, blank=True)
    shipped_anyway_reason = models.CharField(max_length=512, blank=True)
    denial_reason = models.ForeignKey(DenialReason, models.PROTECT, null=True, blank=True)
    sent_back = models.BooleanField(default=False, db_default=False)
    cancellation_requested_at = models.DateTimeField(null=True, blank=True)
    approval_withdrawn_at = models.DateTimeField(null=True, blank=True)
    sent_elsewhere_at = models.DateTimeField(null=True, blank=True)
    invoice = models.ForeignKey(
        "orders.Invoice", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    shipping_address = models.ForeignKey(
        Address, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    billing_address = models.ForeignKey(
        Address, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sealed = models.JSONField(null=True, blank=True)
    differs = models.JSONField(null=True, blank=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    objects = PackageQuerySet.as_manager()

    class Meta:
        permissions = [
            ("start_package", "Can start preparing a package"),
            ("ready_package", "Can mark a package ready"),
            ("pack_package", "Can pack a package"),
            ("ship_package", "Can ship a package"),
            ("deliver_package", "Can mark a package delivered"),
            ("take_back_package", "Can take back what was sent"),
            ("cancel_package", "Can cancel a package"),
            ("ship_anyway_package", "Can ship a package that the customer cancelled"),
            ("reopen_package", "Can open a packed package again"),
            ("ship_as_packed_package", "Can ship a package whose order changed since"),
            ("correct_tracking_package", "Can correct the carrier or tracking number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "sequence"], name="package_sequence_once_per_order"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LEFT_THE_HOUSE)
                | (Q(shipped_at__isnull=False) & Q(carrier__isnull=False) & ~Q(tracking_number="")),
                name="package_shipped_has_carrier_and_waybill",
            ),
        ]
        indexes = [
            models.Index(fields=["stock_location", "state", "id"], name="package_by_location"),
            models.Index(fields=["stock_location", "-order"], name="package_by_location_order"),
            models.Index(fields=["modified_date", "id"], name="package_by_modified"),
            models.Index(fields=["created_date", "id"], name="package_by_created"),
        ]

    def __str__(self):
        return self.number

    @property
    def invoice_number(self) -> str | None:
        """Our invoice's number, or the hub's where the location's are written elsewhere."""
        if self.invoice is not None:
            return self.invoice.number
        elsewhere = self.stock_location.FiscalDocument.ELSEWHERE
        if self.stock_location.fiscal_document != elsewhere:
            return None
        return self.order.hub_invoice_number or None

    def facts(self) -> set[str]:
        """Return what the workflow needs to know besides the state; reads the loaded order."""
        facts = {
            HELD: self.order.held_at,
            NEWER_COPY: self.order.newer_copy_at,
            CANCELLATION_REQUESTED: self.cancellation_requested_at,
            APPROVAL_WITHDRAWN: self.approval_withdrawn_at,
            SENT_ELSEWHERE: self.sent_elsewhere_at,
            CHANGED_SINCE_PACKED: self.differs,
        }
        known = {fact for fact, since in facts.items() if since}
        return known | ({IN_DOUBT} if known & DOUBTS else set())

    @property
    def destination(self) -> Address:
        """Where it goes, or went: what was closed or sent keeps the address that it was given."""
        return self.shipping_address if self._keeps() else self.order.shipping_address

    @property
    def billed_to(self) -> Address:
        """The address of its invoice."""
        return self.billing_address if self._keeps() else self.order.billing_address

    @property
    def recipient(self) -> Customer:
        """Who gets it."""
        return self.customer if self._keeps() else self.order.customer

    def _keeps(self) -> bool:
        known = None not in (self.shipping_address_id, self.billing_address_id, self.customer_id)
        return known and (self.state in LEFT_THE_HOUSE or bool(self.differs))


class PackageItem(models.Model):
    """A unit in a package; `live` ends when the package is cancelled, and frees the unit."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="packageitem_set")
    order_item = models.ForeignKey(OrderItem, models.PROTECT, related_name="package_items")
    state = models.PositiveSmallIntegerField(choices=PackageStatus, default=PackageStatus.WAITING)
    quantity = models.PositiveIntegerField(default=1)
    unit_weight = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    live = models.BooleanField(default=True)
    created_date = models.DateTimeField()
    modified_date = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_item"],
                condition=Q(live=True),
                name="item_in_one_live_package",
            ),
            models.UniqueConstraint(fields=["package", "order_item"], name="item_once_per_package"),
        ]

    def __str__(self):
        return f"{self.package_id}: {self.order_item_id}"
